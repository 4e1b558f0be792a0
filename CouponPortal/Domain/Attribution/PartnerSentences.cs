using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.Attribution;

/// <summary>A decision as one partner may read it.</summary>
/// <param name="Own">What became of each of the partner's own claims.</param>
/// <param name="Otherwise">What would have been, where that concerns the partner; null where it does not.</param>
public sealed record PartnerStory(string Headline, string? How, IReadOnlyList<string> Own, string? Otherwise);

/// <summary>
/// Tells a decision to a partner whom it concerns. Other partners, their codes, clicks and amounts, and other channels are never named: sentences are made of lines about
/// the partner itself, and of fixed ones.
/// </summary>
/// <param name="ownName">As the partner is called.</param>
public sealed class PartnerSentences(int partnerId, string ownName, Func<int, string> offerName)
{
    // Another partner stands in none of the lines that it is asked for; if one ever does, this is all that is said of it.
    private readonly TraceSentences _lines = new(id => id == partnerId ? ownName : "another partner", offerName);

    /// <summary>Whether the order, a claim on it or a code of it is the partner's.</summary>
    public static bool Concern(int partnerId, Conversion row, IReadOnlyList<TraceLine> trace, IReadOnlyList<Assist> assists) =>
        row.PartnerId == partnerId || row.SuppressedPartnerId == partnerId || row.CounterfactualPartnerId == partnerId
        || assists.Any(a => a.PartnerId == partnerId) || trace.Any(l => l.PartnerId == partnerId);

    public PartnerStory Tell(Conversion row, IReadOnlyList<TraceLine> trace)
    {
        var (deciding, own) = (TraceSentences.Deciding(trace), trace.Where(l => l.PartnerId == partnerId && l.Step != AttributionStep.Cap).ToList());
        return new(
            Headline(row),
            deciding is null ? null : row.PartnerId == partnerId ? _lines.For(deciding) + Capped(trace) : Decided(deciding, own.Select(l => l.Code).ToHashSet()),
            [.. own.Where(l => l != deciding).Select(_lines.For)],
            Otherwise(row));
    }

    private string Headline(Conversion row) => row.Outcome switch
    {
        AttributionOutcome.Credited => row.PartnerId == partnerId ? "This order is credited to you." : "This order is credited to another partner.",
        AttributionOutcome.Unattributed or AttributionOutcome.Suppressed or AttributionOutcome.OtherChannel => "Nobody is credited for this order.",
        AttributionOutcome.AmbiguousOffer => "Nobody is credited for this order yet.",
    };

    // How much the shop takes in all is the shop's own figure.
    private static string Capped(IReadOnlyList<TraceLine> trace) => TraceSentences.Capped(trace)?.Reason switch
    {
        TraceReason.CapHeld => " The offer takes only so many, and that was reached before: the order waits for the shop's staff.",
        TraceReason.CapUnpaid => " The offer pays only for so many, and that was reached before: this order earns nothing.",
        _ => "",
    };

    private static string Decided(TraceLine line, HashSet<string?> ownCodes) => line.Reason switch
    {
        TraceReason.ExclusiveOwner => "An exclusive code of another partner was used. Such a code is credited whatever the click path.",
        TraceReason.CodeConflictLastClick => "Codes of different partners were used; the credited one also had the last click.",
        TraceReason.CodeConflictFirstListed => "Codes of different partners were used and none of their owners had the last click; the one listed first counts.",
        TraceReason.LastClick => IsCodeFirst(line) ? "Another partner had the last valid click, and no code that was used counted." : "Another partner had the last valid click, which goes before a code in this shop.",
        TraceReason.CodeOwner => IsCodeFirst(line) ? "The code that was used belongs to another partner, and codes go before clicks in this shop." : "The code that was used belongs to another partner, and no click counted.",
        TraceReason.DirectPartner => "The shop named another partner with the order.",
        TraceReason.CodeSuppressed => ownCodes.Contains(line.Code) ? $"The shop had suppressed code {line.Code} at that time." : "A code of the order was on the shop's list of suppressed codes.",
        TraceReason.OtherChannel => "The shop gives this order to another channel.",
        TraceReason.AmbiguousOffer => "The code stands on several offers and nothing says which one is meant: it waits for the shop's staff.",
        TraceReason.NoClaim or TraceReason.NothingSent => "Nothing that was sent with the order counts for any partner.",
        _ => throw new InvalidOperationException($"{line.Reason} decides nothing."),
    };

    private static bool IsCodeFirst(TraceLine line) => string.Equals(line.Subject, SnakeCase.Of(AttributionPriority.CouponCode), StringComparison.Ordinal);

    private string? Otherwise(Conversion row) => row switch
    {
        { SuppressedPartnerId: { } lost } when lost == partnerId => "Without the suppressed code it would have been credited to you.",
        _ when row.PartnerId == row.CounterfactualPartnerId => null,
        _ when row.PartnerId == partnerId => row.CounterfactualPartnerId is null ? "Without your exclusive code nobody would have been credited." : "Without your exclusive code another partner would have been credited.",
        _ when row.CounterfactualPartnerId == partnerId => "Without the other partner's exclusive code it would have been credited to you.",
        _ => null,
    };
}
