namespace CouponPortal.Domain.Coupons.Book;

/// <summary>A coupon's terms on their way into the book: the parts of <see cref="CouponTerms"/> without objects.</summary>
public readonly ref struct CouponLine
{
    public required int CouponId { get; init; }
    public required int AdvertiserId { get; init; }
    public required int OfferId { get; init; }
    public required CouponVisibility Visibility { get; init; }
    public required CouponStatus Status { get; init; }
    public DateTime? StartsAt { get; init; }
    public DateTime? EndsAt { get; init; }

    /// <summary>Ascending.</summary>
    public required ReadOnlySpan<int> PartnerIds { get; init; }

    /// <summary>Normal form.</summary>
    public required ReadOnlySpan<char> Code { get; init; }

    /// <summary>Since when these terms stand, inclusive; <see cref="DateTime.MinValue"/> = for ever.</summary>
    public DateTime From { get; init; }

    /// <param name="partners">Those of the terms. A code that cannot be sent is none; the period is kept for its time, in which nobody could use the coupon.</param>
    internal static CouponLine Of(int advertiserId, DateTime from, CouponTerms terms, int[] partners) => new()
    {
        CouponId = terms.CouponId,
        AdvertiserId = advertiserId,
        OfferId = terms.OfferId,
        Visibility = terms.Visibility,
        Status = terms.Status,
        StartsAt = terms.StartsAt,
        EndsAt = terms.EndsAt,
        PartnerIds = partners,
        Code = CouponRecord.CanBeSent(terms.Code) ? terms.Code : "",
        From = from,
    };
}
