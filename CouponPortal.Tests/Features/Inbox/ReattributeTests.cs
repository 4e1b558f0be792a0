using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Inbox;

/// <summary>Orders that brought a code and went to nobody, placed by staff, through HTTP.</summary>
public sealed class ReattributeTests
{
    [Theory, BothEngines]
    public async Task Orders_of_a_mistyped_code_go_to_the_coupon_that_staff_chooses(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var coupon = await CouponAsync(host, "SUMMER20", Shoes, Ana);
        foreach (var (id, amount) in new[] { ("S-1", "100.00"), ("S-2", "50.00"), ("S-3", "30.00") })
        {
            await SendAsync(host, $"aid=1&coupon_code=sumer20&order_id={id}&amount={amount}");
        }

        await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{await IdAsync(host, "S-1")}/reverse", """{"amount":"40.00"}""");
        var group = Assert.Single((await host.GetAsync(Manager, "inbox/codes")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(("SUMER20", 3), (group.GetProperty("code").GetString(), group.GetProperty("orders").GetInt32()));
        Assert.Equal("140.00", group.GetProperty("amounts")[0].GetProperty("amount").GetString());
        Assert.Equal(("SUMMER20", "Ana's Blog"), (group.GetProperty("nearest")[0].GetProperty("code").GetString(), group.GetProperty("nearest")[0].GetProperty("partner").GetString()));

        var body = $$"""{"advertiser_id":1,"code":"SUMER20","coupon_id":{{coupon}},"reason":"Typo on the flyer.","preview":true}""";
        var preview = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", body);
        Assert.Equal((3, "140.00"), (preview.Json.GetProperty("credited").GetInt32(), preview.Json.GetProperty("partners")[0].GetProperty("amounts")[0].GetProperty("amount").GetString()));
        Assert.Equal("unattributed", (await OneAsync(host, "S-1")).GetProperty("outcome").GetString());

        var done = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", body.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal(3, done.Json.GetProperty("credited").GetInt32());
        var order = await OneAsync(host, "S-1");
        Assert.Equal(("credited", Ana, "SUMMER20", "6.00", "40.00"),
            (order.GetProperty("outcome").GetString(), order.GetProperty("partner_id").GetInt32(), order.GetProperty("coupon_code").GetString(), order.GetProperty("payout").GetString(), order.GetProperty("reversed").GetString()));
        Assert.Equal("approved", (await OneAsync(host, "S-2")).GetProperty("status").GetString());
        var life = (await host.GetAsync(Manager, $"conversions/{await IdAsync(host, "S-2")}")).Json.GetProperty("changes");
        var change = Assert.Single(life.EnumerateArray(), c => c.GetProperty("kind").GetString() == "reattribution");
        Assert.Equal(("SUMER20 taken for SUMMER20: Typo on the flyer.", "API key " + Manager), (change.GetProperty("note").GetString(), change.GetProperty("by").GetString()));
        Assert.Empty((await host.GetAsync(Manager, "inbox/codes")).Json.GetProperty("data").EnumerateArray());
    }

    [Theory, BothEngines]
    public async Task A_code_that_was_created_since_places_its_orders_at_their_own_time(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await SendAsync(host, "aid=1&coupon_code=LATE5&order_id=L-1&amount=100.00");
        host.Time!.Advance(TimeSpan.FromHours(2));
        await CouponAsync(host, "LATE5", Shoes, Bo);

        var done = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", """{"advertiser_id":1,"code":"LATE5","reason":"Bo's code had been forgotten."}""");

        Assert.Equal(1, done.Json.GetProperty("credited").GetInt32());
        Assert.Equal(Bo, (await OneAsync(host, "L-1")).GetProperty("partner_id").GetInt32());
    }

    [Theory, BothEngines]
    public async Task An_order_whose_offer_is_ambiguous_is_settled_by_choosing_it(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Post, "approvals", """{"offer_id":11,"partner_id":5}""");
        await CouponAsync(host, "TWICE", Shoes, Ana);
        await CouponAsync(host, "TWICE", Hats, Ana);
        host.Time!.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(host, "aid=1&coupon_code=TWICE&order_id=T-1&amount=100.00");
        Assert.Equal("ambiguous_offer", (await OneAsync(host, "T-1")).GetProperty("outcome").GetString());

        var done = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", """{"advertiser_id":1,"code":"TWICE","outcome":"ambiguous_offer","offer_id":11,"reason":"A hat."}""");

        Assert.Equal(1, done.Json.GetProperty("credited").GetInt32());
        var order = await OneAsync(host, "T-1");
        Assert.Equal((Ana, Hats, "5.00"), (order.GetProperty("partner_id").GetInt32(), order.GetProperty("offer_id").GetInt32(), order.GetProperty("payout").GetString()));
    }

    [Theory, BothEngines]
    public async Task One_order_of_the_code_is_settled_alone(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Post, "approvals", """{"offer_id":11,"partner_id":5}""");
        await CouponAsync(host, "TWICE", Shoes, Ana);
        await CouponAsync(host, "TWICE", Hats, Ana);
        host.Time!.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(host, "aid=1&coupon_code=TWICE&order_id=T-1&amount=100.00");
        await SendAsync(host, "aid=1&coupon_code=TWICE&order_id=T-2&amount=100.00");
        var body = $$"""{"advertiser_id":1,"code":"TWICE","outcome":"ambiguous_offer","offer_id":11,"reason":"A hat.","conversion_id":"{{await IdAsync(host, "T-2")}}"}""";

        var done = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", body);
        var nobodys = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", body.Replace(await IdAsync(host, "T-2"), "0", StringComparison.Ordinal));

        Assert.Equal((1, 1), (done.Json.GetProperty("orders").GetInt32(), done.Json.GetProperty("credited").GetInt32()));
        Assert.Equal(404, nobodys.Status);
        Assert.Equal(("ambiguous_offer", "credited"), ((await OneAsync(host, "T-1")).GetProperty("outcome").GetString(), (await OneAsync(host, "T-2")).GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Nothing_changes_without_a_reason_and_nothing_is_placed_that_the_rules_still_refuse()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        await SendAsync(host, "aid=1&coupon_code=NEVER&order_id=N-1&amount=100.00");

        var silent = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", """{"advertiser_id":1,"code":"NEVER"}""");
        var done = await host.SendAsync(Manager, HttpMethod.Post, "inbox/codes/attribute", """{"advertiser_id":1,"code":"NEVER","reason":"Try."}""");
        var foreign = await host.SendAsync(Stranger, HttpMethod.Post, "inbox/codes/attribute", """{"advertiser_id":1,"code":"NEVER","reason":"Try."}""");

        Assert.True(silent.Json.GetProperty("errors").TryGetProperty("reason", out _), silent.Text);
        Assert.Equal((0, 1), (done.Json.GetProperty("credited").GetInt32(), done.Json.GetProperty("orders").GetInt32()));
        Assert.NotEmpty(done.Json.GetProperty("unplaced").EnumerateObject());
        Assert.Equal(404, foreign.Status);
    }

    private static async Task<int> CouponAsync(PortalHost host, string code, int offer, int partner)
    {
        var answer = await host.SendAsync(Admin, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":{{offer}},"partner_id":{{partner}}}""");
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("id").GetInt32();
    }

    private static async Task SendAsync(PortalHost host, string query)
    {
        using var visitor = host.Visitor();
        using var answer = await visitor.GetAsync(new Uri("/postback?" + query, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> OneAsync(PortalHost host, string orderId) => (await host.GetAsync(Manager, "conversions?order_id=" + orderId)).Json.GetProperty("data")[0];

    private static async Task<string> IdAsync(PortalHost host, string orderId) => (await OneAsync(host, orderId)).GetProperty("id").GetString()!;
}
