using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking.Caps;

/// <summary>Caps as visitors and shops meet them.</summary>
public sealed class CapDoorTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task Visits_beyond_the_cap_go_to_the_fallback_without_credit_and_say_why(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("CAP");
        await shop.CouponAsync(code, shop.A);
        await CapAsync(shop, "https://shop.example/full", new { metric = "clicks", period = "day", limit = 2 });

        var (first, _) = await shop.ClickAsync("/" + code);
        await shop.ClickAsync("/" + code);
        var (_, third) = await shop.ClickAsync("/" + code);

        Assert.Equal(32, first.Length);
        Assert.Equal("/full", third.AbsolutePath);
        var clicks = await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}");
        Assert.Equal(["capped", "delivered", "delivered"], clicks.Select(c => c.GetProperty("outcome").GetString()!).Order(StringComparer.Ordinal));
        var (_, use) = await shop.SendAsync(HttpMethod.Get, $"offers/{shop.Offer}/caps");
        Assert.Equal(("2", "2", 100, true), (use.GetProperty("data")[0].GetProperty("limit").GetString(), use.GetProperty("data")[0].GetProperty("used").GetString(), use.GetProperty("data")[0].GetProperty("percent").GetInt32(), use.GetProperty("data")[0].GetProperty("is_reached").GetBoolean()));
        Assert.Contains("offer_clicks_day", clicks.Single(c => c.GetProperty("outcome").GetString() == "capped").ToString(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Visits_beyond_an_uncredited_cap_land_on_the_offer_and_those_of_another_partner_are_credited(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (one, other) = (NewCode("CAP"), NewCode("CAP"));
        await shop.CouponAsync(one, shop.A);
        await shop.CouponAsync(other, shop.B);
        await CapAsync(shop, "https://shop.example/full", new { scope = "partner", metric = "clicks", period = "month", limit = 1, visits = "uncredited" });
        await shop.ClickAsync("/" + one);

        var (_, second) = await shop.ClickAsync("/" + one);
        await shop.ClickAsync("/" + other);

        Assert.Equal("/landing", second.AbsolutePath);
        var clicks = await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}");
        Assert.Equal(2, clicks.Count(c => c.GetProperty("outcome").GetString() == "delivered"));
        Assert.Single(clicks, c => c.GetProperty("outcome").GetString() == "capped" && c.GetProperty("partner_id").ValueKind == JsonValueKind.Null);
    }

    [Theory, BothEngines]
    public async Task Orders_at_the_same_moment_are_approved_up_to_the_cap_and_the_rest_waits_for_staff(DatabaseProvider engine)
    {
        const int Most = 4;
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("CAP");
        await shop.CouponAsync(code, shop.A);
        await CapAsync(shop, null, new { metric = "conversions", period = "day", limit = Most });
        await shop.OrderAsync($"order_id=first&coupon_code={code}");
        await shop.OrderAsync($"order_id=first&coupon_code={code}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => shop.OrderAsync($"order_id=at-once-{i}&coupon_code={code}")));

        var orders = await shop.ListAsync($"conversions?advertiser_id={shop.Advertiser}&limit=100");
        Assert.Equal((Most, 13 - Most), (orders.Count(o => Status(o) == "approved"), orders.Count(o => Status(o) == "pending")));
        Assert.All(orders, o => Assert.Equal(Status(o) == "pending", o.GetProperty("flags").EnumerateArray().Any(f => f.GetString() == "over_cap")));
        var held = await shop.ConversionAsync(answers.First(a => a.GetProperty("status").GetString() == "pending"));
        var line = held.GetProperty("trace").EnumerateArray().Last();
        Assert.Equal(("cap", "held", "cap_held"), (line.GetProperty("step").GetString(), line.GetProperty("verdict").GetString(), line.GetProperty("reason").GetString()));
        Assert.Contains("4 conversions a day for the offer", line.GetProperty("detail").GetString(), StringComparison.Ordinal);

        // And the offer takes no more visits.
        using var visit = await shop.VisitAsync("/" + code);
        Assert.Equal(HttpStatusCode.NotFound, visit.StatusCode);
    }

    [Theory, BothEngines]
    public async Task Order_beyond_a_cap_of_payout_is_credited_and_pays_nothing_where_that_is_chosen(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("CAP");
        var coupon = await shop.CouponAsync(code, shop.A);
        await CapAsync(shop, null, new { scope = "coupon", coupon_id = coupon, metric = "payout", period = "ever", limit = "10.00", orders = "unpaid", visits = "mark" });
        await shop.OrderAsync($"order_id=in&coupon_code={code}");

        var over = await shop.ConversionAsync(await shop.OrderAsync($"order_id=over&coupon_code={code}"));

        Assert.Equal(("approved", "0.00", shop.A), (Status(over), over.GetProperty("payout").GetString(), over.GetProperty("partner_id").GetInt32()));
        await shop.ClickAsync("/" + code);
    }

    [Fact]
    public async Task Caps_of_the_api_are_read_back_as_sent_and_faults_name_cap_and_field()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var (_, saved) = await shop.PatchAsync($"offers/{shop.Offer}", new { caps = new object[] { new { scope = "partner", partner_id = shop.A, metric = "payout", period = "week", limit = "1,500.5", orders = "mark" } } });
        var cap = Assert.Single(saved.GetProperty("caps").EnumerateArray());
        Assert.Equal(("partner", shop.A, "payout", "week", "1500.50", "switch", "mark"), (
            cap.GetProperty("scope").GetString(), cap.GetProperty("partner_id").GetInt32(), cap.GetProperty("metric").GetString(), cap.GetProperty("period").GetString(),
            cap.GetProperty("limit").GetString(), cap.GetProperty("visits").GetString(), cap.GetProperty("orders").GetString()));

        var (status, refused) = await shop.PatchAsync($"offers/{shop.Offer}", new
        {
            caps = new object[]
            {
                new { metric = "clicks", limit = 0 }, new { metric = "clicks", limit = 5 }, new { scope = "partner", partner_id = 999_999, limit = 1 },
                new { scope = "coupon", coupon_id = 999_999, limit = 1 }, new { limit = 1, period = "year" }, new { limt = 1, limit = 1, metric = "payout" },
            },
        });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["caps.4.period", "caps.5.limt"], refused.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));

        (_, refused) = await shop.PatchAsync($"offers/{shop.Offer}", new
        {
            caps = new object[]
            {
                new { metric = "clicks", limit = 0 }, new { metric = "clicks", limit = 5 }, new { scope = "partner", partner_id = 999_999, limit = 1 },
                new { scope = "coupon", coupon_id = 999_999, limit = 1 }, new { limit = "1.001", metric = "payout" },
            },
        });
        Assert.Equal(["caps.0.limit", "caps.1.period", "caps.2.partner_id", "caps.3.coupon_id", "caps.4.limit"], refused.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    private static async Task CapAsync(TestShop shop, string? fallback, object cap)
    {
        var (status, json) = await shop.PatchAsync($"offers/{shop.Offer}", new { fallback_url = fallback, caps = new[] { cap } });
        Assert.True(status == HttpStatusCode.OK, json.ToString());
    }

    private static string? Status(JsonElement order) => order.GetProperty("status").GetString();
}
