using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Clicks;

/// <summary>A click and the orders that name it, the newest first.</summary>
public sealed record ClickStory(Click Click, IReadOnlyList<Conversion> Orders, Names Names);

/// <summary>
/// Reads clicks for staff; a partner's actor gets none. Clicks have no index beside their time-ordered key, so every list is bounded by days
/// (<see cref="EventRange"/>: the last 30 unless said, 92 at most) and goes on by key, never by counting.
/// </summary>
public sealed class ClickList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    private const int MostOrders = 100;

    /// <summary>The newest first.</summary>
    /// <param name="before">Only rows with a smaller key: the last one of the slice before.</param>
    public async Task<Slice<Click>> NewestAsync(Actor actor, ClickFilter filter, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var zone = await db.ZoneAsync(actor, filter.AdvertiserId, cancel);
        var range = filter.RangeIn(zone, time.GetUtcNow().UtcDateTime);
        var end = Math.Min(range.End, before ?? range.End);
        return await filter.ApplyTo(db.Clicks.AsNoTracking().VisibleTo(actor).Where(c => c.Id >= range.First && c.Id < end))
            .OrderByDescending(c => c.Id).ToSliceAsync(limit, c => c.Id, cancel);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<Click?> OneAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Clicks.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
    }

    /// <summary>Orders whose last valid click it was, whether it won or not.</summary>
    public async Task<IReadOnlyList<Conversion>> OrdersAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => c.ClickId == id).OrderByDescending(c => c.Id).Take(MostOrders).ToListAsync(cancel);
    }
}
