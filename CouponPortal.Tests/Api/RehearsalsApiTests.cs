using CouponPortal.Data;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>POST /api/v1/rehearsals.</summary>
public sealed class RehearsalsApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Script_learns_what_a_change_would_do_and_nothing_is_recorded(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var coupon = await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""");
        foreach (var n in (int[])[1, 2])
        {
            using var visitor = host.Visitor();
            (await visitor.GetAsync(new Uri($"/postback?aid=1&order_id=R{n}&amount=50.00&coupon_code=SAVE10", UriKind.Relative), Stop)).EnsureSuccessStatusCode();
        }

        host.Time!.Advance(TimeSpan.FromMinutes(1));
        var suppress = await RunAsync(host, """{"advertiser_id":1,"change":"suppress","code":"save10","limit":1}""");
        var owner = await RunAsync(host, $$"""{"advertiser_id":1,"days":90,"change":"coupon","coupon_id":{{coupon.Json.GetProperty("id")}},"partner_ids":[6]}""");
        var nothing = await RunAsync(host, """{"advertiser_id":1,"change":"credit"}""");

        Assert.Equal("""[{"partner_id":5,"currency":"USD","orders_before":2,"orders_after":0,"amount_before":"100.00","amount_after":"0.00","amount_difference":"-100.00","payout_before":"10.00","payout_after":"0.00","payout_difference":"-10.00"},{"partner_id":null,"currency":"USD","orders_before":0,"orders_after":2,"amount_before":"0.00","amount_after":"100.00","amount_difference":"100.00","payout_before":"0.00","payout_after":"0.00","payout_difference":"0.00"}]""", suppress.Json.GetProperty("money").GetRawText());
        Assert.Equal((2, 2, 0), (Number(suppress, "orders_replayed"), Number(suppress, "orders_changed"), Number(suppress, "stored_decisions_that_differ")));
        var order = Assert.Single(suppress.Json.GetProperty("orders").EnumerateArray());
        Assert.Equal(("R2", "code_suppressed", "Code SAVE10 is on the suppressed list: nobody is credited."), (order.GetProperty("order_id").GetString(), order.GetProperty("reason").GetString(), order.GetProperty("detail").GetString()));
        Assert.Equal("""{"partner_id":5,"outcome":"credited","basis":"coupon_code","offer_id":10,"payout":"5.00"}""", order.GetProperty("before").GetRawText());
        Assert.Equal((2, 90), (Number(owner, "orders_changed"), Number(owner, "days")));
        Assert.All(owner.Json.GetProperty("orders").EnumerateArray(), o => Assert.Equal(Bo, o.GetProperty("after").GetProperty("partner_id").GetInt32()));
        Assert.Equal(0, Number(nothing, "orders_changed"));
        await using var db = host.Db();
        Assert.Equal((2, 2, 0), (await db.Conversions.CountAsync(c => c.PartnerId == Ana, Stop), await db.Hits.CountAsync(Stop), await db.SuppressedCodes.CountAsync(Stop)));
    }

    [Fact]
    public async Task Every_fault_is_told_at_its_field()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);

        var empty = await host.SendAsync(Manager, HttpMethod.Post, "rehearsals", """{"advertiser_id":1}""");
        var wrong = await host.SendAsync(Manager, HttpMethod.Post, "rehearsals", """{"advertiser_id":1,"change":"unsuppress","days":7,"suppressed_code_id":4711}""");
        var typo = await host.SendAsync(Manager, HttpMethod.Post, "rehearsals", """{"advertiser_id":1,"change":"credit","lookback":7,"limit":0}""");
        var basic = await host.SendAsync(Manager, HttpMethod.Post, "rehearsals", """{"advertiser_id":1,"change":"exclusive_codes","exclusive_codes_enabled":false}""");

        Assert.Equal((400, true), (empty.Status, empty.Json.GetProperty("errors").TryGetProperty("change", out _)));
        Assert.Equal(["days", "suppressed_code_id"], Fields(wrong));
        Assert.Equal(["limit", "lookback"], Fields(typo));
        Assert.Equal((409, "no_setting_needed"), (basic.Status, basic.Code));

        static IEnumerable<string> Fields(ApiAnswer answer) => answer.Json.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal);
    }

    private static async Task<ApiAnswer> RunAsync(PortalHost host, string body)
    {
        var answer = await host.SendAsync(Manager, HttpMethod.Post, "rehearsals", body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    private static int Number(ApiAnswer answer, string field) => answer.Json.GetProperty(field).GetInt32();
}
