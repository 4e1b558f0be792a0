using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Conversions;

/// <summary>Orders that came again with other figures, settled by staff, through HTTP.</summary>
public sealed class SettleRepeatTests
{
    [Theory, BothEngines]
    public async Task What_a_later_request_says_is_applied_with_one_press_and_once(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);
        await SendAsync(host, "/postback?aid=1&coupon_code=SAVE10&order_id=D-1&amount=100.00");
        await SendAsync(host, "/postback?aid=1&coupon_code=SAVE10&order_id=D-1&amount=80.00");
        var before = await OneAsync(host, "D-1");
        Assert.Contains("differs", before.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal("100.00", before.GetProperty("amount").GetString());
        var id = before.GetProperty("id").GetString();

        var applied = await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/apply-repeat", """{"note":"The shop had counted shipping."}""");
        var again = await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/apply-repeat", "{}");

        Assert.Equal(("80.00", "8.00", 0), (applied.Json.GetProperty("amount").GetString(), applied.Json.GetProperty("payout").GetString(), applied.Json.GetProperty("flags").GetArrayLength()));
        Assert.Equal((409, "nothing_differs"), (again.Status, again.Code));
        var change = Assert.Single((await host.GetAsync(Manager, "conversions/" + id)).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(("applied", "100.00", "80.00"), (change.GetProperty("kind").GetString(), change.GetProperty("from_amount").GetString(), change.GetProperty("to_amount").GetString()));
        Assert.Contains("The shop had counted shipping.", change.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task A_position_that_differs_takes_its_own_place_and_leaves_the_others(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);
        await SendAsync(host, "/r?campaign_code=10&promocode=SAVE10&order_id=P-1&price=30.00&quantity=1&position_id=1&position_count=2");
        await SendAsync(host, "/r?campaign_code=10&promocode=SAVE10&order_id=P-1&price=20.00&quantity=1&position_id=2&position_count=2");
        await SendAsync(host, "/r?campaign_code=10&promocode=SAVE10&order_id=P-1&price=25.00&quantity=2&position_id=2&position_count=2");
        var id = (await OneAsync(host, "P-1")).GetProperty("id").GetString();

        var applied = await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/apply-repeat", "{}");

        Assert.Equal(("80.00", "8.00"), (applied.Json.GetProperty("amount").GetString(), applied.Json.GetProperty("payout").GetString()));
        Assert.Equal(["30.00", "50.00"], (await OneAsync(host, "P-1")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("amount").GetString()!));
    }

    [Fact]
    public async Task A_dismissed_repeat_leaves_the_figures_and_takes_the_flag_away()
    {
        await using var host = await NewAsync(DatabaseProvider.Sqlite);
        await SendAsync(host, "/postback?aid=1&coupon_code=SAVE10&order_id=X-1&amount=100.00");
        await SendAsync(host, "/postback?aid=1&coupon_code=OTHER&order_id=X-1&amount=100.00");
        var id = (await OneAsync(host, "X-1")).GetProperty("id").GetString();

        var foreign = await host.SendAsync(Stranger, HttpMethod.Post, $"conversions/{id}/dismiss-repeat", "{}");
        var dismissed = await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/dismiss-repeat", "{}");

        Assert.Equal(404, foreign.Status);
        Assert.Equal(("100.00", Ana, 0), (dismissed.Json.GetProperty("amount").GetString(), dismissed.Json.GetProperty("partner_id").GetInt32(), dismissed.Json.GetProperty("flags").GetArrayLength()));
    }

    private static async Task<PortalHost> NewAsync(DatabaseProvider engine)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""")).Status);
        return host;
    }

    private static async Task SendAsync(PortalHost host, string path)
    {
        using var visitor = host.Visitor();
        using var answer = await visitor.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> OneAsync(PortalHost host, string orderId) => (await host.GetAsync(Manager, "conversions?order_id=" + orderId)).Json.GetProperty("data")[0];
}
