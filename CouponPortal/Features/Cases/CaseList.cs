using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Cases;

/// <summary>Which cases a list shows; null = any.</summary>
/// <param name="IsDecided">Decided ones, or those that wait for somebody.</param>
public sealed record CaseFilter(int? AdvertiserId = null, SaleCaseState? State = null, bool? IsDecided = null);

/// <summary>Cases of missing sales for the staff of their advertisers; a partner's actor gets none here.</summary>
public sealed class CaseList(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Those that wait for staff first, the oldest of them first; then the others, the newest first. Without messages.</summary>
    public async Task<Page<SaleCase>> FindAsync(Actor actor, CaseFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = db.SaleCases.AsNoTracking().VisibleTo(actor);
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = filter.State is { } state ? rows.Where(c => c.State == state) : rows;
        rows = filter.IsDecided is { } decided ? rows.Where(c => decided == (c.State == SaleCaseState.Credited || c.State == SaleCaseState.Declined)) : rows;
        return await rows.OrderBy(c => c.State == SaleCaseState.Open ? c.Id : int.MaxValue).ThenByDescending(c => c.Id).ToPageAsync(page, cancel);
    }
}
