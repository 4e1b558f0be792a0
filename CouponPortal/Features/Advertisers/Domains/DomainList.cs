using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers.Domains;

/// <param name="TimeZone">The advertiser's.</param>
/// <param name="IsInLinks">Chosen for the advertiser's links, which use it once it is verified.</param>
public sealed record DomainRow(TrackingDomain Domain, string AdvertiserName, string TimeZone, bool IsInLinks);

/// <summary>Tracking domains that an actor may see as staff.</summary>
public sealed class DomainList(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Those that want somebody first: failing, then unverified, then by name.</summary>
    public async Task<Page<DomainRow>> FindAsync(Actor actor, int? advertiserId, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, advertiserId).OrderBy(d => d.VerifiedAt == null ? 1 : d.FailingSince != null ? 0 : 2).ThenBy(d => d.Host).ThenBy(d => d.Id)).ToPageAsync(page, cancel);
    }

    public async Task<Slice<DomainRow>> SliceAsync(Actor actor, int? advertiserId, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, advertiserId).Where(d => d.Id > (after ?? 0)).OrderBy(d => d.Id)).ToSliceAsync(limit, r => r.Domain.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<DomainRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, db.TrackingDomains.AsNoTracking().VisibleTo(actor).Where(d => d.Id == id)).SingleOrDefaultAsync(cancel);
    }

    /// <summary>The network's own; null when the address of the portal serves.</summary>
    public async Task<string?> DefaultAsync(CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.NetworkStates.Where(n => n.Id == NetworkState.TheId).Select(n => n.DefaultTrackingDomain).SingleOrDefaultAsync(cancel);
    }

    private static IQueryable<TrackingDomain> Filtered(PortalDbContext db, Actor actor, int? advertiserId)
    {
        var domains = db.TrackingDomains.AsNoTracking().VisibleTo(actor);
        return advertiserId is { } id ? domains.Where(d => d.AdvertiserId == id) : domains;
    }

    private static IQueryable<DomainRow> Rows(PortalDbContext db, IQueryable<TrackingDomain> domains) => domains.Select(d => new DomainRow(
        d,
        db.Advertisers.Where(a => a.Id == d.AdvertiserId).Select(a => a.Name).First(),
        db.Advertisers.Where(a => a.Id == d.AdvertiserId).Select(a => a.TimeZone).First(),
        db.Advertisers.Any(a => a.Id == d.AdvertiserId && a.TrackingDomain == d.Host)));
}
