using System.Net;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Api;

/// <summary>Clicks and hits.</summary>
public sealed class EventListsApiTests
{
    [Theory, BothEngines]
    public async Task A_click_has_the_published_fields(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        var click = await host.Events.AddClickAsync(c =>
        {
            (c.SourceId, c.Country, c.Device, c.Destination, c.Referrer, c.Outcome, c.Sub3, c.CouponId) = ("s", "DE", "mobile", "https://shop.example/", "blog.example", VisitOutcome.NoOwner, null, 3);
            (c.Region, c.Os, c.Browser, c.Language, c.IsReturning, c.Signs, c.IsHeld, c.Chain) = ("DE-BY", "ios", "safari", "de", false, VisitSigns.Flood, true, "9:country>10");
        });
        var id = host.Events.Ids.Format(click.Id);

        var (status, list) = await host.GetAsync("staff", "/clicks?outcome=no_owner&coupon_code=save10&from=2026-01-15&to=2026-01-15");
        var (_, one) = await host.GetAsync("staff", "/clicks/" + id);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            $$"""
            {"id":"{{id}}","time":"2026-01-15T12:00:00Z","coupon_code":"SAVE10","advertiser_id":1,"offer_id":10,"partner_id":5,"sub1":null,"sub2":null,"sub3":"SAVE10","sub4":null,"sub5":null,"source_id":"s","country":"DE","device":"mobile","outcome":"no_owner","checks":[{"check":"code_known","verdict":"passed"},{"check":"coupon_active","verdict":"passed"},{"check":"coupon_started","verdict":"passed"},{"check":"coupon_not_ended","verdict":"passed"},{"check":"one_partner","verdict":"failed"},{"check":"offer_live","verdict":"passed"},{"check":"partner_active","verdict":"not_reached"},{"check":"partner_approved","verdict":"not_reached"},{"check":"screening","verdict":"passed"},{"check":"targeting","verdict":"passed"},{"check":"cap","verdict":"passed"}],"destination":"https://shop.example/","referrer":"blog.example","region":"DE-BY","os":"ios","browser":"safari","language":"de","is_returning":false,"signs":["flood"],"is_held":true,"chain":[{"offer_id":9,"why":"country"},{"offer_id":10,"why":null}],"typed_code":null}
            """,
            Assert.Single(list.GetProperty("data").EnumerateArray()).GetRawText());
        Assert.Equal(id, one.GetProperty("id").GetString());
    }

    [Theory, BothEngines]
    public async Task A_hit_has_the_published_fields(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        var order = await host.Events.AddConversionAsync();
        var hit = await host.Events.AddHitAsync(h =>
            (h.Verdict, h.Reason, h.Detail, h.ConversionId, h.Raw) = (HitVerdict.Duplicate, "duplicate", "Stored already.", order.Id, "GET /postback?x=<b>&key=***"));
        var id = host.Events.Ids.Format(hit.Id);

        var (_, one) = await host.GetAsync("staff", "/hits/" + id);
        var (_, list) = await host.GetAsync("staff", "/hits?verdict=duplicate&door=postback&reason=duplicate");

        Assert.Equal(
            $$"""
            {"id":"{{id}}","received_at":"2026-01-15T12:00:00Z","door":"postback","advertiser_id":1,"verdict":"duplicate","reason":"duplicate","detail":"Stored already.","conversion_id":"{{host.Events.Ids.Format(order.Id)}}","raw":"GET /postback?x=<b>&key=***"}
            """,
            one.GetRawText());
        Assert.Equal(id, Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/clicks", 2, 1)]
    [InlineData("/hits", 1, 0)]
    [InlineData("/conversions", 2, 1)]
    public async Task Lists_hold_what_the_key_may_see(string path, int all, int ofPartner)
    {
        await using var host = await EventsApiHost.StartAsync(DatabaseProvider.Sqlite);
        await host.Events.AddClickAsync();
        await host.Events.AddClickAsync(c => c.PartnerId = 6);
        await host.Events.AddHitAsync();
        await host.Events.AddConversionAsync();
        await host.Events.AddConversionAsync(c => c.PartnerId = 6);

        Assert.Equal((all, all, 0, ofPartner), (await CountAsync("admin"), await CountAsync("reader"), await CountAsync("other"), await CountAsync("partner")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("unknown", path)).Status);

        async Task<int> CountAsync(string key) => (await host.GetAsync(key, path)).Json.GetProperty("data").GetArrayLength();
    }

    [Theory]
    [InlineData("/clicks?from=2025-01-01", "from")]
    [InlineData("/hits?from=2025-01-01&to=2026-01-01", "from")]
    [InlineData("/clicks?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("/clicks?basis=click", "basis")]
    [InlineData("/conversions?received_from=2026-01-02&received_to=2026-01-01", "received_to")]
    [InlineData("/conversions?received_from=yesterday", "received_from")]
    public async Task A_range_that_is_too_long_or_a_filter_of_another_list_is_refused(string path, string field)
    {
        await using var host = await EventsApiHost.StartAsync(DatabaseProvider.Sqlite);

        var (status, problem) = await host.GetAsync("staff", path);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Theory, BothEngines]
    public async Task Arrival_and_hosts_are_filters(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        await host.Events.AddClickAsync();
        await host.Events.AddConversionAsync(at: Features.EventsDatabase.Noon.AddDays(-3));
        var click = await host.Events.AddClickAsync(c => (c.Referrer, c.Destination) = ("blog.example", "https://shop.example/?a=1"));
        var order = await host.Events.AddConversionAsync();

        Assert.Equal(host.Events.Ids.Format(click.Id), await OnlyAsync("/clicks?referrer_host=blog.example"));
        Assert.Equal(host.Events.Ids.Format(click.Id), await OnlyAsync("/clicks?destination_host=shop.example"));
        Assert.Equal(host.Events.Ids.Format(order.Id), await OnlyAsync("/conversions?received_from=2026-01-15&received_to=2026-01-15"));

        async Task<string?> OnlyAsync(string path) => Assert.Single((await host.GetAsync("staff", path)).Json.GetProperty("data").EnumerateArray()).GetProperty("id").GetString();
    }
}
