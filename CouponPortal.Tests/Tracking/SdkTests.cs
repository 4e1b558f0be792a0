using System.IO.Compression;
using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>The browser SDK's file and its two doors, through HTTP; its behaviour in a page is tested in Chromium.</summary>
public sealed class SdkTests(RunningPortals portals)
{
    private const int MaxCompressed = 6_000;

    [Theory]
    [InlineData("/sdk.js")]
    [InlineData("/scripts/main.js")]
    public async Task Script_is_served_to_everyone_and_stays_small(string path)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        using var answer = await shop.VisitAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        var script = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(script, TestContext.Current.CancellationToken);
        }

        Assert.InRange(packed.Length, 500, MaxCompressed);
    }

    [Theory, BothEngines]
    public async Task Items_make_the_amount_and_are_kept_with_the_order(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("SDK");
        await shop.CouponAsync(code, shop.A);
        var order = Uri.EscapeDataString("""{"items":[{"product_id":"a","price":"10.10","quantity":3},{"ps":"b","pr":0.05,"qty":"1"}]}""");

        using var answer = await shop.VisitAsync($"/sdk/conversion?aid={shop.Advertiser}&coupon_code={code}&order_id=S1&order={order}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var row = Assert.Single(await shop.ListAsync($"conversions?advertiser_id={shop.Advertiser}"));
        Assert.Equal(("30.35", "sdk"), (row.GetProperty("amount").GetString(), row.GetProperty("door").GetString()));
    }

    [Theory]
    [InlineData("{", "order_json")]
    [InlineData("""{"items":[1]}""", "items_format")]
    [InlineData("""{"items":[{"price":"1","quantity":0}]}""", "quantity")]
    [InlineData("""{"items":[{"price":"1","quantity":1.5}]}""", "quantity")]
    [InlineData("""{"items":[{"price":"1,50","quantity":1}]}""", "price_format")]
    [InlineData("""{"items":[{"price":"-5","quantity":1}]}""", "price_negative")]
    public async Task Order_that_cannot_be_read_is_refused_with_its_reason_and_kept(string order, string reason)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        using var answer = await shop.VisitAsync($"/sdk/conversion?aid={shop.Advertiser}&oid={shop.Offer}&order_id=S1&order={Uri.EscapeDataString(order)}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(reason, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(32, problem.RootElement.GetProperty("hit_id").GetString()!.Length);
    }

    [Fact]
    public async Task Answer_names_a_listed_origin_and_never_all()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite, new { name = "Origin shop", allowed_origins = new[] { "https://listed.example" } });

        foreach (var (origin, expected) in new[] { ("https://listed.example", "https://listed.example"), ("https://other.example", null), ("null", null) })
        {
            using var client = new HttpClient { BaseAddress = shop.Door };
            using var request = new HttpRequestMessage(HttpMethod.Options, new Uri("/sdk/conversion", UriKind.Relative));
            request.Headers.Add("Origin", origin);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal(expected, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? Assert.Single(values) : null);
            Assert.Contains("Origin", answer.Headers.Vary);
        }
    }
}
