using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons;

/// <summary>What a list of coupons is narrowed to; null = everything.</summary>
/// <param name="Text">Part of the code, without regard to case; of description and internal note as well where the other filters leave few coupons.</param>
/// <param name="Code">The whole code, without regard to case.</param>
/// <param name="PartnerId">On the partner list, alone or with others.</param>
/// <param name="Status">As staff set it.</param>
/// <param name="State">As the dates make it.</param>
/// <param name="Unassigned">Private codes that wait for a partner: the pool.</param>
/// <param name="BatchId">Made by this batch.</param>
/// <param name="Use">Whose dates and orders disagree.</param>
/// <param name="Ids">These coupons; few.</param>
public sealed record CouponFilter(
    string? Text = null,
    string? Code = null,
    int? AdvertiserId = null,
    int? OfferId = null,
    int? PartnerId = null,
    CouponVisibility? Visibility = null,
    CouponStatus? Status = null,
    CouponState? State = null,
    bool Unassigned = false,
    int? BatchId = null,
    IReadOnlyList<int>? Ids = null,
    CouponUse? Use = null);
