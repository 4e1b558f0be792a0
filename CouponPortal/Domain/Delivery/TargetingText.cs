using System.Globalization;

namespace CouponPortal.Domain.Delivery;

/// <summary>Whom an offer is for, in a line: “Country: only AT, DE. Device: all but desktop.”</summary>
public static class TargetingText
{
    private const int MostValues = 12;

    /// <returns>Empty for an offer that is for everybody.</returns>
    public static string Of(OfferTargeting targeting) => string.Join(' ', Enum.GetValues<TargetFact>().Select(fact => Line(targeting, fact)).OfType<string>());

    private static string? Line(OfferTargeting targeting, TargetFact fact) => (fact, targeting.RuleOf(fact)) switch
    {
        (TargetFact.Hours, _) => targeting.Hours is { } hours ? $"Hours: {Mode(hours.Mode)} {string.Join(", ", hours.Windows.Select(Window))} ({hours.TimeZone})." : null,
        (_, { Values.Count: 0 } rule) => rule.Unknown == UnknownRule.Refuse ? $"{Name(fact)}: only where it is known." : null,
        (_, { } rule) => $"{Name(fact)}: {Mode(rule.Mode)} {string.Join(", ", rule.Values.Take(MostValues))}{(rule.Values.Count > MostValues ? ", …" : "")}.",
        _ => null,
    };

    private static string Name(TargetFact fact) => fact == TargetFact.Os ? "System" : fact.ToString();

    private static string Mode(TargetMode mode) => mode == TargetMode.Allow ? "only" : "all but";

    private static string Window(HourWindow window) =>
        (window.Days.Count == 0 ? "" : string.Join('/', window.Days.Select(d => d.ToString()[..3])) + " ") + string.Create(CultureInfo.InvariantCulture, $"{window.From:00}–{window.To:00}");
}
