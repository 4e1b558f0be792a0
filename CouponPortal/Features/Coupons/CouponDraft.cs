using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Descriptions;

namespace CouponPortal.Features.Coupons;

/// <summary>The whole editable state of a coupon, as a form or an API body gives it.</summary>
public sealed record CouponDraft
{
    /// <summary>As typed; surrounding blanks do not count.</summary>
    public string Code { get; init; } = "";

    /// <summary>Only checked against the offer's advertiser; null = whatever that is.</summary>
    public int? AdvertiserId { get; init; }
    public int OfferId { get; init; }
    public CouponVisibility Visibility { get; init; } = CouponVisibility.Private;
    public IReadOnlyList<int> PartnerIds { get; init; } = [];
    public CouponStatus Status { get; init; } = CouponStatus.Active;
    public DateOnly? StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public string Description { get; init; } = "";
    public bool IsDescriptionPlainText { get; init; } = true;
    public string InternalNote { get; init; } = "";

    /// <summary>The version the editor started from; a save over a newer one is refused.</summary>
    public int Version { get; init; }

    public static CouponDraft Of(Coupon coupon) => new()
    {
        Code = coupon.Code,
        OfferId = coupon.OfferId,
        Visibility = coupon.Visibility,
        PartnerIds = coupon.PartnerIds,
        Status = coupon.Status,
        StartDate = coupon.StartDate,
        EndDate = coupon.EndDate,
        Description = coupon.Description,
        IsDescriptionPlainText = coupon.IsDescriptionPlainText,
        InternalNote = coupon.InternalNote,
        Version = coupon.Version,
    };

    /// <summary>As it is stored: blanks around the code gone, partners once each, the description cleaned.</summary>
    /// <param name="description">What became of the description.</param>
    public CouponDraft Tidied(out CleanDescription description)
    {
        description = DescriptionHtml.Clean(Description, IsDescriptionPlainText);
        return this with { Code = Code.Trim(), PartnerIds = PartnerIds.Count < 2 ? PartnerIds : [.. PartnerIds.Distinct().Order()], Description = description.Text };
    }

    /// <summary>Whether a save would change nothing. The version does not count: it says who saw what, not what the coupon is.</summary>
    public bool SameAs(CouponDraft other) =>
        PartnerIds.SequenceEqual(other.PartnerIds) && this with { PartnerIds = other.PartnerIds, Version = other.Version, AdvertiserId = other.AdvertiserId } == other;

    /// <summary>The terms that the coupon would have, days as instants of the advertiser's zone.</summary>
    public CouponTerms Terms(int couponId, TimeZoneInfo zone) => Terms(couponId, day => LocalDays.StartUtc(day, zone), day => LocalDays.EndUtc(day, zone));

    /// <param name="startOf">The UTC instant at which a day starts.</param>
    /// <param name="endOf">The UTC instant after a day.</param>
    public CouponTerms Terms(int couponId, Func<DateOnly, DateTime> startOf, Func<DateOnly, DateTime> endOf) => new(
        couponId,
        Code.Trim().ToUpperInvariant(),
        OfferId,
        Visibility,
        Status,
        StartDate is { } start ? startOf(start) : null,
        EndDate is { } end ? endOf(end) : null,
        PartnerIds.Count < 2 ? PartnerIds : [.. PartnerIds.Distinct().Order()]);
}
