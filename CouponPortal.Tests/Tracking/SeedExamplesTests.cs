using System.Globalization;
using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>The examples of the four products' own documents (S0 … S3) and the worked cases, through HTTP, on both engines.</summary>
public sealed class SeedExamplesTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task S3_insta1_and_snapdog_each_lead_to_the_shop_for_their_own_partner(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (insta, snapdog) = (NewCode("insta"), NewCode("snapdog"));
        await shop.CouponAsync(insta, shop.A);
        await shop.CouponAsync(snapdog, shop.B);

        var (first, location) = await shop.ClickAsync("/" + insta);
        var (second, _) = await shop.ClickAsync("/" + snapdog.ToUpperInvariant() + "?sub1=story");

        Assert.StartsWith("https://shop.example/landing?from=portal&transaction_id=", location.ToString(), StringComparison.Ordinal);
        Assert.Equal(shop.A, Partner(await shop.OrderAsync($"transaction_id={first}&order_id=O1")));
        var order = await shop.ConversionAsync(await shop.OrderAsync($"transaction_id={second}&order_id=O2"));
        Assert.Equal(shop.B, Partner(order));
        Assert.Equal((snapdog.ToUpperInvariant(), "story", "click"), (Text(order, "sub3"), Text(order, "sub1"), Text(order, "basis")));
    }

    [Theory, BothEngines]
    public async Task S3_thebestcodeever_on_two_offers_needs_its_oid(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("thebestcodeever");
        var second = await shop.NewOfferAsync();
        await shop.CouponAsync(code, shop.A);
        await shop.CouponAsync(code, shop.A, offer: second);

        var with = await shop.OrderAsync($"coupon_code={code}&oid={second}&order_id=O1");
        var without = await shop.OrderAsync($"coupon_code={code}&order_id=O2");

        Assert.Equal((shop.A, second), (Partner(with), with.GetProperty("offer_id").GetInt32()));
        Assert.Equal(("pending", "ambiguous_offer"), (Text(without, "status"), Text(without, "outcome")));
        Assert.Null(Partner(without));
        Assert.Empty(await shop.ReportAsync("O2"));
    }

    [Theory, BothEngines]
    public async Task S1_two_influencers_have_their_own_SALE_codes_on_one_offer(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (xyz, abc) = (NewCode("SALEXYZ"), NewCode("SALEABC"));
        await shop.CouponAsync(xyz, shop.A);
        await shop.CouponAsync(abc, shop.B);

        Assert.Equal(shop.A, Partner(await shop.OrderAsync($"coupon_code={xyz}&order_id=O1")));
        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"coupon_code={abc}&order_id=O2")));
        var (status, problem) = await shop.SendAsync(HttpMethod.Post, "coupons", new { code = xyz.ToLowerInvariant(), offer_id = shop.Offer, partner_id = shop.B });
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains(xyz, Text(problem, "detail"), StringComparison.Ordinal);
        Assert.Equal([abc], (await shop.ListAsync($"conversions?advertiser_id={shop.Advertiser}&sub3={abc}")).Select(c => Text(c, "sub3")));
    }

    [Theory, BothEngines]
    public async Task S2_admitad500_credits_its_publisher_without_any_click_and_against_another_uid(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (code, other) = (NewCode("admitad500"), NewCode("other"));
        await shop.CouponAsync(code, shop.B, "exclusive");
        await shop.CouponAsync(other, shop.A);
        var (click, _) = await shop.ClickAsync("/" + other);

        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"promocode={code}&order_id=O1")));
        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"promocode={code}&uid={click}&order_id=O2")));
        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"promocode={code}&channel=other&order_id=O3")));

        Assert.Equal(JsonValueKind.Null, Assert.Single(await shop.ReportAsync("O1")).GetProperty("counterfactual_partner_id").ValueKind);
        Assert.Equal(shop.A, Assert.Single(await shop.ReportAsync("O2")).GetProperty("counterfactual_partner_id").GetInt32());
    }

    [Theory, BothEngines]
    public async Task S0_an_exclusive_code_beats_the_last_click_and_only_changed_orders_are_reported(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (exclusive, own, foreign) = (NewCode("EXCL"), NewCode("OWN"), NewCode("FOREIGN"));
        await shop.CouponAsync(exclusive, shop.B, "exclusive");
        await shop.CouponAsync(own, shop.B);
        await shop.CouponAsync(foreign, shop.A);
        var (clickA, _) = await shop.ClickAsync("/" + foreign);
        var (clickB, _) = await shop.ClickAsync("/" + own);

        var changed = await shop.ConversionAsync(await shop.OrderAsync($"coupon_code={exclusive}&transaction_id={clickA}&order_id=O1"));
        var same = await shop.OrderAsync($"coupon_code={exclusive}&transaction_id={clickB}&order_id=O2");

        Assert.Equal((shop.B, "exclusive_code", "10.00"), (Partner(changed), Text(changed, "basis"), Text(changed, "payout")));
        Assert.Equal(shop.A, Assert.Single(changed.GetProperty("assists").EnumerateArray()).GetProperty("partner_id").GetInt32());
        Assert.Contains(changed.GetProperty("trace").EnumerateArray(), line => Text(line, "verdict") == "decided");
        Assert.Equal(shop.B, Partner(same));
        var row = Assert.Single(await shop.ReportAsync("O1"));
        Assert.Equal((shop.B, shop.A), (row.GetProperty("credited_partner_id").GetInt32(), row.GetProperty("counterfactual_partner_id").GetInt32()));
        Assert.Empty(await shop.ReportAsync("O2"));
    }

    [Theory, BothEngines]
    public async Task S0_a_suppressed_code_beats_an_exclusive_one(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (exclusive, foreign) = (NewCode("EXCL"), NewCode("FOREIGN"));
        await shop.CouponAsync(exclusive, shop.B, "exclusive");
        await shop.CouponAsync(foreign, shop.A);
        await shop.CreateAsync("suppressed-codes", new { advertiser_id = shop.Advertiser, code = exclusive });
        var (click, _) = await shop.ClickAsync("/" + foreign);

        var order = await shop.ConversionAsync(await shop.OrderAsync($"coupon_code={exclusive}&transaction_id={click}&order_id=O1"));

        Assert.Equal(("suppressed", "0.00"), (Text(order, "outcome"), Text(order, "payout")));
        Assert.Null(Partner(order));
        Assert.Equal(shop.B, order.GetProperty("suppressed_partner_id").GetInt32());
        Assert.Empty(await shop.ReportAsync("O1"));
        Assert.Equal(shop.B, Assert.Single(await shop.ReportAsync("O1", "suppressed_codes")).GetProperty("suppressed_partner_id").GetInt32());
    }

    [Theory, BothEngines]
    public async Task S0_a_second_partner_on_an_exclusive_code_is_refused_at_its_field(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("EXCL");

        var (status, problem) = await shop.SendAsync(
            HttpMethod.Post, "coupons", new { code, offer_id = shop.Offer, visibility = "exclusive", partner_ids = new[] { shop.A, shop.B } });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("partner_ids", out _), problem.ToString());
        Assert.Empty(await shop.ListAsync($"coupons?code={code}"));
    }

    [Theory, BothEngines]
    public async Task Without_the_permission_an_exclusive_code_acts_as_private(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine, new { name = "Shop without permission" });
        var (exclusive, foreign) = (NewCode("EXCL"), NewCode("FOREIGN"));
        await shop.CouponAsync(exclusive, shop.B, "exclusive");
        await shop.CouponAsync(foreign, shop.A);
        var (click, _) = await shop.ClickAsync("/" + foreign);

        Assert.Equal(shop.A, Partner(await shop.OrderAsync($"coupon_code={exclusive}&transaction_id={click}&order_id=O1")));
        await shop.PatchAsync($"advertisers/{shop.Advertiser}", new { exclusive_coupons_permission = true });
        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"coupon_code={exclusive}&transaction_id={click}&order_id=O2")));
        Assert.Empty(await shop.ReportAsync("O1"));
        Assert.Single(await shop.ReportAsync("O2"));
    }

    [Theory, BothEngines]
    public async Task The_priority_decides_between_a_click_and_a_private_code(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (code, foreign) = (NewCode("PRIV"), NewCode("FOREIGN"));
        await shop.CouponAsync(code, shop.B);
        await shop.CouponAsync(foreign, shop.A);
        var (click, _) = await shop.ClickAsync("/" + foreign);

        Assert.Equal(shop.A, Partner(await shop.OrderAsync($"coupon_code={code}&transaction_id={click}&order_id=O1")));
        await shop.PatchAsync($"advertisers/{shop.Advertiser}", new { attribution_priority = "coupon_code" });
        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"coupon_code={code}&transaction_id={click}&order_id=O2")));
        Assert.Empty(await shop.ReportAsync("O2"));
    }

    [Theory, BothEngines]
    public async Task An_order_of_before_the_code_ended_is_credited_when_it_arrives_after(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("ENDED");
        var now = TimeProvider.System.GetUtcNow();
        await shop.CouponAsync(code, shop.B, end: Day(now.AddDays(-1)));

        Assert.Equal(shop.B, Partner(await shop.OrderAsync($"coupon_code={code}&order_id=O1&datetime={Day(now.AddDays(-2))}T12:00:00Z")));
        var late = await shop.OrderAsync($"coupon_code={code}&order_id=O2");
        Assert.Null(Partner(late));
        Assert.Equal("unattributed", Text(late, "outcome"));
    }

    [Theory, BothEngines]
    public async Task Another_channel_takes_a_click_only_order_and_unknown_codes_change_nothing(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("PRIV");
        await shop.CouponAsync(code, shop.A);
        var (click, _) = await shop.ClickAsync("/" + code);

        var other = await shop.OrderAsync($"transaction_id={click}&broker=other&order_id=O1");
        var unknown = await shop.OrderAsync($"transaction_id={click}&coupon_code=+nosuchcode+&order_id=O2");
        var blanks = await shop.OrderAsync($"coupon_code=+{code.ToLowerInvariant()}+&order_id=O3");

        Assert.Equal("other_channel", Text(other, "outcome"));
        Assert.Null(Partner(other));
        Assert.Equal(shop.A, Partner(unknown));
        Assert.Equal(shop.A, Partner(blanks));
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int? Partner(JsonElement json) => json.GetProperty("partner_id") is { ValueKind: JsonValueKind.Number } id ? id.GetInt32() : null;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
