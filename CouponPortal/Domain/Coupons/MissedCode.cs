namespace CouponPortal.Domain.Coupons;

public enum MissedCodeState
{
    Open,

    /// <summary>Staff wants to hear no more of it; it is counted on.</summary>
    Ignored,

    /// <summary>Staff has made it a coupon.</summary>
    Bound,
}

/// <summary>A code that visitors typed and nobody has, with how often. Counted behind the visits, which are what they were.</summary>
public sealed class MissedCode
{
    /// <summary>Rows that wait for somebody, of one advertiser: of somebody who tries codes the rarest go first.</summary>
    public const int MostOpen = 1_000;

    /// <summary>Pages that led there, the most frequent first.</summary>
    public const int MostReferrers = 5;

    public int Id { get; set; }

    /// <summary>Whose tracking domain it was; null = the network's own, with several advertisers.</summary>
    public int? AdvertiserId { get; set; }

    /// <summary>Normal form.</summary>
    public string Code { get; set; } = "";
    public long Visits { get; set; }
    public DateTime FirstSeenAt { get; set; }
    public DateTime LastSeenAt { get; set; }

    /// <summary>A line each, "12 youtube.com"; see <see cref="MissedReferrers"/>.</summary>
    public string Referrers { get; set; } = "";
    public MissedCodeState State { get; set; }
}
