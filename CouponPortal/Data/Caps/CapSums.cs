using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Caps;

/// <summary>What rollups have of some days. "None" is 0.</summary>
/// <param name="Currency">Of <paramref name="Payout"/>; null with clicks.</param>
internal sealed record CapSum(int OfferId, int PartnerId, int CouponId, string? Currency, long Count, long Payout)
{
    public int SubjectOf(CapScope scope) => scope switch
    {
        CapScope.Offer => 0,
        CapScope.Partner => PartnerId,
        CapScope.Coupon => CouponId,
    };
}

/// <summary>Reads the use of caps out of the rollups, which the writers keep in the transaction of each event: they are never behind what is stored.</summary>
internal static class CapSums
{
    /// <summary>Visits that were sent to the offers.</summary>
    public static Task<List<CapSum>> ClicksAsync(PortalDbContext db, IReadOnlyCollection<int> advertisers, IReadOnlyCollection<int> offers, CapWindow window, CancellationToken cancel)
    {
        var (first, last) = (window.First.DayNumber, window.Last.DayNumber);
        return db.ClickRollups.AsNoTracking()
            .Where(r => advertisers.Contains(r.AdvertiserId) && r.Day >= first && r.Day <= last && offers.Contains(r.OfferId) && (r.Outcome == VisitOutcome.Delivered || r.Outcome == VisitOutcome.NoOwner))
            .GroupBy(r => new { r.OfferId, r.PartnerId, r.CouponId })
            .Select(g => new CapSum(g.Key.OfferId, g.Key.PartnerId, g.Key.CouponId, null, g.Sum(r => r.Clicks), 0)).ToListAsync(cancel);
    }

    /// <summary>Credited orders that stand or wait.</summary>
    public static Task<List<CapSum>> OrdersAsync(PortalDbContext db, IReadOnlyCollection<int> advertisers, IReadOnlyCollection<int> offers, CapWindow window, CancellationToken cancel)
    {
        var (first, last) = (window.First.DayNumber, window.Last.DayNumber);
        return db.ConversionRollups.AsNoTracking()
            .Where(r => advertisers.Contains(r.AdvertiserId) && r.Day >= first && r.Day <= last && offers.Contains(r.OfferId) && r.PartnerId != 0
                && (r.Status == ConversionStatus.Approved || r.Status == ConversionStatus.Pending))
            .GroupBy(r => new { r.OfferId, r.PartnerId, r.CouponId, r.Currency })
            .Select(g => new CapSum(g.Key.OfferId, g.Key.PartnerId, g.Key.CouponId, g.Key.Currency, g.Sum(r => r.Orders), g.Sum(r => r.Payout))).ToListAsync(cancel);
    }

    /// <summary>The figure that a limit is about, by partner or coupon.</summary>
    /// <param name="currency">The offer's: payouts in others are in no cap.</param>
    public static Dictionary<int, long> Of(CapLimit limit, IEnumerable<CapSum> sums, string currency)
    {
        var found = new Dictionary<int, long>();
        foreach (var sum in sums)
        {
            var subject = sum.SubjectOf(limit.Scope);
            var figure = limit.Metric != CapMetric.Payout ? sum.Count : string.Equals(sum.Currency, currency, StringComparison.Ordinal) ? sum.Payout : 0;
            if (limit.Scope == CapScope.Offer || subject != 0)
            {
                found[subject] = found.GetValueOrDefault(subject) + figure;
            }
        }

        return found;
    }
}
