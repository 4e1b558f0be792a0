using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>
/// Brings an order's reversals in line with what its newest state lists. Runs within the change of the order, whose lock it needs: an older state that is worked
/// on at the same time must not undo what a newer one said.
/// </summary>
internal static class StatedReversals
{
    private const string Stale = "stale";

    /// <param name="nextId">Makes the key of each.</param>
    public static IReadOnlyList<Correction> Of(OrderFacts facts, Conversion row, Hit hit, Func<long> nextId) => [.. facts.Reversals.Select(stated => new Correction
    {
        Id = nextId(),
        AdvertiserId = row.AdvertiserId,
        Event = row.Event,
        Target = row.OrderKey,
        Kind = CorrectionKind.Reversal,
        Key = stated.Key,
        AmountText = stated.AmountText,
        HitId = hit.Id,
        Door = facts.Door,
    })];

    /// <summary>For the state that created the order.</summary>
    /// <param name="version">Of that state: if a newer one has come in between, its list counts.</param>
    public static async Task<string> ApplyToNewAsync(PortalDbContext db, Conversion row, DateTime? version, OrderFacts facts, IReadOnlyList<Correction> stated)
    {
        if (row.SourceVersion > version)
        {
            return Stale;
        }

        await ApplyAsync(db, row, facts, stated);
        return stated.Any(s => s.IsWhole) ? "reversed" : stated.Any(s => s.Amount > 0) ? "partly_reversed" : "accepted";
    }

    /// <param name="row">The order as it is after the state has been taken over.</param>
    public static async Task ApplyAsync(PortalDbContext db, Conversion row, OrderFacts facts, IReadOnlyList<Correction> stated)
    {
        if (stated.Count == 0 && !facts.ReversalsAreAll)
        {
            return;
        }

        var (advertiser, name, target) = (row.AdvertiserId, row.Event, row.OrderKey);
        var known = await db.Corrections.Where(c => c.AdvertiserId == advertiser && c.Event == name && c.Target == target && c.Kind == CorrectionKind.Reversal).ToListAsync();
        foreach (var said in stated)
        {
            var correction = known.Find(k => string.Equals(k.Key, said.Key, StringComparison.Ordinal)) ?? db.Corrections.Add(said).Entity;
            correction.ConversionId = row.Id;
            correction.AmountText = said.AmountText;
            correction.Amount = said.AmountText is { } text && MoneyReading.Parse(text, Currencies.Exponent(row.Currency)) is { Ok: true } amount ? amount.Minor : null;
        }

        if (facts.ReversalsAreAll)
        {
            db.Corrections.RemoveRange(known.Where(
                k => k.Key.StartsWith(StatedReversal.StatePrefix, StringComparison.Ordinal) && !stated.Any(s => string.Equals(s.Key, k.Key, StringComparison.Ordinal))));
        }
    }
}
