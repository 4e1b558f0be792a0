using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.LeakWatch;

/// <summary>What staff should know of a code beside its terms.</summary>
/// <param name="VisitsAfterEnd">Of the last <see cref="EndedVisits.Days"/> days; 0 while it has not ended.</param>
/// <param name="Leak">Null when it shows no sign.</param>
/// <param name="Successor">The newest; null without one.</param>
/// <param name="Former">The code that this one is the successor of; null for none.</param>
public sealed record CouponNews(long VisitsAfterEnd, LeakRow? Leak, CodeSuccessor? Successor, CodeSuccessor? Former);

public sealed class CodeNotices(IDbContextFactory<PortalDbContext> contexts, LeakList leaks, TimeProvider time)
{
    /// <param name="coupon">The actor's.</param>
    public async Task<CouponNews> OfAsync(Actor actor, Coupon coupon, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var visits = coupon.EndsAt <= now ? await EndedVisits.OfAsync(db, [(coupon.Id, coupon.AdvertiserId)], now, cancel) : null;
        var successors = await db.CodeSuccessors.AsNoTracking().VisibleTo(actor)
            .Where(s => s.AdvertiserId == coupon.AdvertiserId && (s.Code == coupon.NormalCode || s.NewCouponId == coupon.Id)).OrderBy(s => s.Id).ToListAsync(cancel);
        return new(visits?.GetValueOrDefault(coupon.Id) ?? 0, await leaks.OfCouponAsync(actor, coupon.Id, cancel), successors.FindLast(s => s.Code == coupon.NormalCode), successors.FindLast(s => s.NewCouponId == coupon.Id));
    }
}
