using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.MissingSales;

/// <summary>What became of a sale that a partner misses.</summary>
public enum MissingSaleFinding
{
    CreditedToYou,
    CreditedToAnother,

    /// <summary>Arrived, and no partner is credited: the code had ended, was suppressed, another channel has it …</summary>
    CreditedToNobody,

    /// <summary>Arrived, and waits for the shop's staff.</summary>
    Held,

    /// <summary>Credited to the partner, and rejected by the shop.</summary>
    Rejected,

    /// <summary>Credited to the partner, and taken back whole.</summary>
    TakenBack,

    /// <summary>A message with the number arrived and was not accepted.</summary>
    NotAccepted,
    NeverArrived,
}

/// <summary>One order, or refused message, that may be the sale.</summary>
/// <param name="OrderKey">The conversion, where the partner may read why; null where nothing of the order was the partner's.</param>
/// <param name="OrderTime">UTC; null as above.</param>
/// <param name="Own">The partner's own figures; null unless the order is credited to it.</param>
public sealed record MissingSaleMatch(MissingSaleFinding Finding, string Headline, IReadOnlyList<string> Reasons, long? OrderKey, DateTime? OrderTime, MissingSaleFigures? Own);

/// <summary>Minor units, after reversals.</summary>
public sealed record MissingSaleFigures(string? OrderId, ConversionStatus Status, long Amount, long Payout, string Currency);

/// <summary>The answer as the partner reads it.</summary>
/// <param name="Matches">The likeliest first; none when nothing arrived.</param>
/// <param name="Advice">What the partner can do.</param>
/// <param name="MayOpenCase">False when there is nothing to dispute.</param>
/// <param name="Evidence">For staff alone: what the answer rests on.</param>
public sealed record MissingSaleAnswer(
    MissingSaleFinding Finding, string Headline, IReadOnlyList<string> Reasons, IReadOnlyList<MissingSaleMatch> Matches, string Advice, bool MayOpenCase, MissingSaleEvidence Evidence);

/// <summary>Keys of the orders and requests that an answer rests on.</summary>
public sealed record MissingSaleEvidence(IReadOnlyList<long> Orders, IReadOnlyList<long> Hits);
