using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>Everything there is to know of one order.</summary>
/// <param name="Click">The last valid click, when the actor sees it.</param>
/// <param name="Hit">The request the order came with.</param>
public sealed record ConversionStory(
    Conversion Row,
    IReadOnlyList<TraceLine> Trace,
    IReadOnlyList<Assist> Assists,
    IReadOnlyList<ConversionChange> Changes,
    Click? Click,
    Hit? Hit,
    Names Names,
    bool MayChange)
{
    /// <summary>The positions, in the order of their places.</summary>
    public IReadOnlyList<ConversionItem> Items { get; init; } = [];

    /// <summary>All that happened to it, the oldest first.</summary>
    public IReadOnlyList<LifeEntry> Life { get; init; } = [];

    /// <summary>The requests that said something of it later, the newest first.</summary>
    public IReadOnlyList<Hit> LaterHits { get; init; } = [];

    /// <summary>Of an order that is flagged <em>differs</em>: what the latest such request says.</summary>
    public DifferingRepeat? Repeat { get; init; }
}

/// <summary>Reads one order with its history for staff.</summary>
public sealed class ConversionDetails(IDbContextFactory<PortalDbContext> contexts, NameBook book, Repeats repeats)
{
    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<ConversionStory?> FindAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (row is null)
        {
            return null;
        }

        var (changes, later, corrections, messages) = await ConversionLife.ReadAsync(db, row, cancel);
        var click = row.ClickId is { } clickId ? await db.Clicks.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == clickId, cancel) : null;
        var hit = await StoredOrder.HitAsync(db, row, cancel);
        var repeat = row.Flags.HasFlag(ConversionFlags.Differs) ? await repeats.FindAsync(db, row, cancel) : null;
        var items = await db.ConversionItems.AsNoTracking().Where(i => i.ConversionId == id).ToListAsync(cancel);
        var (trace, assists) = (TraceJson.Read(row.Trace), TraceJson.ReadAssists(row.Assists));
        var names = await book.OfAsync(
            actor,
            [row.AdvertiserId],
            [row.OfferId, click?.OfferId, .. trace.Select(t => t.OfferId), .. assists.Select(a => a.OfferId)],
            [row.PartnerId, row.CounterfactualPartnerId, row.SuppressedPartnerId, click?.PartnerId, .. trace.Select(t => t.PartnerId), .. assists.Select(a => (int?)a.PartnerId), .. changes.SelectMany(c => (int?[])[c.FromPartnerId, c.ToPartnerId]), .. messages.Select(m => (int?)m.PartnerId), repeat?.Said?.Row?.PartnerId],
            cancel);
        return new(row, trace, assists, changes, click, hit, names, actor.Manages(row.AdvertiserId))
        {
            Items = [.. items.OrderBy(i => i.Key.Length).ThenBy(i => i.Key, StringComparer.Ordinal)],
            Life = ConversionLife.Of(row, changes, later, corrections, messages, names),
            LaterHits = later,
            Repeat = repeat,
        };
    }
}
