using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Bulk acts that an actor may see as staff.</summary>
public sealed class CouponBatchList(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>A page of the list, newest first.</summary>
    public async Task<Page<CouponBatch>> FindAsync(Actor actor, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.CouponBatches.AsNoTracking().VisibleTo(actor).OrderByDescending(b => b.Id).ToPageAsync(page, cancel);
    }

    /// <summary>Batches with an id above <paramref name="after"/>, by id.</summary>
    public async Task<Slice<CouponBatch>> SliceAsync(Actor actor, int? advertiserId, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = db.CouponBatches.AsNoTracking().VisibleTo(actor).Where(b => b.Id > (after ?? 0) && (advertiserId == null || b.AdvertiserId == advertiserId));
        return await rows.OrderBy(b => b.Id).ToSliceAsync(limit, b => b.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign batch.</returns>
    public async Task<CouponBatch?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.CouponBatches.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == id, cancel);
    }

    /// <summary>Names of the advertisers, as far as the actor sees them, by id.</summary>
    public async Task<Dictionary<int, string>> AdvertiserNamesAsync(Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
    }

    /// <summary>A page of the coupons that an undo of the batch left as they are, by id, each with its reason; none for a foreign batch.</summary>
    public async Task<Page<LeftCoupon>> LeftAsync(Actor actor, int id, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var mine = db.CouponBatches.VisibleTo(actor).Where(b => b.Id == id);
        return await db.CouponBatchRows.Where(r => r.Left != "" && mine.Any(b => b.Id == r.BatchId))
            .OrderBy(r => r.CouponId)
            .Select(r => new LeftCoupon(r.CouponId, db.Coupons.Where(c => c.Id == r.CouponId).Select(c => c.Code).FirstOrDefault(), r.Left))
            .ToPageAsync(page, cancel);
    }
}

/// <summary>A coupon that an undo left as it is.</summary>
/// <param name="Code">Null when the coupon is gone since.</param>
/// <param name="Reason">A sentence.</param>
public sealed record LeftCoupon(int CouponId, string? Code, string Reason);
