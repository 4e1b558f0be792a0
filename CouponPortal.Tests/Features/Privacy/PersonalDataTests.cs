using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Privacy;

/// <summary>A shopper's data is handed out whole and erased without touching what partners are paid by; one who opts out leaves little to hand out.</summary>
public sealed class PersonalDataTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Export_has_all_of_the_person_and_erasing_leaves_none_of_it_but_the_decision(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"MINE10","offer_id":10,"partner_id":5}""");
        using var shopper = host.Visitor();
        shopper.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) canary-browser/1.0");
        var visit = await shopper.GetAsync(new Uri("/MINE10?sub1=canary-sub", UriKind.Relative), Cancel);
        var clickId = visit.Headers.Location!.Query.TrimStart('?').Split('&').Single(p => p.StartsWith("transaction_id=", StringComparison.Ordinal)).Split('=')[1];
        await shopper.GetAsync(new Uri($"/postback?aid=1&order_id=ORDER-CANARY&amount=50.00&transaction_id={clickId}&sub2=canary-order-sub&adv1=canary-name", UriKind.Relative), Cancel);
        using var other = host.Visitor();
        await other.GetAsync(new Uri("/postback?aid=1&order_id=OTHER&amount=1.00&coupon_code=MINE10&adv1=other-person", UriKind.Relative), Cancel);

        var before = (await host.GetAsync(Manager, "conversions?order_id=ORDER-CANARY")).Json.GetProperty("data")[0];
        var held = await host.SendAsync(Manager, HttpMethod.Post, "privacy/export", """{"advertiser_id":1,"order_id":"ORDER-CANARY"}""");
        Assert.Equal(200, held.Status);
        foreach (var canary in (string[])["canary-browser", "canary-sub", "canary-order-sub", "canary-name", clickId])
        {
            Assert.Contains(canary, held.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("other-person", held.Text, StringComparison.Ordinal);
        Assert.Equal(held.Json.GetProperty("clicks").ToString(), (await host.SendAsync(Manager, HttpMethod.Post, "privacy/export", $$"""{"advertiser_id":1,"click_id":"{{clickId}}"}""")).Json.GetProperty("clicks").ToString());

        Assert.Equal(200, (await host.SendAsync(Manager, HttpMethod.Post, "privacy/erase", """{"advertiser_id":1,"order_id":"ORDER-CANARY"}""")).Status);

        await using var db = host.Db();
        var texts = (await db.Hits.Select(h => h.Raw + h.Detail).ToListAsync(Cancel)).Concat(await db.Clicks.Select(c => c.UserAgent + c.Sub1 + c.Destination + c.Referrer).ToListAsync(Cancel))
            .Concat(await db.Conversions.Select(c => c.Sub1 + c.Sub2 + c.Sub3).ToListAsync(Cancel)).Concat(await db.AuditRows.Select(r => r.Changes + r.Label + r.SubjectId).ToListAsync(Cancel)).ToList();
        Assert.DoesNotContain(texts, t => t.Contains("canary", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(texts, t => t.Contains("other-person", StringComparison.Ordinal));
        var after = (await host.GetAsync(Manager, "conversions?order_id=ORDER-CANARY")).Json.GetProperty("data")[0];
        foreach (var field in (string[])["id", "partner_id", "status", "amount", "payout", "basis", "outcome", "coupon_code", "click_id"])
        {
            Assert.Equal(before.GetProperty(field).ToString(), after.GetProperty(field).ToString());
        }

        Assert.Equal([AuditAct.Exported, AuditAct.Exported, AuditAct.Erased], await db.AuditRows.Where(r => r.Subject == AuditNotes.PersonalData).OrderBy(r => r.Id).Select(r => r.Act).ToListAsync(Cancel));

        // The order that comes again is the same order still.
        var again = await (await other.GetAsync(new Uri("/postback?aid=1&order_id=ORDER-CANARY&amount=50.00", UriKind.Relative), Cancel)).Content.ReadAsStringAsync(Cancel);
        Assert.Contains("duplicate", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reaches_another_advertiser_s_shoppers()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var shopper = host.Visitor();
        await shopper.GetAsync(new Uri("/postback?aid=1&order_id=ORDER&amount=50.00", UriKind.Relative), Cancel);
        foreach (var path in (string[])["privacy/export", "privacy/erase"])
        {
            Assert.Equal(404, (await host.SendAsync(Stranger, HttpMethod.Post, path, """{"advertiser_id":1,"order_id":"ORDER"}""")).Status);
            Assert.Equal(404, (await host.SendAsync(Stranger, HttpMethod.Post, path, """{"advertiser_id":2,"order_id":"ORDER"}""")).Status);
            Assert.Equal(404, (await host.SendAsync(Partner, HttpMethod.Post, path, """{"advertiser_id":1,"order_id":"ORDER"}""")).Status);
            Assert.Equal(400, (await host.SendAsync(Manager, HttpMethod.Post, path, """{"advertiser_id":1}""")).Status);
        }
    }

    [Theory]
    [InlineData("Sec-GPC")]
    [InlineData("DNT")]
    public async Task Visitor_who_opts_out_is_counted_and_neither_described_nor_followed(string header)
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"QUIET10","offer_id":10,"partner_id":5}""");
        using var shopper = host.Visitor();
        shopper.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1");
        shopper.DefaultRequestHeaders.Referrer = new Uri("https://blog.example/me");
        shopper.DefaultRequestHeaders.Add(header, "1");

        using var visit = await shopper.GetAsync(new Uri("/QUIET10?sub1=me&sub5=mine&source_id=s", UriKind.Relative), Cancel);
        var offer = await (await shopper.GetAsync(new Uri("/clk?oid=10&affid=5&async=json", UriKind.Relative), Cancel)).Content.ReadAsStringAsync(Cancel);
        var sdk = await (await shopper.GetAsync(new Uri("/sdk/click?oid=10&affid=5", UriKind.Relative), Cancel)).Content.ReadAsStringAsync(Cancel);

        Assert.False(visit.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("transaction_id", visit.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("=me", visit.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.All((string[])[offer, sdk], answer => Assert.Contains("\"transaction_id\":\"\"", answer, StringComparison.Ordinal));
        await using var db = host.Db();
        var clicks = await db.Clicks.ToListAsync(Cancel);
        Assert.Equal(3, clicks.Count);
        Assert.All(clicks, c => Assert.Equal((null, null, null, null, null, "mobile", Ana), (c.UserAgent, c.Referrer, c.Sub1, c.Sub5, c.SourceId, c.Device, c.PartnerId)));
        Assert.Contains("\"gpc\":true", await shopper.GetStringAsync(new Uri("/.well-known/gpc.json", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_address_of_a_sender_is_nowhere_in_the_store()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var shopper = host.Visitor();
        await shopper.GetAsync(new Uri("/postback?aid=1&order_id=ORDER&amount=50.00", UriKind.Relative), Cancel);

        await using var db = host.Db();
        Assert.StartsWith("127.0.0.0/24 ", (await db.Hits.SingleAsync(Cancel)).RemoteIp, StringComparison.Ordinal);
    }
}
