using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>A row of the list; amounts in minor units of <paramref name="Currency"/>.</summary>
public sealed record ConversionRow(
    long Id,
    int AdvertiserId,
    int? OfferId,
    int? PartnerId,
    string? OrderId,
    string? CouponCode,
    AttributionBasis Basis,
    AttributionOutcome Outcome,
    ConversionStatus Status,
    long Amount,
    string Currency,
    long Payout,
    ConversionFlags Flags,
    DateTime OrderTime);

/// <summary>Reads orders for staff; a partner's actor gets none.</summary>
public sealed class ConversionList(IDbContextFactory<PortalDbContext> contexts)
{
    public const string SortByTime = "time";
    public const string SortByAmount = "amount";

    /// <summary>One page. Sorted by <see cref="SortByTime"/> (order time) or <see cref="SortByAmount"/>; anything else gives the newest arrivals first.</summary>
    public async Task<Page<ConversionRow>> FindAsync(Actor actor, ConversionFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await MatchingAsync(db, actor, filter, cancel);
        // The key ends every order: rows with the same time or amount must not change places between two pages.
        var sorted = (page.SortBy, page.Descending) switch
        {
            (SortByTime, true) => rows.OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id),
            (SortByTime, false) => rows.OrderBy(c => c.OrderTime).ThenBy(c => c.Id),
            (SortByAmount, true) => rows.OrderByDescending(c => c.Amount).ThenByDescending(c => c.Id),
            (SortByAmount, false) => rows.OrderBy(c => c.Amount).ThenBy(c => c.Id),
            _ => rows.OrderByDescending(c => c.Id),
        };
        return await sorted
            .Select(c => new ConversionRow(
                c.Id, c.AdvertiserId, c.OfferId, c.PartnerId, c.OrderId, c.CouponCode, c.Basis, c.Outcome, c.Status, c.Amount, c.Currency, c.Payout, c.Flags, c.OrderTime))
            .ToPageAsync(page, cancel);
    }

    /// <summary>Whole rows, the newest arrival first.</summary>
    /// <param name="before">Only rows with a smaller key: the last one of the slice before.</param>
    public async Task<Slice<Conversion>> NewestAsync(Actor actor, ConversionFilter filter, int limit, long? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await MatchingAsync(db, actor, filter, cancel);
        rows = before is { } key ? rows.Where(c => c.Id < key) : rows;
        return await rows.OrderByDescending(c => c.Id).ToSliceAsync(limit, c => c.Id, cancel);
    }

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<Conversion?> OneAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
    }

    /// <summary>The positions of orders that the actor sees, in the order of their places.</summary>
    public async Task<ILookup<long, ConversionItem>> ItemsAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var items = await db.ConversionItems.AsNoTracking().Where(i => ids.Contains(i.ConversionId) && db.Conversions.VisibleTo(actor).Any(c => c.Id == i.ConversionId)).ToListAsync(cancel);
        return items.OrderBy(i => i.Key.Length).ThenBy(i => i.Key, StringComparer.Ordinal).ToLookup(i => i.ConversionId);
    }

    /// <summary>What happened to an order that the actor sees, the oldest first.</summary>
    public async Task<IReadOnlyList<ConversionChange>> ChangesAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ConversionChanges.AsNoTracking().Where(c => c.ConversionId == id && db.Conversions.VisibleTo(actor).Any(v => v.Id == id)).OrderBy(c => c.Id).ToListAsync(cancel);
    }

    private static async Task<IQueryable<Conversion>> MatchingAsync(PortalDbContext db, Actor actor, ConversionFilter filter, CancellationToken cancel)
    {
        var zone = filter.From is null && filter.To is null ? TimeZoneInfo.Utc : await db.ZoneAsync(actor, filter.AdvertiserId, cancel);
        return filter.ApplyTo(db.Conversions.AsNoTracking().VisibleTo(actor), zone);
    }
}
