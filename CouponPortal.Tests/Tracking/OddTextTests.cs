using System.Net;
using System.Net.Sockets;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>Text that an engine could refuse never costs an order, nor its neighbours (HARDENING: PostgreSQL refuses what SQLite stores).</summary>
public sealed class OddTextTests(RunningPortals portals)
{
    private const string Emoji = "%F0%9F%98%80";

    [Theory, BothEngines]
    public async Task A_value_that_is_cut_in_the_middle_of_a_character_is_stored_all_the_same(DatabaseProvider provider)
    {
        using var shop = await portals.NewShopAsync(provider);

        var sub = await shop.OrderAsync($"order_id=CUT-1&sub1={new string('a', 254)}{Emoji}");
        await shop.OrderAsync($"order_id=CUT-2&event={new string('a', 254)}{Emoji}");
        await shop.OrderAsync($"order_id=CUT-3&channel={new string('a', 49)}{Emoji}&transaction_id={new string('a', 199)}{Emoji}");

        Assert.Equal(new string('a', 254), (await shop.ConversionAsync(sub)).GetProperty("sub1").GetString());
    }

    [Theory, BothEngines]
    public async Task A_refusal_that_quotes_odd_text_is_stored_and_answered(DatabaseProvider provider)
    {
        using var shop = await portals.NewShopAsync(provider);
        string[] queries = ["a%00=%01", $"aid={new string('a', 49)}{Emoji}", $"aid={shop.Advertiser}&order_id=Q-1&amount={new string('a', 39)}{Emoji}"];

        foreach (var query in queries)
        {
            var (status, json) = await shop.PostbackAsync(query);
            Assert.True(status == HttpStatusCode.BadRequest, $"{query}: {status} {json}");
            Assert.NotEmpty(json.GetProperty("hit_id").GetString()!);
        }
    }

    [Theory, BothEngines]
    public async Task A_request_that_is_cut_in_the_middle_of_a_character_is_kept(DatabaseProvider provider)
    {
        using var shop = await portals.NewShopAsync(provider);
        for (var shift = 0; shift < 2; shift++)
        {
            var body = $"order_id=RAW-{shift}&x={new string('a', 49_000 + shift)}" + string.Concat(Enumerable.Repeat("😀", 3_000));
            using var form = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");

            var (status, json) = await shop.PostbackAsync($"aid={shop.Advertiser}&amount=1&pad={new string('b', 15_000)}", form);

            Assert.True(status == HttpStatusCode.OK, json.ToString());
        }
    }

    [Theory, BothEngines]
    public async Task An_order_id_may_hold_any_visible_character(DatabaseProvider provider)
    {
        using var shop = await portals.NewShopAsync(provider);

        var json = await shop.OrderAsync($"order_id={Emoji}1");

        Assert.Equal("😀1", (await shop.ConversionAsync(json)).GetProperty("order_id").GetString());
    }

    [Theory, BothEngines]
    public async Task An_idempotency_key_too_long_for_an_index_is_refused_and_refuses_nobody_else(DatabaseProvider provider)
    {
        using var shop = await portals.NewShopAsync(provider);
        using var large = new FormUrlEncodedContent([]);
        large.Headers.Add("Idempotency-Key", string.Concat(Enumerable.Range(0, 150).Select(_ => Guid.NewGuid().ToString("N"))));

        var (status, json) = await shop.PostbackAsync($"aid={shop.Advertiser}&amount=5", large);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("idempotency_key", json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_final_dot_of_the_host_name_is_the_same_tracking_domain()
    {
        var host = NewCode("dot").ToLowerInvariant() + ".shop.example";
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite, new { name = "Dotted", tracking_domain = host });
        using var client = new HttpClient { BaseAddress = shop.Door };
        client.DefaultRequestHeaders.Host = host + ".";

        using var answer = await client.GetAsync(new Uri("/postback?order_id=DOT-1&amount=1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_the_senders_fault_in_the_doors_own_words()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var socket = new TcpClient();
        await socket.ConnectAsync(shop.Door.Host, shop.Door.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /postback HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n"));

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", answer, StringComparison.Ordinal);
    }
}
