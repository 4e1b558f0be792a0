using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Inbox;

/// <summary>Requests that brought no order, read again once the cause is mended, through HTTP.</summary>
public sealed class ReplayTests
{
    [Theory, BothEngines]
    public async Task A_request_without_an_advertiser_becomes_an_order_once_staff_says_whose_it_is(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);
        var hit = await HitOfAsync(await SentAsync(host, "/postback?coupon_code=NOBODYS&amount=20.00"));
        host.Time!.Advance(TimeSpan.FromDays(3));

        var answer = await host.SendAsync(Admin, HttpMethod.Post, $"hits/{hit}/replay", """{"advertiser_id":1}""");
        var again = await host.SendAsync(Admin, HttpMethod.Post, $"hits/{hit}/replay", """{"advertiser_id":1}""");

        Assert.Equal((200, "accepted"), (answer.Status, answer.Json.GetProperty("verdict").GetString()));
        Assert.Equal(hit, answer.Json.GetProperty("id").GetString());
        Assert.Contains("Before: held advertiser_unknown", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((409, "nothing_to_replay"), (again.Status, again.Code));
        var order = Assert.Single((await host.GetAsync(Manager, "conversions")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(TestDatabase.Start, order.GetProperty("received_at").GetDateTime());
        Assert.Equal("20.00", order.GetProperty("amount").GetString());
    }

    [Theory, BothEngines]
    public async Task A_request_without_any_id_that_two_people_replay_at_once_is_one_order(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);
        var hit = await HitOfAsync(await SentAsync(host, "/postback?coupon_code=NOBODYS&amount=20.00"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.SendAsync(Admin, HttpMethod.Post, $"hits/{hit}/replay", """{"advertiser_id":1}""")));

        Assert.Single((await host.GetAsync(Manager, "conversions")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_wrong_key_needs_a_confirmation_and_its_reason_stays_with_the_request()
    {
        await using var host = await NewAsync(DatabaseProvider.Sqlite, PostbackSecurity.Key);
        using var sent = await SentAsync(host, "/postback?aid=1&coupon_code=SAVE10&amount=50.00&order_id=K-1&verification_token=wrong");
        var hit = await HitOfAsync(sent);

        var asked = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", "{}");
        var foreign = await host.SendAsync(Stranger, HttpMethod.Post, $"hits/{hit}/replay", "{}");
        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", """{"confirm":true,"reason":"Their developer called."}""");

        Assert.Equal(401, (int)sent.StatusCode);
        Assert.Equal(400, asked.Status);
        Assert.True(asked.Json.GetProperty("errors").TryGetProperty("confirm", out _), asked.Text);
        Assert.True(asked.Json.GetProperty("errors").TryGetProperty("reason", out _), asked.Text);
        Assert.Equal(404, foreign.Status);
        Assert.Equal("accepted", answer.Json.GetProperty("verdict").GetString());
        Assert.Contains("Their developer called.", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var order = await host.GetAsync(Manager, $"conversions/{answer.Json.GetProperty("conversion_id").GetString()}");
        Assert.Equal(("credited", Ana), (order.Json.GetProperty("outcome").GetString(), order.Json.GetProperty("partner_id").GetInt32()));
    }

    [Theory]
    [InlineData("/r?campaign_code=10&promocode=SAVE10&order_id=D-1&price=30.00&quantity=1&postback=1&postback_key=wrong")]
    [InlineData("/track?PID=10&OID=D-1&AMOUNT=30.00&PROMOCODE=SAVE10&SIGNATURE=00")]
    [InlineData("/sdk/conversion?aid=1&coupon_code=SAVE10&order_id=D-1&amount=30.00&verification_token=wrong")]
    public async Task Every_dialect_is_read_again_as_its_own_door_reads_it(string request)
    {
        await using var host = await NewAsync(DatabaseProvider.Sqlite, PostbackSecurity.Key);
        var hit = await HitOfAsync(await SentAsync(host, request));

        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", """{"confirm":true,"reason":"Known."}""");

        Assert.Equal("accepted", answer.Json.GetProperty("verdict").GetString());
        var order = Assert.Single((await host.GetAsync(Manager, "conversions?order_id=D-1")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(("30.00", Ana), (order.GetProperty("amount").GetString(), order.GetProperty("partner_id").GetInt32()));
    }

    [Fact]
    public async Task A_reversal_with_a_wrong_key_takes_the_order_back_once_staff_answers_for_it()
    {
        await using var host = await NewAsync(DatabaseProvider.Sqlite, PostbackSecurity.Key);
        await host.SendAsync(Manager, HttpMethod.Post, "conversions", """{"order_id":"R-1","coupon_code":"SAVE10","amount":"30.00"}""");
        var hit = await HitOfAsync(await SentAsync(host, "/reversal?aid=1&order_id=R-1&amount=10.00&verification_token=wrong"));

        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", """{"confirm":true,"reason":"Known."}""");

        Assert.Equal("partly_reversed", answer.Json.GetProperty("reason").GetString());
        Assert.Equal("10.00", (await host.GetAsync(Manager, "conversions?order_id=R-1")).Json.GetProperty("data")[0].GetProperty("reversed").GetString());
    }

    [Fact]
    public async Task A_shops_delivery_with_a_wrong_signature_becomes_its_order_on_confirmation()
    {
        await using var host = await NewAsync(DatabaseProvider.Sqlite);
        var connection = await host.SendAsync(Admin, HttpMethod.Post, "connections", """{"advertiser_id":1,"kind":"woocommerce","secret":"right-secret-0123456789"}""");
        using var body = new StringContent("""{"id":7,"number":"7","status":"completed","currency":"USD","total":"80.00","date_created_gmt":"2026-07-01T10:00:00","coupon_lines":[{"code":"save10"}]}""", Encoding.UTF8, "application/json");
        body.Headers.Add("x-wc-webhook-signature", "AAAA");
        body.Headers.Add("x-wc-webhook-topic", "order.created");
        using var visitor = host.Visitor();
        using var sent = await visitor.PostAsync(new Uri(new Uri(connection.Json.GetProperty("url").GetString()!).AbsolutePath, UriKind.Relative), body, TestContext.Current.CancellationToken);
        var hit = (await host.GetAsync(Manager, "hits?reason=signature")).Json.GetProperty("data")[0].GetProperty("id").GetString();

        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", """{"confirm":true,"reason":"The secret had been mistyped."}""");

        Assert.Equal(401, (int)sent.StatusCode);
        Assert.Equal("accepted", answer.Json.GetProperty("verdict").GetString());
        Assert.Equal("80.00", (await host.GetAsync(Manager, "conversions?order_id=7")).Json.GetProperty("data")[0].GetProperty("amount").GetString());
    }

    [Fact]
    public async Task A_request_that_was_cut_says_why_it_cannot_be_read_again()
    {
        await using var host = await NewAsync(DatabaseProvider.Sqlite, PostbackSecurity.Key);
        using var visitor = host.Visitor();
        using var body = new StringContent("order_id=C-1&sub1=" + new string('x', 64_000));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var sent = await visitor.PostAsync(new Uri("/postback?aid=1&sub2=" + new string('y', 4_000), UriKind.Relative), body, TestContext.Current.CancellationToken);
        var hit = await HitOfAsync(sent);

        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{hit}/replay", """{"confirm":true,"reason":"Known."}""");

        Assert.Equal((409, "raw_incomplete"), (answer.Status, answer.Code));
    }

    [Theory, BothEngines]
    public async Task All_requests_of_a_cause_are_read_again_with_one_press_and_those_still_wrong_stay(DatabaseProvider engine)
    {
        await using var host = await NewAsync(engine);
        for (var i = 0; i < 3; i++)
        {
            (await SentAsync(host, $"/postback?coupon_code=NOBODYS&amount=2{i}.00&order_id=B-{i}")).Dispose();
        }

        (await SentAsync(host, "/postback?coupon_code=NOBODYS&amount=20.123&order_id=B-9&currency=USD")).Dispose();

        var answer = await host.SendAsync(Admin, HttpMethod.Post, "hits/replay", """{"advertiser_id":1,"door":"postback","reason_code":"advertiser_unknown"}""");

        Assert.Equal((200, 4, 3, 1), (answer.Status, Number("read"), Number("orders"), Number("refused")));
        Assert.Equal(3, (await host.GetAsync(Manager, "conversions")).Json.GetProperty("data").GetArrayLength());

        int Number(string name) => answer.Json.GetProperty(name).GetInt32();
    }

    private static async Task<PortalHost> NewAsync(DatabaseProvider engine, PostbackSecurity security = PostbackSecurity.None)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""")).Status);
        if (security != PostbackSecurity.None)
        {
            await using var db = host.Db();
            var ames = await db.Advertisers.SingleAsync(a => a.Id == Ames, TestContext.Current.CancellationToken);
            (ames.PostbackSecurity, ames.PostbackKey) = (security, "right");
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        return host;
    }

    private static async Task<HttpResponseMessage> SentAsync(PortalHost host, string path)
    {
        using var visitor = host.Visitor();
        return await visitor.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static async Task<string> HitOfAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty("hit_id", out var id) ? id.GetString()! : throw new InvalidOperationException(text);
    }
}
