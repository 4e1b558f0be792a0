using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Visits of codes after their end: people still hear them in an old video. From rollups, so that pages pay nothing for it.</summary>
public static class EndedVisits
{
    /// <summary>Days back that are looked at, in each advertiser's own zone.</summary>
    public const int Days = 28;

    /// <summary>The coupons that ended and were visited most since, the most visited first.</summary>
    /// <param name="shops">The actor's.</param>
    /// <param name="coupons">The actor's.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Coupon id, code as it is shown, visits of the last <see cref="Days"/> days.</returns>
    public static async Task<IReadOnlyList<(int CouponId, string Code, long Visits)>> TopAsync(PortalDbContext db, IQueryable<Advertiser> shops, IQueryable<Coupon> coupons, DateTime now, int most, CancellationToken cancel)
    {
        var since = LocalDays.DayOf(now, TimeZoneInfo.Utc).DayNumber - Days;

        // Named one by one they are ranges of the key; without them the engine would walk through every day of every advertiser.
        var advertisers = await shops.Select(a => a.Id).ToListAsync(cancel);
        var found = await db.ClickRollups.Where(r => advertisers.Contains(r.AdvertiserId) && r.Day > since && r.Outcome == VisitOutcome.Ended)
            .GroupBy(r => r.CouponId).Select(g => new { CouponId = g.Key, Visits = g.Sum(r => r.Clicks) })
            .Join(coupons.Where(c => c.EndsAt <= now), r => r.CouponId, c => c.Id, (r, c) => new { c.Id, c.Code, r.Visits })
            .OrderByDescending(r => r.Visits).ThenBy(r => r.Id).Take(most).ToListAsync(cancel);
        return [.. found.Select(f => (f.Id, f.Code, f.Visits))];
    }

    /// <summary>The same of a few coupons, by id; those without visits are not there.</summary>
    /// <param name="coupons">Ids with their advertisers: ended ones.</param>
    public static async Task<IReadOnlyDictionary<int, long>> OfAsync(PortalDbContext db, IReadOnlyCollection<(int CouponId, int AdvertiserId)> coupons, DateTime now, CancellationToken cancel)
    {
        if (coupons.Count == 0)
        {
            return new Dictionary<int, long>();
        }

        var since = LocalDays.DayOf(now, TimeZoneInfo.Utc).DayNumber - Days;
        int[] ids = [.. coupons.Select(c => c.CouponId)];
        int[] advertisers = [.. coupons.Select(c => c.AdvertiserId).Distinct()];
        return await db.ClickRollups.Where(r => advertisers.Contains(r.AdvertiserId) && r.Day > since && ids.Contains(r.CouponId) && r.Outcome == VisitOutcome.Ended)
            .GroupBy(r => r.CouponId).Select(g => new { g.Key, Visits = g.Sum(r => r.Clicks) }).ToDictionaryAsync(g => g.Key, g => g.Visits, cancel);
    }
}
