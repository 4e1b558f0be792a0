using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Api;

public sealed class ConversionsApiTests
{
    [Theory, BothEngines]
    public async Task A_conversion_has_the_published_fields(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        var click = await host.Events.AddClickAsync();
        var order = await host.Events.AddConversionAsync(c =>
        {
            c.OrderId = "A-1";
            (c.PartnerId, c.CounterfactualPartnerId) = (6, 5);
            c.ClickId = click.Id;
            c.Basis = AttributionBasis.ExclusiveCode;
            c.Flags = ConversionFlags.CodeConflict | ConversionFlags.Test;
            c.Assists = TraceJson.Write([new Assist(5, AttributionBasis.Click, null, 10)]);
            c.Trace = TraceJson.Write([new TraceLine(AttributionStep.ExclusiveCode, TraceVerdict.Decided, TraceReason.ExclusiveOwner, "SAVE10", 6)]);
            (c.Amount, c.Payout, c.Currency) = (1_234_567, 5, "KWD");
            c.Sub1 = "one";
        });
        var id = host.Events.Ids.Format(order.Id);

        var (status, json) = await host.GetAsync("staff", "/conversions/" + id);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            $$"""
            {"id":"{{id}}","order_id":"A-1","event":"sale","advertiser_id":1,"offer_id":10,"partner_id":6,"coupon_code":"SAVE10","sub1":"one","sub2":null,"sub3":"SAVE10","sub4":null,"sub5":null,"click_id":"{{host.Events.Ids.Format(click.Id)}}","status":"pending","amount":"1234.567","reversed":"0.000","currency":"KWD","payout":"0.005","basis":"exclusive_code","outcome":"credited","flags":["code_conflict","test"],"counterfactual_partner_id":5,"suppressed_partner_id":null,"assists":[{"partner_id":5,"basis":"click","code":null,"offer_id":10}],"trace":[{"step":"exclusive_code","verdict":"decided","reason":"exclusive_owner","detail":"SAVE10 is an exclusive code of partner 6: credited whatever the click path.","code":"SAVE10","partner_id":6,"offer_id":null}],"order_time":"2026-01-15T12:00:00Z","received_at":"2026-01-15T12:00:00Z","items":[],"door":"postback","changes":[]}
            """,
            json.GetRawText());
    }

    [Theory, BothEngines]
    public async Task List_goes_on_by_cursor_newest_first(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        var stored = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            stored.Insert(0, host.Events.Ids.Format((await host.Events.AddConversionAsync()).Id));
        }

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var (_, page) = await host.GetAsync("staff", "/conversions?limit=2" + cursor);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? "&cursor=" + next : null;
        }
        while (cursor is not null);

        Assert.Equal(stored, seen);
    }

    [Fact]
    public async Task Filters_are_read_under_all_their_names()
    {
        await using var host = await EventsApiHost.StartAsync(DatabaseProvider.Sqlite);
        await host.Events.AddConversionAsync(c => (c.PartnerId, c.CouponCode) = (7, "OTHER"));
        var wanted = host.Events.Ids.Format((await host.Events.AddConversionAsync(c => c.Flags = ConversionFlags.Differs)).Id);

        foreach (var query in new[]
        {
            "partner_id=5", "affiliate_id=5", "publisher_id=5", "coupon_code=save10", "sub3=%20Save10", "flag=differs",
            "partner_id=5&advertiser_id=1&offer_id=10&status=pending&outcome=credited&basis=coupon_code&from=2026-01-15&to=2026-01-15&coupon_code=SAVE10",
        })
        {
            var (status, page) = await host.GetAsync("staff", "/conversions?" + query);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal([wanted], page.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
        }
    }

    [Theory]
    [InlineData("colour=red", "colour")]
    [InlineData("status=paid", "status")]
    [InlineData("partner_id=x", "partner_id")]
    [InlineData("from=15.01.2026", "from")]
    [InlineData("from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("limit=1000000000", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=1;drop", "cursor")]
    public async Task A_bad_filter_is_refused_at_its_name(string query, string field)
    {
        await using var host = await EventsApiHost.StartAsync(DatabaseProvider.Sqlite);

        var (status, problem) = await host.GetAsync("staff", "/conversions?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid", problem.GetProperty("code").GetString());
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Theory, BothEngines]
    public async Task A_null_character_is_refused_at_its_filter(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        await host.Events.AddConversionAsync();
        await host.Events.AddClickAsync();
        await host.Events.AddHitAsync();

        foreach (var path in new[] { "/conversions?order_id=a%00", "/conversions?coupon_code=a%00b", "/clicks?coupon_code=%00b", "/hits?door=a%00", "/attribution-report?coupon_code=%00a" })
        {
            var (status, page) = await host.GetAsync("staff", path);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Single(page.GetProperty("errors").EnumerateObject());
        }
    }

    [Theory, BothEngines]
    public async Task Foreign_missing_and_forged_ids_are_the_same_answer(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        var order = await host.Events.AddConversionAsync(c => c.PartnerId = 6);
        var id = host.Events.Ids.Format(order.Id);
        var forged = id[..31] + (id[31] == '0' ? '1' : '0');

        var answers = new List<(HttpStatusCode, string)>
        {
            await TextAsync("other", id),
            await TextAsync("partner", id),
            await TextAsync("staff", host.Events.Ids.Format(order.Id + 1)),
            await TextAsync("admin", forged),
            await TextAsync("admin", order.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };

        Assert.Equal(HttpStatusCode.NotFound, Assert.Single(answers.Distinct()).Item1);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PatchAsync("other", "/conversions/" + id, new { status = "approved" })).Status);

        async Task<(HttpStatusCode, string)> TextAsync(string key, string path)
        {
            var (status, json) = await host.GetAsync(key, "/conversions/" + path);
            return (status, json.GetProperty("code").GetString()!);
        }
    }

    [Theory, BothEngines]
    public async Task Patch_sets_the_status_and_nothing_else(DatabaseProvider engine)
    {
        await using var host = await EventsApiHost.StartAsync(engine);
        var path = "/conversions/" + host.Events.Ids.Format((await host.Events.AddConversionAsync()).Id);

        var changed = await host.PatchAsync("staff", path, new { status = "approved", note = "checked" });
        var again = await host.PatchAsync("staff", path, new { status = "APPROVED" });
        var pending = await host.PatchAsync("staff", path, new { status = "pending" });
        var amount = await host.PatchAsync("staff", path, new { status = "rejected", amount = "1.00" });
        var empty = await host.PatchAsync("staff", path, new { });
        var reader = await host.PatchAsync("reader", path, new { status = "rejected" });

        Assert.Equal((HttpStatusCode.OK, "approved"), (changed.Status, changed.Json.GetProperty("status").GetString()));
        Assert.Equal((HttpStatusCode.OK, 1), (again.Status, again.Json.GetProperty("notices").GetArrayLength()));
        Assert.Equal((HttpStatusCode.BadRequest, true), (pending.Status, Errors(pending.Json).Contains("status")));
        Assert.Equal((HttpStatusCode.BadRequest, true), (amount.Status, Errors(amount.Json).Contains("amount")));
        Assert.Equal((HttpStatusCode.BadRequest, true), (empty.Status, Errors(empty.Json).Contains("status")));
        Assert.Equal(HttpStatusCode.Forbidden, reader.Status);
        Assert.Equal("approved", (await host.GetAsync("staff", path)).Json.GetProperty("status").GetString());

        static IEnumerable<string> Errors(JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(e => e.Name);
    }
}
