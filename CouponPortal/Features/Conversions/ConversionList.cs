using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>Reads orders for staff; a partner's actor gets none.</summary>
public sealed class ConversionList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const string SortByTime = "time";
    public const string SortByAmount = "amount";
    public const string SortByPayout = "payout";

    /// <summary>Counting stops here; the list is then read from either end.</summary>
    internal int MostCounted { get; init; } = 10_000;

    /// <summary>
    /// One page, without traces. Sorted by <see cref="SortByTime"/> (order time), <see cref="SortByAmount"/> or <see cref="SortByPayout"/>; anything else gives the newest
    /// arrivals first. Knows <see cref="PageRequest.FromEnd"/>.
    /// </summary>
    public async Task<Page<Conversion>> FindAsync(Actor actor, ConversionFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var rows = await MatchingAsync(db, actor, filter, cancel);
        var total = await rows.Take(MostCounted + 1).CountAsync(cancel);
        var sorted = Sorted(rows, page.SortBy, page.SortBy is SortByTime or SortByAmount or SortByPayout ? page.Descending != page.FromEnd : !page.FromEnd);
        var found = await sorted.Skip(page.SafeSkip).Take(page.SafeTake).Select(Untraced.Row).ToListAsync(cancel);
        if (page.FromEnd)
        {
            found.Reverse();
        }

        return new(found, Math.Min(total, MostCounted), total > MostCounted);
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

    /// <summary>As <see cref="NewestAsync"/>, without traces: a piece of a file, or of a change of many.</summary>
    public async Task<IReadOnlyList<Conversion>> ChunkAsync(Actor actor, ConversionFilter filter, int limit, long before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var rows = await MatchingAsync(db, actor, filter, cancel);
        return await rows.Where(c => c.Id < before).OrderByDescending(c => c.Id).Take(limit).Select(Untraced.Row).ToListAsync(cancel);
    }

    /// <summary>Of some orders those that the actor sees, without traces.</summary>
    public async Task<IReadOnlyList<Conversion>> SomeAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => ids.Contains(c.Id)).Select(Untraced.Row).ToListAsync(cancel);
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

    // The key ends every order: rows with the same time or amount must not change places between two pages.
    private static IQueryable<Conversion> Sorted(IQueryable<Conversion> rows, string? by, bool descending) => (by, descending) switch
    {
        (SortByTime, true) => rows.OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id),
        (SortByTime, false) => rows.OrderBy(c => c.OrderTime).ThenBy(c => c.Id),
        (SortByAmount, true) => rows.OrderByDescending(c => c.Amount).ThenByDescending(c => c.Id),
        (SortByAmount, false) => rows.OrderBy(c => c.Amount).ThenBy(c => c.Id),
        (SortByPayout, true) => rows.OrderByDescending(c => c.Payout).ThenByDescending(c => c.Id),
        (SortByPayout, false) => rows.OrderBy(c => c.Payout).ThenBy(c => c.Id),
        (_, true) => rows.OrderByDescending(c => c.Id),
        (_, false) => rows.OrderBy(c => c.Id),
    };

    internal async Task<IQueryable<Conversion>> MatchingAsync(PortalDbContext db, Actor actor, ConversionFilter filter, CancellationToken cancel)
    {
        var zone = filter.HasDays ? await db.ZoneAsync(actor, filter.AdvertiserId, cancel) : TimeZoneInfo.Utc;
        return filter.ApplyTo(db.Conversions.AsNoTracking().VisibleTo(actor), zone, time.GetUtcNow().UtcDateTime);
    }

    internal async Task<DayRange> RangeAsync(PortalDbContext db, Actor actor, ConversionFilter filter, CancellationToken cancel) =>
        filter.RangeIn(filter.HasDays ? await db.ZoneAsync(actor, filter.AdvertiserId, cancel) : TimeZoneInfo.Utc, time.GetUtcNow().UtcDateTime);
}
