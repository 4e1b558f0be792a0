using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake.Replay;

/// <summary>What staff decides about orders that no rule could place.</summary>
/// <param name="SentCode">Normal form, or as sent.</param>
/// <param name="TakenFor">The code that is meant by it; null = itself.</param>
/// <param name="OfferId">The offer; null = as sent.</param>
public sealed record Binding(string? SentCode, string? TakenFor, int? OfferId);

/// <summary>Judges a stored order once more, as of its own time, by the catalog as it is now.</summary>
public sealed class Rejudging(StoredOrder stored, Catalog catalog, EventReader reader)
{
    private const ConversionFlags OfPlace =
        ConversionFlags.OfferUnknown | ConversionFlags.ClickUnknown | ConversionFlags.OfferCodeUnknown | ConversionFlags.CodeConflict | ConversionFlags.CurrencyMismatch;

    /// <returns>Null when the advertiser is gone.</returns>
    public async Task<Conversion?> JudgeAsync(PortalDbContext db, Conversion row, Binding binding, CancellationToken cancel)
    {
        var snapshot = catalog.Current;
        if (snapshot.Advertiser(row.AdvertiserId) is not { } rules)
        {
            return null;
        }

        var (facts, host) = await stored.FactsAsync(db, row, cancel);
        facts = OrderPlace.WithOffer(facts, host, snapshot);
        facts = facts with
        {
            OfferId = binding.OfferId ?? facts.OfferId,
            Codes = binding.TakenFor is { } meant ? [.. facts.Codes.Select(c => c == binding.SentCode ? meant : c)] : facts.Codes,
        };
        IReadOnlyList<ClickClaim> clicks = facts.ClickIds.Count > 0 || row.ClickId is null
            ? await OrderPlace.FindClicksAsync(reader, facts, snapshot.Ids, cancel)
            : [new ClickClaim(ClickSource.Explicit, snapshot.Ids.Format(row.ClickId.Value), await reader.FindClickAsync(row.ClickId.Value, cancel))];
        return Judgement.Of(facts, clicks, rules, row.Id, row.ReceivedAt, !row.Flags.HasFlag(ConversionFlags.Unverified)).Row;
    }

    /// <summary>Takes over the decision. The figures are settled afterwards; what was said of the status stays.</summary>
    public static async Task ApplyAsync(PortalDbContext db, Conversion row, Conversion said)
    {
        RepeatedOrder.Decide(row, said);
        row.Flags = (row.Flags & ~OfPlace) | (said.Flags & OfPlace);
        var stillHeld = row.Flags & (ConversionFlags.TimeOutOfRange | ConversionFlags.CodeTooLong | ConversionFlags.OddPosition | ConversionFlags.OverCap | ConversionFlags.OnHold);
        if (row.Status == ConversionStatus.Pending && stillHeld == ConversionFlags.None && await StatusDecisions.LatestAsync(db, row) is null)
        {
            row.Status = said.Status;
        }
    }
}
