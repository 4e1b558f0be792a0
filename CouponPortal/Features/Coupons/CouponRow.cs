using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons;

/// <summary>What a coupon's state is to people: the status that staff set, and what the dates make of it.</summary>
public enum CouponState
{
    Active,
    Paused,
    Scheduled,
    Ended,
}

/// <summary>Something to choose or to name: a partner, an offer, an advertiser.</summary>
public sealed record Named(int Id, string Name);

/// <summary>A coupon with the names around it, as lists, forms and the API show it.</summary>
/// <param name="TimeZone">IANA name of the advertiser's zone.</param>
/// <param name="ExclusiveInEffect">Whether an Exclusive code of this advertiser beats the click path.</param>
/// <param name="Partners">The partner list by name.</param>
public sealed record CouponRow(
    Coupon Coupon,
    Named Advertiser,
    string TimeZone,
    bool ExclusiveInEffect,
    Named Offer,
    IReadOnlyList<Named> Partners,
    TrackingFacts Tracking,
    DateTime ReadAt)
{
    /// <summary>What it was lately used for; null where the list was not asked for that.</summary>
    public CouponUseFigures? Use { get; init; }

    public CouponState State => StateOf(Coupon.Terms(), ReadAt);

    /// <summary>The one owner; null for none or several.</summary>
    public Named? Owner => Partners.FirstOrDefault(p => p.Id == Coupon.OwnerId);

    public TrackingUrl TrackingUrl(string origin) => Domain.Coupons.TrackingUrl.For(Coupon.Terms(), Tracking, ReadAt, origin);

    public static CouponState StateOf(CouponTerms terms, DateTime at) => StateOf(terms.Status, terms.Started(at), terms.Ended(at));

    public static CouponState StateOf(in CouponStanding standing, DateTime at) => StateOf(standing.Status, standing.Started(at), standing.Ended(at));

    private static CouponState StateOf(CouponStatus status, bool started, bool ended) => (status, started, ended) switch
    {
        (CouponStatus.Paused, _, _) => CouponState.Paused,
        (_, _, true) => CouponState.Ended,
        (_, false, _) => CouponState.Scheduled,
        _ => CouponState.Active,
    };
}
