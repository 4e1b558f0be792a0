using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Dashboard;
using CouponPortal.Features.TryIt;
using CouponPortal.Tests.Intake.Shops;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Postbacks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>POST /api/v1/try, and the test order that the page sends.</summary>
public sealed class TryApiTests
{
    private const string Payments = """<payment_list version="2"><payment><order_id>x1</order_id><price>50.00</price><quantity>1</quantity><currency_code>USD</currency_code><position_id>1</position_id><promocode>SAVE10</promocode></payment></payment_list>""";

    // Door as it must be recognised, door to send (null = none), text.
    private static readonly (string Door, string? Sent, string Raw)[] Orders =
    [
        ("postback", null, "https://track.example/postback?oid=10&order_id=1&amount=50.00&coupon_code=save10"),
        ("postback", null, "order_id=1&amount=50.00&coupon_code=SAVE10"),
        ("admitad", null, "/r?campaign_code=10&postback=1&action_code=1&order_id=2&tariff_code=1&currency_code=USD&price=50.00&quantity=1&position_id=1&position_count=1&payment_type=sale&promocode=SAVE10"),
        ("pepperjam", null, "https://track.example/track?PID=10&OID=3&AMOUNT=50.00&TYPE=1&PROMOCODE=SAVE10"),
        ("sdk", null, "POST /sdk/conversion?oid=10&order_id=4&amount=50.00&coupon_code=SAVE10 HTTP/1.1\nhost: track.example"),
        ("api", null, """{"order_id":"5","amount":"50.00","coupon_code":"SAVE10"}"""),
        ("api", null, """[{"order_id":"5","amount":"50.00","coupon_code":"SAVE10"},{"order_id":"6","amount":"1.00"}]"""),
        ("xml", null, Payments),
        ("pull", "pull", Payments),
        ("pull", "pull", """{"order_id":"7","amount":"50.00","coupon_code":"SAVE10"}"""),
        ("order_file", null, "promocode,price,order_id\nSAVE10,50.00,8\nOTHER,1.00,9"),
        ("woocommerce", "woocommerce", ShopPayloads.Woo(total: "50.00", codes: ["save10"])),
    ];

    [Fact]
    public async Task A_workbook_is_tried_as_its_upload_would_be_and_a_damaged_one_says_so()
    {
        await using var host = await WithCouponAsync(DatabaseProvider.Sqlite);
        var file = CouponPortal.Tests.Intake.Feeds.TestWorkbook.Of(["promocode", "price", "order_id"], ["SAVE10", "<c><v>50</v></c>", "X-1"], ["OTHER", "1", ""]);

        var good = await TryAsync(host, Manager, PastedRequest.OfFile(file), null);
        var bad = await TryAsync(host, Manager, PastedRequest.OfFile(file[..200]), null);
        var none = await TryAsync(host, Manager, "data:application/octet-stream;base64,%%", null);

        Assert.Equal(("order_file", "accepted", "5.00"), (Text(good.Json, "door"), Text(good.Json, "verdict"), Text(good.Json.GetProperty("conversion"), "payout")));
        Assert.Equal(("refused", "corrupt"), (Text(bad.Json, "verdict"), Text(bad.Json, "reason")));
        Assert.Equal((400, "raw"), (none.Status, none.Fields));
    }

