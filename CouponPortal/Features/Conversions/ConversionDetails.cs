using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
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
    bool MayChange);

/// <summary>Reads one order with its history for staff.</summary>
public sealed class ConversionDetails(IDbContextFactory<PortalDbContext> contexts, NameBook book)
{
    // Hits have no index beside their time, and an order's own request got its key in the same moment.
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(10);

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<ConversionStory?> FindAsync(Actor actor, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Conversions.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (row is null)
        {
            return null;
        }

        var changes = await db.ConversionChanges.AsNoTracking().Where(c => c.ConversionId == id).OrderBy(c => c.Id).ToListAsync(cancel);
        var click = row.ClickId is { } clickId ? await db.Clicks.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(c => c.Id == clickId, cancel) : null;
        var at = EventKey.TimeOf(id);
        var (from, to) = (EventKey.First(at - Around), EventKey.First(at + Around));
        var hit = await db.Hits.AsNoTracking().VisibleTo(actor)
            .Where(h => h.Id >= from && h.Id < to && h.ConversionId == id && h.Verdict == HitVerdict.Accepted).OrderBy(h => h.Id).FirstOrDefaultAsync(cancel);
        var (trace, assists) = (TraceJson.Read(row.Trace), TraceJson.ReadAssists(row.Assists));
        var names = await book.OfAsync(
            actor,
            [row.AdvertiserId],
            [row.OfferId, click?.OfferId, .. trace.Select(t => t.OfferId), .. assists.Select(a => a.OfferId)],
            [row.PartnerId, row.CounterfactualPartnerId, row.SuppressedPartnerId, click?.PartnerId, .. trace.Select(t => t.PartnerId), .. assists.Select(a => (int?)a.PartnerId)],
            cancel);
        return new(row, trace, assists, changes, click, hit, names, actor.Manages(row.AdvertiserId));
    }
}
