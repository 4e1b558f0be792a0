using CouponPortal.Data;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>What a connection remembers, refuses and keeps, over a real store.</summary>
public sealed class ShopIntakeTests
{
    [Theory, BothEngines]
    public async Task Delivery_of_the_same_id_is_a_duplicate_and_with_another_body_it_is_held(DatabaseProvider engine)
    {
        await using var world = await ShopWorld.NewAsync(engine);

        var first = await world.SendAsync(ConnectionKind.Shopify, Shopify("1"), "orders/create", "d-1");
        var again = await world.SendAsync(ConnectionKind.Shopify, Shopify("1"), "orders/create", "d-1");
        var other = await world.SendAsync(ConnectionKind.Shopify, Shopify("2"), "orders/create", "d-1");

        Assert.Equal((HitVerdict.Accepted, null), (first.Verdict, first.Reason));
        Assert.Equal((HitVerdict.Duplicate, "duplicate_delivery"), (again.Verdict, again.Reason));
        Assert.Equal((HitVerdict.Held, "id_reuse", false), (other.Verdict, other.Reason, other.IsUnproved));
        Assert.Equal(1, await world.Ledger.ReadAsync(db => db.Conversions.CountAsync()));
    }

    [Theory, BothEngines]
    public async Task Shop_is_learnt_from_the_first_delivery_and_another_shop_s_is_not_taken(DatabaseProvider engine)
    {
        await using var world = await ShopWorld.NewAsync(engine);
        await world.SendAsync(ConnectionKind.Shopify, Shopify("1"), "orders/create", shop: "ours.myshopify.com");
        await world.SendAsync(ConnectionKind.Woocommerce, Woo("2"), "order.created", shop: "https://www.ours.example/");

        var shopify = await world.SendAsync(ConnectionKind.Shopify, Shopify("3"), "orders/create", shop: "theirs.myshopify.com");
        var woo = await world.SendAsync(ConnectionKind.Woocommerce, Woo("4"), "order.created", shop: "https://theirs.example/");
        var same = await world.SendAsync(ConnectionKind.Woocommerce, Woo("5"), "order.created", shop: "http://ours.example");

        Assert.Equal("ours.example", (await world.ConnectionAsync(ConnectionKind.Woocommerce)).Shop);
        Assert.Equal((HitVerdict.Refused, "shop_mismatch", true), (shopify.Verdict, shopify.Reason, shopify.IsUnproved));
        Assert.Equal((HitVerdict.Held, "shop_mismatch", false), (woo.Verdict, woo.Reason, woo.IsUnproved));
        Assert.Equal(HitVerdict.Accepted, same.Verdict);
        Assert.Equal(3, await world.Ledger.ReadAsync(db => db.Conversions.CountAsync()));
    }

    [Theory, BothEngines]
    public async Task Paused_connection_keeps_what_comes_and_makes_no_order(DatabaseProvider engine)
    {
        await using var world = await ShopWorld.NewAsync(engine);
        await world.ChangeAsync(ConnectionKind.Woocommerce, c => c.State = ConnectionState.Paused);

        var answer = await world.SendAsync(ConnectionKind.Woocommerce, Woo(), "order.created");

        Assert.Equal((HitVerdict.Held, "connection_paused", false), (answer.Verdict, answer.Reason, answer.IsUnproved));
        var hit = await world.Ledger.ReadAsync(db => db.Hits.SingleAsync());
        Assert.Contains("\"total\":\"43.00\"", hit.Raw, StringComparison.Ordinal);
        Assert.Equal(ConnectionHealth.Paused, (await world.ConnectionAsync(ConnectionKind.Woocommerce)).Health);
    }

    [Theory, BothEngines]
    public async Task Large_order_is_kept_whole(DatabaseProvider engine)
    {
        await using var world = await ShopWorld.NewAsync(engine);
        // Only the first hundred are looked at: each costs a line of the decision.
        string[] codes = [.. Enumerable.Range(0, 4_000).Select(i => $"code{i:D20}"), "snapdog"];

        await world.SendAsync(ConnectionKind.Woocommerce, Woo(codes: codes), "order.created");

        var hit = await world.Ledger.ReadAsync(db => db.Hits.SingleAsync());
        Assert.True(hit.Raw.Length > 150_000);
        Assert.Null((await world.Ledger.OneAsync("727")).PartnerId);
        Assert.EndsWith("}", hit.Raw, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Connection_shows_what_its_last_delivery_was_understood_as(DatabaseProvider engine)
    {
        await using var world = await ShopWorld.NewAsync(engine);
        Assert.Equal(ConnectionHealth.Waiting, (await world.ConnectionAsync(ConnectionKind.Stripe)).Health);

        await world.SendAsync(ConnectionKind.Stripe, StripeSession());

        var connection = await world.ConnectionAsync(ConnectionKind.Stripe);
        Assert.Equal((ConnectionHealth.Working, 1L, HitVerdict.Accepted), (connection.Health, connection.Deliveries, connection.LastVerdict));
        Assert.Contains("What promo_1 stands for is not known yet.", connection.LastDetail, StringComparison.Ordinal);
        Assert.Equal(await world.Ledger.ReadAsync(db => db.Conversions.Select(c => (long?)c.Id).SingleAsync()), connection.LastConversionId);
    }

    [Theory, BothEngines]
    public async Task No_table_names_the_customer(DatabaseProvider engine)
    {
        await using var world = await ShopWorld.NewAsync(engine);
        await world.SendAsync(ConnectionKind.Woocommerce, Woo(refunds: [(1, "-1.00")]), "order.created");
        await world.SendAsync(ConnectionKind.Woocommerce, Woo()[..^2], "order.created");
        await world.SendAsync(ConnectionKind.Shopify, Shopify(), "orders/create");
        await world.SendAsync(ConnectionKind.Shopify, ShopifyRefund("5", 1, ("1.00", "refund", "success")), "refunds/create");
        await world.SendAsync(ConnectionKind.Stripe, StripeSession());
        await world.ChangeAsync(ConnectionKind.Shopify, c => c.Secret = "another");
        await world.SendAsync(ConnectionKind.Shopify, Shopify("6"), "orders/create");

        var text = await world.Ledger.ReadAsync(async db => string.Join('\n', [
            .. (await db.Hits.ToListAsync()).Select(h => h.Raw + h.Detail + h.Reason),
            .. (await db.ConnectionFacts.ToListAsync()).Select(f => f.Key + f.Value),
            .. (await db.Connections.ToListAsync()).Select(c => c.LastDetail),
            .. (await db.Conversions.ToListAsync()).Select(c => c.Trace + c.SentCodes + c.Sub1 + c.Sub5),
            .. (await db.ConversionItems.ToListAsync()).Select(i => i.ProductId + i.Category),
            .. (await db.Corrections.ToListAsync()).Select(c => c.Key + c.AmountText)]));

        Assert.Contains("shopify", text, StringComparison.Ordinal);
        foreach (var canary in new[] { Mail, "canary.customer", Person, "5556677", Ip, "Chestnut" })
        {
            Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