    [Theory, BothEngines]
    public async Task Every_dialect_is_decided_as_it_would_be_and_nothing_is_recorded(DatabaseProvider engine)
    {
        await using var host = await WithCouponAsync(engine);

        foreach (var (door, sent, raw) in Orders)
        {
            var answer = await TryAsync(host, Manager, raw, sent);
            var text = $"{door}: {answer.Text}";

            Assert.True(answer.Status == 200, text);
            Assert.True((door, "accepted") == (Text(answer.Json, "door"), Text(answer.Json, "verdict")), text);
            var order = answer.Json.GetProperty("conversion");
            Assert.True((Ana, "SAVE10", "5.00", "coupon_code", "credited") == (order.GetProperty("partner_id").GetInt32(), Text(order, "coupon_code"), Text(order, "payout"), Text(order, "basis"), Text(order, "outcome")), text);
            Assert.NotEqual(0, order.GetProperty("trace").GetArrayLength());
            Assert.Contains(answer.Json.GetProperty("checks").EnumerateArray(), c => Text(c, "name") == "security" && Text(c, "text")!.StartsWith("Not checked", StringComparison.Ordinal));
            Assert.NotNull(Text(answer.Json, "repeat"));
            Assert.DoesNotContain(ShopPayloads.Person, answer.Text, StringComparison.Ordinal);
        }

        foreach (var (raw, outcome) in new[] { ("https://track.example/save10", "delivered"), ("SAVE10", "delivered"), ("/clk?oid=10&affid=6", "delivered"), ("/clk?oid=11&affid=6", "not_approved"), ("/NOSUCHCODE", "unknown_code") })
        {
            var visit = await TryAsync(host, Manager, raw);
            Assert.Equal(("link", "visit", outcome), (Text(visit.Json, "door"), Text(visit.Json, "verdict"), Text(visit.Json.GetProperty("visit"), "outcome")));
        }

        Assert.Equal(("reversal", "waiting"), Said(await TryAsync(host, Manager, "/reversal?order_id=never&amount=1.00")));
        Assert.Equal(("postback", "refused"), Said(await TryAsync(host, Manager, "order_id=1&amount=1,2,3")));
        await using var db = host.Db();
        Assert.Equal((0, 0, 0, 0), (await db.Hits.CountAsync(Stop), await db.Conversions.CountAsync(Stop), await db.Clicks.CountAsync(Stop), await db.Corrections.CountAsync(Stop)));
    }

    [Theory, BothEngines]
    public async Task What_is_stored_already_is_shown_with_what_a_repeat_would_do(DatabaseProvider engine)
    {
        await using var host = await WithCouponAsync(engine);
        var id = (await host.SendAsync(Manager, HttpMethod.Post, "conversions", """{"order_id":"1","amount":"50.00","coupon_code":"SAVE10"}""")).Json.GetProperty("id").GetString();

        var same = await TryAsync(host, Manager, "order_id=1&amount=50.00&coupon_code=SAVE10");
        var other = await TryAsync(host, Manager, "order_id=1&amount=60.00&coupon_code=SAVE10");
        var back = await TryAsync(host, Manager, "/reversal?order_id=1");

        Assert.Equal(("duplicate", id), (Text(same.Json, "verdict"), Text(same.Json, "conversion_id")));
        Assert.Contains("nothing would change", Text(same.Json, "repeat"), StringComparison.Ordinal);
        Assert.Contains("differs", Text(other.Json, "repeat"), StringComparison.Ordinal);
        Assert.Equal(("accepted", id), (Text(back.Json, "verdict"), Text(back.Json, "conversion_id")));
        var stored = (await host.GetAsync(Manager, "conversions/" + id)).Json;
        Assert.Equal(("50.00", "0.00", 0), (Text(stored, "amount"), Text(stored, "reversed"), stored.GetProperty("flags").GetArrayLength()));
    }

