using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>The same deliveries in any order, any number of times, also two at a time: one ledger (RULES §4).</summary>
public sealed class ShopLedgerTests
{
    private const int Shuffles = 5;
    private const ConnectionKind W = ConnectionKind.Woocommerce;
    private const ConnectionKind S = ConnectionKind.Shopify;
    private const ConnectionKind T = ConnectionKind.Stripe;

    private static readonly (ConnectionKind Kind, string Topic, string Body)[] Deliveries =
    [
        // Two states of one second, then a part refunded.
        (W, "order.created", Woo("100", "on-hold")),
        (W, "order.updated", Woo("100", "processing")),
        (W, "order.updated", Woo("100", "processing", modified: "2026-11-02T09:40:00", refunds: [(1, "-10.00")])),
        (W, "order.updated", Woo("100", "pending", modified: "2026-11-02T08:40:00")),

        // A refund that was deleted again, and a total that changed.
        (W, "order.updated", Woo("101", "completed", modified: "2026-11-02T09:31:00", refunds: [(2, "-5.00")])),
        (W, "order.updated", Woo("101", "completed", modified: "2026-11-02T09:32:00", total: "50.00")),

        // Cancelled; cancelled and taken up again; deleted; deleted and restored.
        (W, "order.created", Woo("102")),
        (W, "order.updated", Woo("102", "cancelled", modified: "2026-11-02T09:35:00")),
        (W, "order.updated", Woo("103", "cancelled", modified: "2026-11-02T09:31:00")),
        (W, "order.updated", Woo("103", "processing", modified: "2026-11-02T09:32:00", codes: [])),
        (W, "order.created", Woo("104")),
        (W, "order.deleted", """{"id":104}"""),
        (W, "order.created", Woo("105")),
        (W, "order.deleted", """{"id":105}"""),
        (W, "order.restored", Woo("105", modified: "2026-11-02T09:45:00")),

        // No times at all.
        (W, "order.updated", Woo("106", "on-hold", modified: null)),
        (W, "order.updated", Woo("106", "completed", modified: null)),

        // Refunds alone and within the order's states, the last of which knows but two of three.
        (S, "orders/create", Shopify("9007199254740993", financial: "pending")),
        (S, "orders/paid", Shopify("9007199254740993", updated: "2026-11-02T04:31:00-05:00")),
        (S, "refunds/create", ShopifyRefund("9007199254740993", 71, ("20.00", "refund", "success"))),
        (S, "refunds/create", ShopifyRefund("9007199254740993", 72, ("5.00", "refund", "success"))),
        (S, "refunds/create", ShopifyRefund("9007199254740993", 73, ("1.50", "refund", "success"))),
        (S, "orders/updated", Shopify("9007199254740993", updated: "2026-11-02T04:32:00-05:00", financial: "partially_refunded", current: "75.00", refunds: [(71, "20.00"), (72, "5.00")])),
        (S, "orders/create", Shopify("9007199254740994")),
        (S, "orders/cancelled", Shopify("9007199254740994", updated: "2026-11-02T04:35:00-05:00", financial: "refunded", current: "0.00", cancelled: true, refunds: [(74, "100.00")])),
        (S, "refunds/create", ShopifyRefund("9007199254740994", 74, ("100.00", "refund", "success"))),

        // What a promotion code's id stands for, before or after its order; refunds that add up.
        (T, "", StripeSession("evt_1", "pi_1")),
        (T, "", StripePromotion("promo_1", "SNAPDOG")),
        (T, "", StripeRefund("evt_2", "pi_1", 0, 1_000)),
        (T, "", StripeRefund("evt_3", "pi_1", 1_000, 1_500)),
        (T, "", StripeSession("evt_4", "pi_2", promotion: "promo_unknown")),
    ];

    private static readonly string[] Expected =
    [
        "100 approved 43.00 net 33.00 payout 330 partner 1",
        "101 approved 50.00 net 50.00 payout 500 partner 1",
        "102 rejected 43.00 net 0.00 payout 0 partner 1",
        "103 pending 43.00 net 43.00 payout 0 partner ",
        "104 rejected 43.00 net 0.00 payout 0 partner 1",
        "105 approved 43.00 net 43.00 payout 430 partner 1",
        "106 approved 43.00 net 43.00 payout 430 partner 1",
        "9007199254740993 approved 100.00 net 73.50 payout 735 partner 1",
        "9007199254740994 rejected 100.00 net 0.00 payout 0 partner 1",
        "pi_1 approved 43.00 net 28.00 payout 280 partner 1",
        "pi_2 pending 43.00 net 43.00 payout 0 partner ",
    ];

    [Theory, BothEngines]
    public async Task Deliveries_in_any_order_and_with_any_repeats_end_in_the_same_ledger(DatabaseProvider engine)
    {
        var random = new Random(20_261_122);
        string? children = null;
        for (var i = 0; i < Shuffles; i++)
        {
            await using var world = await ShopWorld.NewAsync(engine);
            var deliveries = Deliveries.SelectMany(d => Enumerable.Repeat(d, i == 0 ? 1 : random.Next(1, 4))).ToArray();
            if (i > 0)
            {
                random.Shuffle(deliveries);
            }

            foreach (var pair in deliveries.Chunk(i == 0 ? 1 : 2))
            {
                await Task.WhenAll(pair.Select(d => world.SendAsync(d.Kind, d.Body, d.Topic)));
            }

            await world.Ledger.Ledger.ApplyArrivedAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Expected, await world.Ledger.ReadAsync(LinesAsync));
            var more = await world.Ledger.ReadAsync(ChildrenAsync);
            Assert.Equal(children ??= more, more);
            Assert.Empty(await world.Ledger.ReadAsync(db => db.Hits.Where(h => h.Verdict == CouponPortal.Domain.Conversions.HitVerdict.Refused || h.Verdict == CouponPortal.Domain.Conversions.HitVerdict.Held).Select(h => h.Reason).ToListAsync()));
        }
    }

    private static async Task<string[]> LinesAsync(PortalDbContext db)
    {
        var rows = await db.Conversions.AsNoTracking().ToListAsync();
        return [.. rows.OrderBy(r => r.OrderId, StringComparer.Ordinal).Select(r => FormattableString.Invariant(
            $"{r.OrderId} {SnakeCase.Of(r.Status)} {r.Amount / 100m:F2} net {(r.Amount - r.Reversed) / 100m:F2} payout {r.Payout} partner {r.PartnerId}"))];
    }

    // Codes, flags, versions and positions: whatever else a state says.
    private static async Task<string> ChildrenAsync(PortalDbContext db)
    {
        var rows = await db.Conversions.AsNoTracking().ToListAsync();
        var items = (await db.ConversionItems.AsNoTracking().ToListAsync()).ToLookup(i => i.ConversionId);
        return string.Join('\n', rows.OrderBy(r => r.OrderId, StringComparer.Ordinal).Select(r =>
            $"{r.OrderId} {r.SentCodes} {r.CouponCode} {(int)r.Flags} {r.SourceVersion:O} {r.OrderTime:O} {string.Join(';', items[r.Id].OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => $"{i.Key}x{i.Quantity}@{i.Price}"))}"));
    }
}
