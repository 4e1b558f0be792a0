using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.Attribution;

/// <summary>A decision told to people: who got the order and on what basis, who lost it and why, and what it would have been without the Exclusive feature.</summary>
/// <param name="How">Null when no trace was stored.</param>
/// <param name="Lost">A sentence for each claim that lost, and for each that did not count.</param>
public sealed record DecisionStory(string Headline, string? How, IReadOnlyList<string> Lost, string WithoutExclusive);

public sealed partial class TraceSentences
{
    /// <summary>What a reached cap did to the order; null when none was reached.</summary>
    public static TraceLine? Capped(IReadOnlyList<TraceLine> trace) => trace.LastOrDefault(l => l.Step == AttributionStep.Cap);

    /// <summary>The line that settled or held the order; null in an empty trace.</summary>
    public static TraceLine? Deciding(IReadOnlyList<TraceLine> trace) => trace.LastOrDefault(l => l.Step is not (AttributionStep.OrderCheck or AttributionStep.Cap) && l.Verdict is (TraceVerdict.Decided or TraceVerdict.Held));

    /// <summary>What checks and caps have found after the order was decided.</summary>
    public static IEnumerable<TraceLine> Found(IReadOnlyList<TraceLine> trace) => trace.Where(l => l.Step is AttributionStep.OrderCheck or AttributionStep.Cap);

    public DecisionStory Tell(Conversion row, IReadOnlyList<TraceLine> trace, IReadOnlyList<Assist> assists)
    {
        var deciding = Deciding(trace);
        return new(
            row.Outcome switch
            {
                AttributionOutcome.Credited => $"{NameOf(row.PartnerId)} is credited for this order.",
                AttributionOutcome.Unattributed => "Nobody is credited for this order.",
                AttributionOutcome.Suppressed => "Nobody is credited for this order: a suppressed code was used.",
                AttributionOutcome.OtherChannel => "Nobody is credited for this order here: the shop gives it to another channel.",
                AttributionOutcome.AmbiguousOffer => "Nobody is credited for this order yet: staff must say which offer is meant.",
            },
            deciding is null ? null : For(deciding),
            [.. deciding is null ? [] : assists.Select(a => $"{partnerName(a.PartnerId)} {Claim(a)}, but {Reason(deciding)}."), .. trace.Where(l => l.Verdict == TraceVerdict.Ignored).Select(For)],
            row switch
            {
                { Outcome: AttributionOutcome.Suppressed } => $"Without the suppressed code {NameOf(row.SuppressedPartnerId)} would have been credited. The Exclusive feature changed nothing.",
                _ when row.PartnerId != row.CounterfactualPartnerId => $"Without the Exclusive feature {NameOf(row.CounterfactualPartnerId)} would have been credited for the same order.",
                _ => "Without the Exclusive feature the same order would have gone the same way.",
            });
    }

    private string NameOf(int? partner) => partner is { } id ? partnerName(id) : "nobody";

    private static string Claim(Assist claim) => claim.Basis switch
    {
        AttributionBasis.Click => "had the last valid click",
        AttributionBasis.ExclusiveCode => $"owns the exclusive code {claim.Code}",
        AttributionBasis.CouponCode => $"owns code {claim.Code}",
        AttributionBasis.Direct => "was named with the order",
        AttributionBasis.None => "was looked at",
    };

    /// <summary>Why a claim lost against the line that decided, as the second half of a sentence.</summary>
    /// <exception cref="InvalidOperationException">No step decides for this reason.</exception>
    private static string Reason(TraceLine deciding) => deciding.Reason switch
    {
        TraceReason.ExclusiveOwner => "an exclusive code wins whatever the click path",
        TraceReason.CodeConflictLastClick => "codes of different partners were used and the owner of another one also had the last click",
        TraceReason.CodeConflictFirstListed => "codes of different partners were used, none of their owners had the last click, and another one was listed first",
        TraceReason.LastClick => "here the last click goes before a code",
        TraceReason.CodeOwner => "here a code goes before a click",
        TraceReason.CodeSuppressed => "an order with a suppressed code pays nobody",
        TraceReason.OtherChannel => "the shop gives the order to another channel",
        TraceReason.AmbiguousOffer => "the offer is not settled yet",
        TraceReason.DirectPartner => "the order named another partner",
        TraceReason.NoClaim or TraceReason.NothingSent => "the claim did not count",
        _ => throw new InvalidOperationException($"{deciding.Reason} decides nothing."),
    };
}
