using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Which of the coupons that a batch created a click or an order used since.</summary>
internal sealed class UsedCoupons(CouponBatch batch)
{
    // An event has its key before it is stored; one with an earlier key may show up this much later.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private readonly HashSet<int> _used = [];
    private DateTime _since = batch.MadeAt;

    public bool Contains(int couponId) => _used.Contains(couponId);

    /// <summary>Reads what came since it was last asked: a range of the time-ordered keys.</summary>
    public async Task ReadAsync(PortalDbContext db, DateTime now, CancellationToken cancel)
    {
        if (batch is not { FirstCouponId: { } first, LastCouponId: { } last })
        {
            return;
        }

        var from = EventKey.First(_since);
        _used.UnionWith(await db.Clicks.Where(c => c.Id >= from && c.CouponId >= first && c.CouponId <= last).Select(c => c.CouponId!.Value).Distinct().ToListAsync(cancel));
        _used.UnionWith(await db.Conversions.Where(c => c.AdvertiserId == batch.AdvertiserId && c.Id >= from && c.CouponId >= first && c.CouponId <= last)
            .Select(c => c.CouponId!.Value).Distinct().ToListAsync(cancel));
        _since = now - Late;
    }
}
