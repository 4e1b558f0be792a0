namespace CouponPortal.Domain.Coupons;

/// <summary>What a coupon is at one instant, as a value: a visit is judged by it without an object being made.</summary>
/// <param name="StartsAt">UTC, inclusive; null = always was.</param>
/// <param name="EndsAt">UTC, exclusive; null = never ends.</param>
/// <param name="PartnerCount">Length of the partner list.</param>
/// <param name="OwnerId">The partner who wins by this code (<see cref="CouponTerms.OwnerId"/>).</param>
public readonly record struct CouponStanding(
    int CouponId,
    int OfferId,
    CouponVisibility Visibility,
    CouponStatus Status,
    DateTime? StartsAt,
    DateTime? EndsAt,
    int PartnerCount,
    int? OwnerId)
{
    public bool Started(DateTime at) => StartsAt is null || at >= StartsAt;

    public bool Ended(DateTime at) => EndsAt is not null && at >= EndsAt;
}
