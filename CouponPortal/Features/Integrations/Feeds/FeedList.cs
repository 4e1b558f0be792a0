using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations.Feeds;

/// <param name="TimeZone">The advertiser's.</param>
public sealed record FeedSummary(Feed Feed, string AdvertiserName, string TimeZone);

/// <summary>Scheduled feeds that an actor may see as staff.</summary>
public sealed class FeedList(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Page<FeedSummary>> FindAsync(Actor actor, int? advertiserId, PageRequest page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, advertiserId).OrderBy(f => f.Name).ThenBy(f => f.Id)).ToPageAsync(page, cancel);
    }

    public async Task<Slice<FeedSummary>> SliceAsync(Actor actor, int? advertiserId, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, advertiserId).Where(f => f.Id > (after ?? 0)).OrderBy(f => f.Id)).ToSliceAsync(limit, r => r.Feed.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<FeedSummary?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, db.Feeds.AsNoTracking().VisibleTo(actor).Where(f => f.Id == id)).SingleOrDefaultAsync(cancel);
    }

    private static IQueryable<Feed> Filtered(PortalDbContext db, Actor actor, int? advertiserId)
    {
        var feeds = db.Feeds.AsNoTracking().VisibleTo(actor);
        return advertiserId is { } id ? feeds.Where(f => f.AdvertiserId == id) : feeds;
    }

    private static IQueryable<FeedSummary> Rows(PortalDbContext db, IQueryable<Feed> feeds) => feeds.Select(f => new FeedSummary(
        f,
        db.Advertisers.Where(a => a.Id == f.AdvertiserId).Select(a => a.Name).First(),
        db.Advertisers.Where(a => a.Id == f.AdvertiserId).Select(a => a.TimeZone).First()));
}