    [Theory, BothEngines]
    public async Task A_test_order_is_flagged_stands_beside_the_real_one_and_is_in_no_sum(DatabaseProvider engine)
    {
        await using var host = await WithCouponAsync(engine);
        await host.SendAsync(Manager, HttpMethod.Post, "conversions", """{"order_id":"1","amount":"50.00","coupon_code":"SAVE10"}""");
        var (send, actor) = (host.Services.GetRequiredService<SendTestOrder>(), new Actor("sam@ames.example", Role.AdvertiserManager, [Ames]));

        foreach (var (_, door, raw) in Orders)
        {
            Assert.IsType<CouponPortal.Domain.Outcome<long>.Done>(await send.RunAsync(actor, new(door, raw, Ames), Stop));
        }

        var refused = await send.RunAsync(actor, new(null, "/reversal?order_id=1", Ames), Stop);
        var viewer = await send.RunAsync(actor with { Role = Role.AdvertiserViewer }, new(null, Orders[0].Raw, Ames), Stop);
        var foreign = await send.RunAsync(actor, new(null, "aid=2&order_id=1&amount=5", null), Stop);

        Assert.Equal("no_order", Assert.IsType<CouponPortal.Domain.Outcome<long>.Conflict>(refused).Code);
        Assert.IsType<CouponPortal.Domain.Outcome<long>.Forbidden>(viewer);
        Assert.IsType<CouponPortal.Domain.Outcome<long>.Invalid>(foreign);
        await using var db = host.Db();
        var tests = await db.Conversions.Where(c => (c.Flags & ConversionFlags.Test) != ConversionFlags.None).ToListAsync(Stop);
        Assert.Equal(Orders.Length, tests.Count);
        Assert.All(tests, t => Assert.Equal((Ana, 50_00L), (t.PartnerId, t.Amount)));
        Assert.Equal(0, await db.Conversions.CountAsync(c => (c.Flags & ConversionFlags.Differs) != ConversionFlags.None, Stop));
        Assert.Contains(await db.Hits.Select(h => h.Raw).ToListAsync(Stop), raw => raw.Contains("sent-as-test-by: sam@ames.example", StringComparison.Ordinal));
        Assert.DoesNotContain(await db.Hits.Select(h => h.Raw).ToListAsync(Stop), raw => raw.Contains(ShopPayloads.Person, StringComparison.Ordinal));
        var day = Assert.Single((await host.Services.GetRequiredService<DashboardFigures>().GetAsync(Actor.System, cancel: Stop))!.Currencies);
        Assert.Equal((1L, 50_00L), (day.Orders.Today, day.Amount.Today));
    }

    [Fact]
    public async Task A_foreign_advertiser_looks_like_a_missing_one_and_its_codes_are_not_told()
    {
        await using var host = await WithCouponAsync(DatabaseProvider.Sqlite);

        foreach (var (raw, foreign, missing) in new[] { ("order_id=1&amount=1", "1", "4711"), (Payments, "1", "4711") })
        {
            var (there, nowhere) = (await TryAsync(host, Stranger, raw, null, foreign), await TryAsync(host, Stranger, raw, null, missing));
            Assert.Equal((400, "advertiser_id"), (there.Status, there.Fields));
            Assert.Equal(Errors(nowhere).Replace("4711", "1", StringComparison.Ordinal), Errors(there));
        }

        Assert.Equal((400, "advertiser_id"), Refused(await TryAsync(host, Stranger, "aid=1&order_id=1&amount=1")));
        Assert.Equal(JsonValueKind.Null, (await TryAsync(host, Stranger, "order_id=1&amount=1&coupon_code=SAVE10")).Json.GetProperty("conversion").GetProperty("partner_id").ValueKind);
        Assert.Equal("unknown_code", Text((await TryAsync(host, Stranger, "/SAVE10")).Json.GetProperty("visit"), "outcome"));
        Assert.Equal((400, "raw"), Refused(await TryAsync(host, Manager, "what is this?")));
        Assert.Equal((400, "door"), Refused(await TryAsync(host, Manager, "order_id=1", "carrier_pigeon")));

        static (int, string) Refused(ApiAnswer answer) => (answer.Status, answer.Fields);
        static string Errors(ApiAnswer answer) => answer.Json.GetProperty("errors").ToString();
    }

    [Fact]
    public void Every_address_that_takes_orders_as_parameters_is_recognised()
    {
        Assert.All(OrderDoors.Paths, path => Assert.NotEqual("link", PastedRequest.DoorOf("/" + path)));
        Assert.All(OrderDoors.Paths, path => Assert.NotNull(PastedRequest.DoorOf("/" + path)));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<PortalHost> WithCouponAsync(DatabaseProvider engine)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""");
        await host.SendAsync(Admin, HttpMethod.Post, "connections", """{"advertiser_id":1,"kind":"woocommerce"}""");
        return host;
    }

    private static Task<ApiAnswer> TryAsync(PortalHost host, string key, string raw, string? door = null, string? advertiser = null) =>
        host.SendAsync(key, HttpMethod.Post, "try", new StringContent(JsonSerializer.Serialize(new { door, raw, advertiser_id = advertiser }), Encoding.UTF8, "application/json"));

    private static (string?, string?) Said(ApiAnswer answer) => (Text(answer.Json, "door"), Text(answer.Json, "verdict"));

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
