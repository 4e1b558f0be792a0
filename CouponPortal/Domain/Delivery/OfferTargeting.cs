namespace CouponPortal.Domain.Delivery;

/// <summary>What of a visitor targeting looks at, in this order.</summary>
public enum TargetFact
{
    Country,
    Region,
    Device,
    Os,
    Browser,
    Language,
    Referrer,
    Visitor,
    Hours,
}

/// <summary>Whom an offer is for. What has no rule is not asked.</summary>
public sealed record OfferTargeting
{
    public const string NewVisitor = "new";
    public const string ReturningVisitor = "returning";

    public TargetRule? Country { get; init; }

    public TargetRule? Region { get; init; }

    public TargetRule? Device { get; init; }

    public TargetRule? Os { get; init; }

    public TargetRule? Browser { get; init; }

    public TargetRule? Language { get; init; }

    /// <summary>Hosts, each with its subdomains.</summary>
    public TargetRule? Referrer { get; init; }

    /// <summary><see cref="NewVisitor"/>, <see cref="ReturningVisitor"/>.</summary>
    public TargetRule? Visitor { get; init; }

    public TargetHours? Hours { get; init; }

    public static OfferTargeting None { get; } = new();

    /// <summary>The first fact whose rule keeps the visitor out; null when none does.</summary>
    public TargetFact? FaultOf(in Visit visit) =>
        Country?.LetsIn(visit.Country) == false ? TargetFact.Country
        : Region?.LetsIn(visit.Region) == false ? TargetFact.Region
        : Device?.LetsIn(visit.Device) == false ? TargetFact.Device
        : Os?.LetsIn(visit.Os) == false ? TargetFact.Os
        : Browser?.LetsIn(visit.Browser) == false ? TargetFact.Browser
        : Language?.LetsIn(visit.Language) == false ? TargetFact.Language
        : Referrer?.LetsInHost(visit.Referrer) == false ? TargetFact.Referrer
        : Visitor?.LetsIn(VisitorOf(visit)) == false ? TargetFact.Visitor
        : Hours?.LetsIn(visit.Now) == false ? TargetFact.Hours
        : null;

    public TargetRule? RuleOf(TargetFact fact) => fact switch
    {
        TargetFact.Country => Country,
        TargetFact.Region => Region,
        TargetFact.Device => Device,
        TargetFact.Os => Os,
        TargetFact.Browser => Browser,
        TargetFact.Language => Language,
        TargetFact.Referrer => Referrer,
        TargetFact.Visitor => Visitor,
        TargetFact.Hours => null,
    };

    internal static string? VisitorOf(in Visit visit) => visit.IsReturning switch { null => null, true => ReturningVisitor, false => NewVisitor };

    public override string ToString() => RuleText.Of(this);
}
