using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Clicks;

/// <summary>Which clicks a list shows; null = any. Days are the advertiser's when <see cref="AdvertiserId"/> is given, else UTC.</summary>
public sealed record ClickFilter
{
    public int? AdvertiserId { get; init; }
    public int? OfferId { get; init; }
    public int? PartnerId { get; init; }

    /// <summary>Coupon code or Pub. Unique 3, in any case; for a miss what was typed.</summary>
    public string? CouponCode { get; init; }
    public VisitOutcome? Outcome { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    internal IQueryable<Click> ApplyTo(IQueryable<Click> rows)
    {
        var typed = CouponCode?.Trim();
        var code = typed?.ToUpperInvariant();
        if (code?.Contains('\0') == true)
        {
            return rows.Where(c => false);
        }

        rows = AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = PartnerId is { } partner ? rows.Where(c => c.PartnerId == partner) : rows;
        rows = string.IsNullOrEmpty(code) ? rows : rows.Where(c => c.CouponCode == code || c.CouponCode == typed || c.Sub3!.ToUpper() == code);
        return Outcome is { } outcome ? rows.Where(c => c.Outcome == outcome) : rows;
    }
}

/// <summary>
/// Reads clicks for staff; a partner's actor gets none. Clicks have no index beside their time-ordered key, so every list is bounded by days
/// (<see cref="EventRange"/>: the last 30 unless said, 92 at most) and goes on by key, never by counting.
/// </summary>
public sealed class ClickList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>The newest first.</summary>
    /// <param name="before">Only rows with a smaller key: the last one of the slice before.</param>
    public async Task<Slice<Click>> NewestAsync(Actor actor, ClickFilter filter, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var zone = await db.ZoneAsync(actor, filter.AdvertiserId, cancel);
        var range = EventRange.Of(filter.From, filter.To, zone, time.GetUtcNow().UtcDateTime);
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
}
