namespace CouponPortal.Domain.Delivery;

/// <summary>What comes of a sign.</summary>
public enum CheckMode
{
    /// <summary>As if it were not there.</summary>
    Off,

    /// <summary>Kept with the click, and nothing else.</summary>
    Mark,

    /// <summary>The click counts, and an order that is credited by it waits for staff.</summary>
    Hold,

    /// <summary>The visitor goes where all go, and nobody has the click.</summary>
    Block,
}

/// <summary>What an advertiser does about each sign (<see cref="VisitSigns"/>). Whoever has said nothing has these.</summary>
public sealed record ScreeningPolicy
{
    public const int MostDuplicateSeconds = 3600;
    public const int MostFloodPerMinute = 4_000;

    public CheckMode Robot { get; init; } = CheckMode.Block;

    public CheckMode LinkPreview { get; init; } = CheckMode.Block;

    public CheckMode Prefetch { get; init; } = CheckMode.Block;

    public CheckMode Head { get; init; } = CheckMode.Block;

    public CheckMode NotNavigation { get; init; } = CheckMode.Block;

    public CheckMode Duplicate { get; init; } = CheckMode.Mark;

    public CheckMode Flood { get; init; } = CheckMode.Hold;

    public CheckMode Blocked { get; init; } = CheckMode.Block;

    public CheckMode CodeScan { get; init; } = CheckMode.Mark;

    public CheckMode Automated { get; init; } = CheckMode.Mark;

    /// <summary>The same visitor on the same link again within so many seconds is a duplicate.</summary>
    public int DuplicateSeconds { get; init; } = 30;

    /// <summary>More visits of one link from one network in a minute are a flood. Many people of a mobile carrier share one.</summary>
    public int FloodPerMinute { get; init; } = 300;

    /// <summary>Addresses and CIDR blocks.</summary>
    public Values<string> BlockedAddresses { get; init; } = Values<string>.None;

    /// <summary>Pieces of a browser's text; case is one.</summary>
    public Values<string> BlockedAgents { get; init; } = Values<string>.None;

    /// <summary>Hosts, each with its subdomains.</summary>
    public Values<string> BlockedReferrers { get; init; } = Values<string>.None;

    /// <summary>Signs that follow from how often, and how many.</summary>
    public VisitSigns SignsOf(in Visit visit) =>
        (visit.SecondsSinceSame < DuplicateSeconds ? VisitSigns.Duplicate : VisitSigns.None) | (visit.InMinute > FloodPerMinute ? VisitSigns.Flood : VisitSigns.None);

    /// <param name="sign">One of them.</param>
    public CheckMode ModeOf(VisitSigns sign) => sign switch
    {
        VisitSigns.Robot => Robot,
        VisitSigns.LinkPreview => LinkPreview,
        VisitSigns.Prefetch => Prefetch,
        VisitSigns.Head => Head,
        VisitSigns.NotNavigation => NotNavigation,
        VisitSigns.Duplicate => Duplicate,
        VisitSigns.Flood => Flood,
        VisitSigns.Blocked => Blocked,
        VisitSigns.CodeScan => CodeScan,
        VisitSigns.Automated => Automated,
        _ => CheckMode.Off,
    };

    /// <summary>Those of <paramref name="signs"/> that are treated so, or more strictly.</summary>
    public VisitSigns AtLeast(CheckMode mode, VisitSigns signs)
    {
        var kept = VisitSigns.None;
        for (var rest = (int)signs; rest != 0; rest &= rest - 1)
        {
            var sign = (VisitSigns)(rest & -rest);
            kept |= ModeOf(sign) >= mode ? sign : VisitSigns.None;
        }

        return kept;
    }

    public override string ToString() => RuleText.Of(this);
}
