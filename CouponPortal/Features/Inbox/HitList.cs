using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Inbox;

/// <summary>Which inbound requests a list shows; null = any. Days are the advertiser's when <see cref="AdvertiserId"/> is given, else UTC.</summary>
public sealed record HitFilter
{
    public int? AdvertiserId { get; init; }
    public HitVerdict? Verdict { get; init; }
    public string? Door { get; init; }

    /// <summary>Stable code, e.g. <c>amount_format</c>.</summary>
    public string? Reason { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    internal IQueryable<Hit> ApplyTo(IQueryable<Hit> rows)
    {
        if (Door?.Contains('\0') == true || Reason?.Contains('\0') == true)
        {
            return rows.Where(h => false);
        }

        rows = AdvertiserId is { } advertiser ? rows.Where(h => h.AdvertiserId == advertiser) : rows;
        rows = Verdict is { } verdict ? rows.Where(h => h.Verdict == verdict) : rows;
        rows = string.IsNullOrEmpty(Door) ? rows : rows.Where(h => h.Door == Door);
        return string.IsNullOrEmpty(Reason) ? rows : rows.Where(h => h.Reason == Reason);
    }
}

/// <summary>
/// Reads inbound requests for staff; a partner's actor gets none, and those that could not be tied to an advertiser are the network admin's. Bounded by days
/// like clicks: the key is the only index.
/// </summary>
public sealed class HitList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>The newest first.</summary>
    /// <param name="before">Only rows with a smaller key: the last one of the slice before.</param>
    public async Task<Slice<Hit>> NewestAsync(Actor actor, HitFilter filter, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var zone = await db.ZoneAsync(actor, filter.AdvertiserId, cancel);
        var range = EventRange.Of(filter.From, filter.To, zone, time.GetUtcNow().UtcDateTime);
        var end = Math.Min(range.End, before ?? range.End);
        return await filter.ApplyTo(db.Hits.AsNoTracking().VisibleTo(actor).Where(h => h.Id >= range.First && h.Id < end))
            .OrderByDescending(h => h.Id).ToSliceAsync(limit, h => h.Id, cancel);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<Hit?> OneAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Hits.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(h => h.Id == id, cancel);
    }
}
