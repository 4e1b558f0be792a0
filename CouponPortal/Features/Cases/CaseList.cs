using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Cases;

/// <summary>Which cases a list shows; null = any.</summary>
public sealed record CaseFilter(int? AdvertiserId = null, SaleCaseState? State = null);

/// <summary>Cases of missing sales for the staff of their advertisers; a partner's actor gets none here.</summary>
public sealed class CaseList(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Those that wait for staff first, the oldest of them first; then the others, the newest first. Without messages.</summary>
    public async Task<Page<SaleCase>> FindAsync(Actor actor, CaseFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Matching(db, actor, filter).OrderBy(c => c.State == SaleCaseState.Open ? c.Id : int.MaxValue).ThenByDescending(c => c.Id).ToPageAsync(page, cancel);
    }

    /// <summary>The newest first, without messages.</summary>
    /// <param name="before">Goes on with cases older than this id.</param>
    public async Task<Slice<SaleCase>> NewestAsync(Actor actor, CaseFilter filter, int limit, long? before, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var end = before ?? long.MaxValue;
        return await Matching(db, actor, filter).Where(c => c.Id < end).OrderByDescending(c => c.Id).ToSliceAsync(limit, c => c.Id, cancel);
    }

    private static IQueryable<SaleCase> Matching(PortalDbContext db, Actor actor, CaseFilter filter)
    {
        var rows = db.SaleCases.AsNoTracking().VisibleTo(actor);
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        return filter.State is { } state ? rows.Where(c => c.State == state) : rows;
    }
}
