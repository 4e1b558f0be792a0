namespace CouponPortal.Features.ScanTool.Following;

/// <summary>What is odd about a step of a chain of redirects.</summary>
public enum HopNote
{
    /// <summary>From an encrypted address to one that is not: whoever is in between reads the click id.</summary>
    Downgrade,

    /// <summary>Another host than the one before.</summary>
    OtherHost,

    /// <summary>The address before had the click id, this one has not: the shop may not be able to report it.</summary>
    ClickIdLost,
}

/// <summary>Why a chain ends.</summary>
public enum HopEnd
{
    /// <summary>A page was answered.</summary>
    Arrived,

    /// <summary>The page answered that there is none, or that it has failed.</summary>
    Error,
    Loop,
    TooMany,

    /// <summary>No answer in time, or none at all.</summary>
    NoAnswer,

    /// <summary>The address is not to be called: no http address, another port, or a private network.</summary>
    Refused,

    /// <summary>It leads to a tracking domain, where a call would count as a click.</summary>
    TrackingDomain,
}

/// <summary>One address that was asked.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Next">Where it leads; null at the end.</param>
/// <param name="End">Null when the next address is asked.</param>
/// <param name="Detail">For people; empty when there is nothing to say.</param>
public sealed record Hop(int Number, string Url, int? Status, int Milliseconds, string? Next, IReadOnlyList<HopNote> Notes, HopEnd? End, string Detail);
