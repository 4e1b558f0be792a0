using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Coupons that an actor may see as staff: pages, API lists, single ones. Quick with a million of them; docs/performance.md has the figures.</summary>
public sealed class CouponList(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    /// <summary>A page of the list; sorts by code, offer, partner or end, else newest first. Knows <see cref="PageRequest.FromEnd"/>.</summary>
    public async Task<Page<CouponRow>> FindAsync(Actor actor, CouponFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var match = await CouponMatch.OfAsync(db, catalog, actor, filter, now, cancel);
        var rows = await CouponRows.ReadAsync(db, actor, await CouponOrder.PageAsync(db, match, page, cancel), now, cancel);
        return new(filter.Use is { } use ? await WithUseAsync(db, actor, use, rows, now, cancel) : rows, match.Count);
    }

    /// <summary>Coupons with an id above <paramref name="after"/>, by id.</summary>
    public async Task<Slice<CouponRow>> SliceAsync(Actor actor, CouponFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var first = (int)Math.Clamp((after ?? 0) + 1, 0, int.MaxValue);
        var ids = await CouponMatch.SliceAsync(db, catalog, actor, filter, now, first, limit + 1, cancel);
        var rows = await CouponRows.ReadAsync(db, actor, [.. ids.Take(limit)], now, cancel);
        return new(rows, ids.Count > limit ? ids[limit - 1] : null);
    }

    /// <returns>Null for a missing or a foreign coupon.</returns>
    public async Task<CouponRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await CouponRows.ReadAsync(db, actor, [id], Now, cancel)).SingleOrDefault();
    }

    private static async Task<IReadOnlyList<CouponRow>> WithUseAsync(PortalDbContext db, Actor actor, CouponUse use, IReadOnlyList<CouponRow> rows, DateTime now, CancellationToken cancel)
    {
        var figures = await CouponUses.FiguresAsync(db, actor, use, [.. rows.Select(r => r.Coupon.Id)], now, cancel);
        return [.. rows.Select(r => r with { Use = figures[r.Coupon.Id] })];
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;
}
