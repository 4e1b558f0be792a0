namespace CouponPortal.Domain.Delivery;

/// <summary>What one rule of an offer's targeting says of a visitor.</summary>
/// <param name="Value">The visitor's; null = not known, and for hours.</param>
public readonly record struct TargetVerdict(TargetFact Fact, string? Value, bool LetsIn);

/// <summary>Every rule asked, also behind the one that keeps the visitor out: for people who want to know why. A visit itself stops at the first (<see cref="OfferTargeting.FaultOf"/>).</summary>
public static class TargetingVerdicts
{
    public static IReadOnlyList<TargetVerdict> Of(OfferTargeting targeting, in Visit visit)
    {
        var verdicts = new List<TargetVerdict>();
        foreach (var fact in Enum.GetValues<TargetFact>())
        {
            var value = ValueOf(visit, fact);
            var letsIn = fact switch
            {
                TargetFact.Hours => targeting.Hours?.LetsIn(visit.Now),
                TargetFact.Referrer => targeting.Referrer?.LetsInHost(value),
                _ => targeting.RuleOf(fact)?.LetsIn(value),
            };
            if (letsIn is { } answer)
            {
                verdicts.Add(new(fact, value, answer));
            }
        }

        return verdicts;
    }

    /// <returns>Null where it is not known, and for hours, which are no text.</returns>
    public static string? ValueOf(in Visit visit, TargetFact fact) => fact switch
    {
        TargetFact.Country => visit.Country,
        TargetFact.Region => visit.Region,
        TargetFact.Device => visit.Device,
        TargetFact.Os => visit.Os,
        TargetFact.Browser => visit.Browser,
        TargetFact.Language => visit.Language,
        TargetFact.Referrer => visit.Referrer,
        TargetFact.Visitor => OfferTargeting.VisitorOf(visit),
        TargetFact.Hours => null,
    };
}
