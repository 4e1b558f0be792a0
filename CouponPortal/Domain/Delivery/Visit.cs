namespace CouponPortal.Domain.Delivery;

/// <summary>What speaks against taking a visit for a person who follows a link. Stored with the click as a number: members are added at the end.</summary>
[Flags]
public enum VisitSigns
{
    None = 0,

    /// <summary>A crawler, a monitor, a script.</summary>
    Robot = 1,

    /// <summary>A chat or a network that draws a preview of the link.</summary>
    LinkPreview = 1 << 1,

    /// <summary>A browser that fetches beforehand what may be opened.</summary>
    Prefetch = 1 << 2,
    Head = 1 << 3,

    /// <summary>An image, a frame, a script or a fetch: nobody has come to a page.</summary>
    NotNavigation = 1 << 4,

    /// <summary>The same visitor has just opened the same link.</summary>
    Duplicate = 1 << 5,

    /// <summary>More visits of one link from one network than people make.</summary>
    Flood = 1 << 6,

    /// <summary>On one of the advertiser's blocked lists.</summary>
    Blocked = 1 << 7,

    /// <summary>Somebody who tries codes.</summary>
    CodeScan = 1 << 8,

    /// <summary>A browser that a program steers: a test, an assistant that shops for a person, or a fraud who has not hidden it.</summary>
    Automated = 1 << 9,
}

/// <summary>All that a visit is asked. Null is not known, which rules treat as such and never as a value.</summary>
public readonly record struct Visit
{
    /// <summary>UTC.</summary>
    public required DateTime Now { get; init; }

    /// <summary>Two letters, upper case (ISO 3166-1).</summary>
    public string? Country { get; init; }

    /// <summary>With its country, upper case (ISO 3166-2), e.g. <c>US-CA</c>.</summary>
    public string? Region { get; init; }

    /// <summary>One of <see cref="VisitorAgent.Devices"/>.</summary>
    public string? Device { get; init; }

    /// <summary>One of <see cref="VisitorAgent.Systems"/>.</summary>
    public string? Os { get; init; }

    /// <summary>One of <see cref="VisitorAgent.Browsers"/>.</summary>
    public string? Browser { get; init; }

    /// <summary>Primary subtag of the language that the visitor likes best, lower case, e.g. <c>de</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Host of the page that the visitor comes from, lower case.</summary>
    public string? Referrer { get; init; }

    /// <summary>Whether this browser has been here before; null where nothing is remembered.</summary>
    public bool? IsReturning { get; init; }

    /// <summary>What the request itself, and what came before it, speak against a person.</summary>
    public VisitSigns Signs { get; init; }

    /// <summary>From where the visitor comes, behind proxies that are trusted. Never stored.</summary>
    public System.Net.IPAddress? Address { get; init; }

    /// <summary>Whole, as sent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Seconds since the same visitor opened the same link; null = not lately, or not asked.</summary>
    public int? SecondsSinceSame { get; init; }

    /// <summary>Visits of this link from this network (/24, /48) in the present minute, this one included; 0 = not asked.</summary>
    public int InMinute { get; init; }

    /// <summary>Any number: decides among the weighted targets of a SmartSwitch step. The engine itself throws no dice.</summary>
    public int Chance { get; init; }

    /// <summary>A visit of which nothing but its time is known.</summary>
    public static Visit At(DateTime now) => new() { Now = now };
}
