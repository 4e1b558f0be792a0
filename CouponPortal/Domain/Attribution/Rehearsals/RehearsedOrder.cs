using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.Attribution.Rehearsals;

/// <summary>What a decision gives an order.</summary>
/// <param name="Payout">Minor units of the order's currency, for what is left after reversals, by the offer's terms as they are now.</param>
public sealed record RehearsedCredit(int? PartnerId, AttributionOutcome Outcome, AttributionBasis Basis, int? OfferId, long Payout)
{
    public static RehearsedCredit Of(Conversion judged) => new(judged.PartnerId, judged.Outcome, judged.Basis, judged.OfferId, judged.Payout);

    /// <summary>Whether anything is another that a person or an account would notice. The same partner on another ground with the same payout is no change.</summary>
    public bool DiffersFrom(RehearsedCredit other) => this with { Basis = other.Basis } != other;
}

/// <summary>An order that the rehearsed rule would change.</summary>
/// <param name="PublicId">The conversion's id as the world sees it.</param>
/// <param name="SentCodes">With commas between; empty for none.</param>
/// <param name="Amount">Minor units, after reversals.</param>
/// <param name="Reason">The line of the rehearsed trace that decided.</param>
public sealed record RehearsedOrder(
    long ConversionId, string PublicId, string? OrderId, DateTime OrderTime, string SentCodes, long Amount, string Currency, RehearsedCredit Before, RehearsedCredit After, TraceLine Reason);

/// <summary>What one partner, or nobody (null), has of the replayed orders in one currency, by today's rules and by the rehearsed ones. Minor units.</summary>
public sealed record RehearsedMoney(int? PartnerId, string Currency, int OrdersBefore, int OrdersAfter, long AmountBefore, long AmountAfter, long PayoutBefore, long PayoutAfter)
{
    public bool IsChanged => (OrdersBefore, AmountBefore, PayoutBefore) != (OrdersAfter, AmountAfter, PayoutAfter);

    public long AmountDifference => AmountAfter - AmountBefore;

    public long PayoutDifference => PayoutAfter - PayoutBefore;
}

/// <summary>How far a rehearsal is.</summary>
public readonly record struct RehearsalProgress(int Done, int Total);
