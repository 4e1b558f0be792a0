using CouponPortal.Domain.Attribution;

namespace CouponPortal.Features.Inbox.Codes;

/// <summary>An amount in minor units.</summary>
public sealed record GroupMoney(string Currency, long Amount);

/// <summary>A coupon whose code is, or looks like, the one that was sent.</summary>
/// <param name="Partner">The one owner's name; null for none or several.</param>
public sealed record NearCoupon(int CouponId, string Code, int OfferId, string Offer, string? Partner);

/// <summary>Orders that came with a code and went to nobody.</summary>
/// <param name="Code">Normal form where it has one, else as sent.</param>
/// <param name="Money">What is left of them after reversals.</param>
/// <param name="Own">Coupons of this very code now: the code is known, and something else stood in the way.</param>
/// <param name="Nearest">Coupons of codes that people could take for it, the likeliest first.</param>
public sealed record CodeGroup(
    int AdvertiserId, string Code, AttributionOutcome Outcome, int Orders, IReadOnlyList<GroupMoney> Money, DateTime FirstAt, DateTime LastAt,
    IReadOnlyList<NearCoupon> Own, IReadOnlyList<NearCoupon> Nearest)
{
    public string Href => $"inbox/codes?advertiser_id={AdvertiserId}&outcome={Domain.SnakeCase.Of(Outcome)}&code={Uri.EscapeDataString(Code)}";
}
