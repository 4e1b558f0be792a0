using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.ScanTool;

/// <summary>Which domain a link is on.</summary>
public enum ScannedDomain
{
    /// <summary>An advertiser's own.</summary>
    Own,

    /// <summary>The network's default.</summary>
    Network,

    /// <summary>Known to nobody here: whoever is led here by it is answered as on the network's.</summary>
    Other,
}

/// <summary>The coupon that a link means.</summary>
/// <param name="OwnerId">The one partner who wins by it; null where there is none.</param>
public sealed record ScannedCoupon(int Id, string Code, int OfferId, CouponVisibility Visibility, CouponStatus Status, int? OwnerId);

/// <summary>What a visit of a link comes to, step by step. Nothing of it is recorded.</summary>
/// <param name="AdvertiserId">Null when the code is nobody's, or the offer is none.</param>
/// <param name="OfferId">That serves; else the one that was meant.</param>
/// <param name="Signs">Those that the advertiser looks at.</param>
/// <param name="Checks">Each with what came of it, in order.</param>
/// <param name="Chain">Who was asked to serve and why not.</param>
/// <param name="Destination">With its macros filled in; null = the plain page. Its click id is <see cref="SampleClickId"/>.</param>
public sealed record Scan(
    ScannedLink Link, ScannedDomain Domain, Visit Visit, string UserAgent, VisitOutcome Outcome, int? AdvertiserId, int? OfferId, int? PartnerId, ScannedCoupon? Coupon, VisitSigns Signs, bool IsHeld,
    IReadOnlyList<(VisitCheck Check, CheckVerdict Verdict)> Checks, IReadOnlyList<ChainLink> Chain, string? Destination)
{
    /// <summary>Stands where a real visit has its click id.</summary>
    public const string SampleClickId = "00000000000000000000000000000000";

    /// <summary>In a sentence.</summary>
    public string Summary => (Outcome, Destination) switch
    {
        (VisitOutcome.Delivered, not null) => "The visitor is sent on, and the partner has the click.",
        (VisitOutcome.Delivered, null) => "The partner has the click, but there is no valid address to send the visitor to: a plain page is shown.",
        (VisitOutcome.NoOwner, _) => "The visitor is sent on; the code names no single partner, so nobody has the click.",
        (_, not null) => "The visitor is sent on, and nobody has the click.",
        _ => "The visitor sees the plain page, and nobody has the click.",
    };
}
