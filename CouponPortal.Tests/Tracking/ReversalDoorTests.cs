using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary><c>/reversal</c> through HTTP, and what the API says of the order afterwards.</summary>
public sealed class ReversalDoorTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task An_order_is_taken_back_by_its_id_its_order_id_or_its_click(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("BACK");
        await shop.CouponAsync(code, shop.A);
        var (click, _) = await shop.ClickAsync("/" + code);
        var one = await shop.OrderAsync($"coupon_code={code}&order_id=R-1");
        var two = await shop.OrderAsync($"coupon_code={code}&order_id=R-2");
        var lead = await shop.OrderAsync($"transaction_id={click}&event=lead");

        await ReverseAsync(shop, $"conversion_id={Text(one, "conversion_id")}", "reversed");
        await ReverseAsync(shop, $"aid={shop.Advertiser}&order_id=R-2&amount=40.00", "partly_reversed");
        await ReverseAsync(shop, $"transaction_id={click}&event_id=lead", "reversed");

        var (whole, part, event_) = (await shop.ConversionAsync(one), await shop.ConversionAsync(two), await shop.ConversionAsync(lead));
        Assert.Equal(("rejected", "100.00", "0.00"), (Text(whole, "status"), Text(whole, "reversed"), Text(whole, "payout")));
        Assert.Equal(("approved", "40.00", "6.00"), (Text(part, "status"), Text(part, "reversed"), Text(part, "payout")));
        Assert.Equal("rejected", Text(event_, "status"));
        var change = Assert.Single(part.GetProperty("changes").EnumerateArray());
        Assert.Equal(("reversal", "reversal", "100.00", "60.00", "10.00"), (Text(change, "kind"), Text(change, "by"), Text(change, "from_amount"), Text(change, "to_amount"), Text(change, "from_payout")));
    }

    [Theory, BothEngines]
    public async Task Refunds_with_ids_of_their_own_add_up_and_the_same_one_twice_counts_once(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var order = await shop.OrderAsync("order_id=F-1");

        await ReverseAsync(shop, $"aid={shop.Advertiser}&order_id=F-1&amount=10.00&refund_id=a", "partly_reversed");
        await ReverseAsync(shop, $"aid={shop.Advertiser}&order_id=F-1&amount=10.00&refund_id=a", "duplicate");
        await ReverseAsync(shop, $"aid={shop.Advertiser}&order_id=F-1&amount=10.00&refund_id=b", "partly_reversed");
        await ReverseAsync(shop, $"aid={shop.Advertiser}&order_id=F-1&amount=5.50", "partly_reversed");
        await ReverseAsync(shop, $"aid={shop.Advertiser}&order_id=F-1&amount=05.5", "duplicate");

        Assert.Equal("25.50", Text(await shop.ConversionAsync(order), "reversed"));
    }

    [Theory, BothEngines]
    public async Task A_reversal_that_comes_before_its_order_waits_for_it(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);

        using var early = await shop.VisitAsync($"/reversal?aid={shop.Advertiser}&order_id=E-1");
        var waiting = await JsonAsync(early);
        var order = await shop.ConversionAsync(await shop.OrderAsync("order_id=E-1"));

        Assert.Equal((HttpStatusCode.Accepted, "waiting"), (early.StatusCode, Text(waiting, "status")));
        Assert.Equal(("rejected", "100.00"), (Text(order, "status"), Text(order, "reversed")));
    }

    [Theory]
    [InlineData("", 400, "order_missing")]
    [InlineData("order_id=1&order_id=2", 400, "repeated_parameter")]
    [InlineData("order_id=M-1&amount=abc", 400, "amount_format")]
    [InlineData("order_id=M-1&amount=-5", 400, "amount_negative")]
    [InlineData("order_id=M-1&amount=0.00", 400, "amount_zero")]
    [InlineData("order_id=M-1&amount=0.0001", 400, "too_many_decimals")]
    [InlineData("order_id=M-1&amount=5&currency=XXX", 400, "currency")]
    [InlineData("conversion_id=00000000000000000000000000000000", 404, "order_unknown")]
    [InlineData("transaction_id=forged", 404, "order_unknown")]
    public async Task Bad_reversals_are_refused_with_a_code_and_kept(string query, int status, string code)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var answer = await shop.VisitAsync($"/reversal?aid={shop.Advertiser}&{query}");
        var problem = await JsonAsync(answer);

        Assert.Equal((status, code), ((int)answer.StatusCode, Text(problem, "code")));
        var (_, hit) = await shop.SendAsync(HttpMethod.Get, "hits/" + Text(problem, "hit_id"));
        Assert.Equal(("refused", "reversal"), (Text(hit, "verdict"), Text(hit, "door")));
    }

    [Fact]
    public async Task Nobody_takes_back_another_advertiser_s_order()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var other = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var order = await shop.OrderAsync("order_id=N-1");

        using var answer = await shop.VisitAsync($"/reversal?aid={other.Advertiser}&conversion_id={Text(order, "conversion_id")}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("0.00", Text(await shop.ConversionAsync(order), "reversed"));
    }

    private static async Task ReverseAsync(TestShop shop, string query, string reason)
    {
        using var form = new StringContent(query, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using var client = new HttpClient { BaseAddress = shop.Door };
        using var answer = await client.PostAsync(new Uri("/reversal", UriKind.Relative), form, TestContext.Current.CancellationToken);
        var json = await JsonAsync(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.OK && json.GetProperty("reasons")[0].GetString() == reason, $"{query}: {json}");
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
