using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Coupons that an actor may see as staff: pages, API lists, single ones. Quick with a million of them; docs/performance.md has the figures.</summary>
public sealed class CouponList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>Where a list begins to be walked instead of sorted. Both ways give the same rows.</summary>
    internal int ShortList { get; init; } = 20_000;

    internal int MostCounted { get; init; } = 100_000;

    /// <summary>A page of the list; sorts by code, offer, partner or end, else newest first. Knows <see cref="PageRequest.FromEnd"/>.</summary>
    public async Task<Page<CouponRow>> FindAsync(Actor actor, CouponFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var match = await CouponMatch.OfAsync(db, actor, filter, now, cancel);
        var ids = await new CouponOrder(db, match, page, ShortList, MostCounted).IdsAsync(cancel);
        var rows = await CouponRows.ReadAsync(db, ids.Rows, now, cancel);
        return new(filter.Use is { } use ? await WithUseAsync(db, actor, use, rows, now, cancel) : rows, ids.Total, ids.Capped);
    }

    /// <summary>Coupons with an id above <paramref name="after"/>, by id.</summary>
    public async Task<Slice<CouponRow>> SliceAsync(Actor actor, CouponFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var match = await CouponMatch.OfAsync(db, actor, filter, now, cancel);
        var ids = await match.Found.Where(c => c.Id > (after ?? 0)).OrderBy(c => c.Id).Select(c => c.Id).ToSliceAsync(limit, id => id, cancel);
        return new(await CouponRows.ReadAsync(db, ids.Rows, now, cancel), ids.NextAfter);
    }

    /// <returns>Null for a missing or a foreign coupon.</returns>
    public async Task<CouponRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.Coupons.VisibleTo(actor).Where(c => c.Id == id).Select(c => c.Id).ToListAsync(cancel);
        return (await CouponRows.ReadAsync(db, found, Now, cancel)).SingleOrDefault();
    }

    private static async Task<IReadOnlyList<CouponRow>> WithUseAsync(PortalDbContext db, Actor actor, CouponUse use, IReadOnlyList<CouponRow> rows, DateTime now, CancellationToken cancel)
    {
        var figures = await CouponUses.FiguresAsync(db, actor, use, [.. rows.Select(r => r.Coupon.Id)], now, cancel);
        return [.. rows.Select(r => r with { Use = figures[r.Coupon.Id] })];
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;
}
