using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Attribution;
using CouponPortal.Features.Dashboard;
using CouponPortal.Features.Integrations;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking;

/// <summary>A test order beside the real one of the same order id: it is there, marked, and counts nowhere.</summary>
public sealed class TestOrderTests
{
    private static readonly CancellationToken Cancel = CancellationToken.None;

    [Theory, BothEngines]
    public async Task Test_order_is_in_no_sum_and_pays_nobody_and_its_partner_hears_nothing(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);

        var test = await OrderAsync(host, """{"order_id":"T-1","coupon_code":"TESTCODE","amount":"40.00","test":true}""");
        var again = await OrderAsync(host, """{"order_id":"T-1","coupon_code":"TESTCODE","amount":"40.00","test":true}""");
        var real = await OrderAsync(host, """{"order_id":"T-1","coupon_code":"TESTCODE","amount":"40.00"}""");
        foreach (var order in (JsonElement[])[test, real])
        {
            var id = order.GetProperty("id").GetString();
            await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/reverse", """{"amount":"10.00"}""");
            await host.SendAsync(Manager, HttpMethod.Patch, $"conversions/{id}", """{"status":"rejected"}""");
            await host.SendAsync(Manager, HttpMethod.Patch, $"conversions/{id}", """{"status":"approved"}""");
        }

        // Listed and marked, an order of its own, and worth nothing to anybody.
        Assert.Equal((true, false), (again.GetProperty("duplicate").GetBoolean(), real.GetProperty("duplicate").GetBoolean()));
        var listed = (await host.GetAsync(Manager, "conversions?order_id=T-1")).Json.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([("3.00", ""), ("0.00", "test")], listed.Select(c => (c.GetProperty("payout").GetString(), string.Join(',', c.GetProperty("flags").EnumerateArray().Select(f => f.GetString())))));
        Assert.Equal(("credited", Ana, "0.00"), (test.GetProperty("outcome").GetString(), test.GetProperty("partner_id").GetInt32(), test.GetProperty("payout").GetString()));

        // The partner hears of the real one alone: created, reversed, rejected, approved.
        await using var db = host.Db();
        var realKey = IdOf(host, real);
        var told = await db.PostbackMessages.Select(m => m.ConversionId).ToListAsync(Cancel);
        Assert.Equal(4, told.Count);
        Assert.All(told, id => Assert.Equal(realKey, id));

        // The report, its totals and its file.
        var report = await host.GetAsync(Manager, "attribution-report?advertiser_id=1");
        Assert.Equal(real.GetProperty("id").GetString(), Assert.Single(report.Json.GetProperty("data").EnumerateArray()).GetProperty("conversion_id").GetString());
        Assert.Equal((1, "40.00"), (report.Json.GetProperty("totals")[0].GetProperty("orders").GetInt32(), report.Json.GetProperty("totals")[0].GetProperty("amount").GetString()));
        var rows = host.Services.GetRequiredService<AttributionReport>().AllAsync(Actor.System, new AttributionReportFilter { AdvertiserId = Ames }, Cancel);
        Assert.Equal([realKey], await rows.Select(r => r.ConversionId).ToListAsync(Cancel));

        // Uses of the code, the dashboards of staff and partner, the door's health.
        var coupon = await db.Coupons.SingleAsync(c => c.Code == "TESTCODE", Cancel);
        var use = await CouponUses.FiguresAsync(db, Actor.System, CouponUse.EndingEarning, [coupon.Id], TestDatabase.Start, Cancel);
        Assert.Equal(1, use[coupon.Id].Orders);
        foreach (var actor in (Actor[])[Actor.System, new("Ana", Role.Partner, [], PartnerId: Ana)])
        {
            var view = await host.Services.GetRequiredService<DashboardFigures>().GetAsync(actor, cancel: Cancel);
            Assert.Equal((1L, 40_00L), (view!.Currencies.Single().Orders.Today, view.Currencies.Single().Amount.Today));
            Assert.Equal(1, view.Trend.Sum(d => d.Orders));
        }

        // The real order, and two reversals.
        Assert.Equal(3, (await host.Services.GetRequiredService<DoorHealth>().OfAsync(Actor.System, Ames, Cancel))["api"].Accepted);
        Assert.Equal("test", await db.Hits.Where(h => h.ConversionId == IdOf(host, test)).OrderBy(h => h.Id).Select(h => h.Reason).FirstAsync(Cancel));
    }

    [Theory, BothEngines]
    public async Task Test_order_that_nobody_gets_waits_for_nobody(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);

        await OrderAsync(host, """{"order_id":"N-1","coupon_code":"TESTCOD","amount":"40.00","test":true}""");

        Assert.Empty((await host.GetAsync(Manager, "inbox/codes")).Json.GetProperty("data").EnumerateArray());
    }

    [Theory, BothEngines]
    public async Task Test_order_is_taken_back_by_its_id_before_and_after_it_came_and_the_real_one_goes_first(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);
        await OrderAsync(host, """{"order_id":"R-1","amount":"40.00","test":true}""");
        await host.GetAsync(null, "/reversal?aid=1&order_id=R-1&amount=10.00");
        await host.GetAsync(null, "/reversal?aid=1&order_id=R-2");
        await OrderAsync(host, """{"order_id":"R-2","amount":"40.00","test":true}""");
        await OrderAsync(host, """{"order_id":"R-1","amount":"40.00"}""");
        await host.GetAsync(null, "/reversal?aid=1&order_id=R-1&amount=5.00");

        await using var db = host.Db();
        var reversed = await db.Conversions.OrderBy(c => c.OrderId).ThenBy(c => c.Id).Select(c => c.Reversed).ToListAsync(Cancel);
        Assert.Equal([10_00L, 5_00L, 40_00L], reversed);
    }

    private static async Task<PortalHost> NewAsync(DatabaseProvider engine)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"TESTCODE","offer_id":10,"partner_id":5,"visibility":"exclusive"}""")).Status);
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "partner-postbacks", """{"partner_id":5,"url":"https://ana.example/told?order={order_id}","moment":"changes"}""")).Status);
        return host;
    }

    private static async Task<JsonElement> OrderAsync(PortalHost host, string json)
    {
        var answer = await host.SendAsync(Manager, HttpMethod.Post, "conversions", json);
        Assert.True(answer.Status is 200 or 201, answer.Text);
        return answer.Json;
    }

    private static long IdOf(PortalHost host, JsonElement order) =>
        host.Services.GetRequiredService<CouponPortal.Data.Catalog.Catalog>().Current.Ids.TryParse(order.GetProperty("id").GetString()!, out var id) ? id : 0;
}
