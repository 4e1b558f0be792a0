using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>
/// Finds coupons whose dates and orders disagree. Orders and clicks are read by a range of their time-ordered key, the one way that stays quick; so both
/// count by their arrival.
/// </summary>
public static class CouponUses
{
    /// <summary>How far ahead an end is near, and how far back an order or click is recent.</summary>
    public const int Days = 14;

    /// <summary>More make no list that somebody works through.</summary>
    public const int Most = 1_000;

    /// <param name="now">UTC.</param>
    /// <param name="clicks">False leaves clicks out: a look at them costs more than the dashboard should.</param>
    /// <returns>Ids, at most <see cref="Most"/>.</returns>
    public static async Task<int[]> IdsAsync(PortalDbContext db, Actor actor, CouponUse use, DateTime now, bool clicks, CancellationToken cancel)
    {
        var ids = use switch
        {
            CouponUse.EndingEarning => await EndingEarning(db, actor, now).OrderBy(c => c.EndsAt).ThenBy(c => c.Id).Take(Most).Select(c => c.Id).ToListAsync(cancel),
            CouponUse.EndedUsed => await EndedOrdered(db, actor, now).OrderByDescending(c => c.EndsAt).ThenBy(c => c.Id).Take(Most).Select(c => c.Id).ToListAsync(cancel),
        };
        if (use == CouponUse.EndedUsed && clicks)
        {
            ids.AddRange(await EndedClicked(db, actor, now).OrderByDescending(c => c.EndsAt).ThenBy(c => c.Id).Take(Most).Select(c => c.Id).ToListAsync(cancel));
        }

        return [.. ids.Distinct().Take(Most)];
    }

    /// <summary>What the coupons were used for in the last <see cref="Days"/> days: since their end, when they have ended.</summary>
    /// <param name="ids">Few, and the actor's.</param>
    public static async Task<IReadOnlyDictionary<int, CouponUseFigures>> FiguresAsync(
        PortalDbContext db, Actor actor, CouponUse use, IReadOnlyCollection<int> ids, DateTime now, CancellationToken cancel)
    {
        var coupons = db.Coupons.Where(c => ids.Contains(c.Id));
        var ordered = use == CouponUse.EndingEarning
            ? coupons.Join(Earning(db, actor, now), c => c.Id, o => o.CouponId!.Value, (c, o) => new { c.Id, o.OrderTime })
            : coupons.Join(Orders(db, actor, now), c => new { c.AdvertiserId, Code = c.NormalCode }, o => new { o.AdvertiserId, Code = o.CouponCode! }, (c, o) => new { c.Id, c.EndsAt, o.OrderTime })
                .Where(x => x.OrderTime >= x.EndsAt).Select(x => new { x.Id, x.OrderTime });
        var orders = await ordered.GroupBy(o => o.Id).Select(g => new { g.Key, Count = g.Count(), Last = g.Max(o => o.OrderTime) }).ToDictionaryAsync(g => g.Key, cancel);
        var clicked = use == CouponUse.EndingEarning
            ? []
            : await Visits(db, actor, now).Where(v => ids.Contains(v.CouponId!.Value)).GroupBy(v => v.CouponId!.Value).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return ids.Distinct().ToDictionary(id => id, id => new CouponUseFigures(orders.GetValueOrDefault(id)?.Count ?? 0, orders.GetValueOrDefault(id)?.Last, clicked.GetValueOrDefault(id)));
    }

    private static IQueryable<Coupon> EndingEarning(PortalDbContext db, Actor actor, DateTime now)
    {
        var soon = now.AddDays(Days);
        var earning = Earning(db, actor, now).Select(o => o.CouponId!.Value);
        return db.Coupons.VisibleTo(actor).Where(c => c.Status == CouponStatus.Active && c.EndsAt > now && c.EndsAt <= soon && earning.Contains(c.Id));
    }

    private static IQueryable<Coupon> EndedOrdered(PortalDbContext db, Actor actor, DateTime now)
    {
        // + 0: SQLite would read the whole index of the advertisers, to have the groups sorted, instead of two weeks of keys.
        var codes = Orders(db, actor, now).GroupBy(o => new { AdvertiserId = o.AdvertiserId + 0, o.CouponCode }).Select(g => new { g.Key.AdvertiserId, Code = g.Key.CouponCode!, Last = g.Max(o => o.OrderTime) });
        return Ended(db, actor, now).Join(codes, c => new { c.AdvertiserId, Code = c.NormalCode }, o => new { o.AdvertiserId, o.Code }, (c, o) => new { Coupon = c, o.Last })
            .Where(x => x.Last >= x.Coupon.EndsAt).Select(x => x.Coupon);
    }

    private static IQueryable<Coupon> EndedClicked(PortalDbContext db, Actor actor, DateTime now)
    {
        var clicked = Visits(db, actor, now).Select(v => v.CouponId!.Value);
        return Ended(db, actor, now).Where(c => clicked.Contains(c.Id));
    }

    // A code that goes on as another coupon (of a new owner, say) is used as it should be.
    private static IQueryable<Coupon> Ended(PortalDbContext db, Actor actor, DateTime now) => db.Coupons.VisibleTo(actor).Where(c => c.EndsAt <= now
        && !db.Coupons.Any(o => o.AdvertiserId == c.AdvertiserId && o.NormalCode == c.NormalCode && o.Id != c.Id && o.Status == CouponStatus.Active && (o.EndsAt == null || o.EndsAt > now)));

    private static IQueryable<Conversion> Orders(PortalDbContext db, Actor actor, DateTime now)
    {
        var first = EventKey.First(now.AddDays(-Days));
        return db.Conversions.VisibleTo(actor).Where(o => o.Id >= first && o.CouponCode != null && o.Status != ConversionStatus.Invalid && (o.Flags & ConversionFlags.Test) == ConversionFlags.None);
    }

    private static IQueryable<Conversion> Earning(PortalDbContext db, Actor actor, DateTime now) =>
        Orders(db, actor, now).Where(o => o.CouponId != null && o.PartnerId != null && o.Status != ConversionStatus.Rejected);

    // The visit has the coupon whose end it met.
    private static IQueryable<Click> Visits(PortalDbContext db, Actor actor, DateTime now)
    {
        var first = EventKey.First(now.AddDays(-Days));
        return db.Clicks.VisibleTo(actor).Where(v => v.Id >= first && v.Outcome == VisitOutcome.Ended && v.CouponId != null);
    }
}
