using CouponPortal.Data.Rollups;

namespace CouponPortal.Features.Conversions;

/// <summary>A filter of orders, of their sums.</summary>
internal static class ConversionSums
{
    /// <summary>
    /// Whether sums by day, offer, partner, basis, status, currency and click have all that is filtered by. A code they have not: an order is also found by its
    /// Pub. Unique 3, and by a code that is no coupon.
    /// </summary>
    public static bool Fits(ConversionFilter filter) =>
        filter.OfferId != 0 && filter.PartnerId != 0 && filter.Currency?.Contains('\0') != true && filter == new ConversionFilter
        {
            AdvertiserId = filter.AdvertiserId,
            OfferId = filter.OfferId,
            PartnerId = filter.PartnerId,
            Status = filter.Status,
            Basis = filter.Basis,
            Currency = filter.Currency,
            HasClick = filter.HasClick,
            WithoutTests = filter.WithoutTests,
            Days = filter.Days,
            From = filter.From,
            To = filter.To,
        };

    /// <summary>All but the days.</summary>
    public static IQueryable<ConversionRollup> Of(ConversionFilter filter, IQueryable<ConversionRollup> sums)
    {
        var currency = filter.Currency?.Trim().ToUpperInvariant();
        sums = filter.OfferId is { } offer ? sums.Where(r => r.OfferId == offer) : sums;
        sums = filter.PartnerId is { } partner ? sums.Where(r => r.PartnerId == partner) : sums;
        sums = filter.Status is { } status ? sums.Where(r => r.Status == status) : sums;
        sums = filter.Basis is { } basis ? sums.Where(r => r.Basis == basis) : sums;
        sums = filter.HasClick is { } hasClick ? sums.Where(r => r.Clickless != hasClick) : sums;
        return string.IsNullOrEmpty(currency) ? sums : sums.Where(r => r.Currency == currency);
    }
}
