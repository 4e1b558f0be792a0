using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Reports.Sql;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>An order behind a row of a report.</summary>
public sealed record ReportOrder(
    long Id, int AdvertiserId, DateTime OrderTime, string? OrderId, string? CouponCode, int? OfferId, int? PartnerId, ConversionStatus Status, long Amount, long Payout, string Currency);

/// <summary>
/// The newest orders and clicks that a row of a report counts: by exactly its filters and its days, each advertiser's own. For staff; a partner's actor gets none.
/// </summary>
public sealed class ReportEvents(IDbContextFactory<PortalDbContext> contexts)
{
    /// <param name="inside">One row's: <see cref="ReportSpec.Inside"/>, its days named.</param>
    public async Task<IReadOnlyList<ReportOrder>> OrdersAsync(Actor actor, ReportSpec inside, int most, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var matching = db.Conversions.AsNoTracking().VisibleTo(actor).Matching(db, inside);
        var found = new List<ReportOrder>();
        foreach (var (zone, ids) in await ZonesAsync(db, actor, inside, cancel))
        {
            var wanted = most;
            foreach (var span in Spans(inside, zone).TakeWhile(_ => wanted > 0))
            {
                var rows = await matching.Where(c => ids.Contains(c.AdvertiserId) && c.OrderTime >= span.Start && c.OrderTime < span.End)
                    .OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id).Take(wanted)
                    .Select(c => new ReportOrder(c.Id, c.AdvertiserId, c.OrderTime, c.OrderId, c.CouponCode, c.OfferId, c.PartnerId, c.Status, c.Amount, c.Payout, c.Currency)).ToListAsync(cancel);
                found.AddRange(rows);
                wanted -= rows.Count;
            }
        }

        return [.. found.OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id).Take(most)];
    }

    /// <inheritdoc cref="OrdersAsync"/>
    public async Task<IReadOnlyList<Click>> ClicksAsync(Actor actor, ReportSpec inside, int most, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        using var stop = await db.StopOnAsync(cancel);
        var matching = db.Clicks.AsNoTracking().VisibleTo(actor).Matching(db, inside);
        var found = new List<Click>();
        foreach (var (zone, ids) in await ZonesAsync(db, actor, inside, cancel))
        {
            var wanted = most;
            foreach (var span in Spans(inside, zone).TakeWhile(_ => wanted > 0))
            {
                var (first, end) = (EventKey.First(span.Start), EventKey.First(span.End));
                var rows = await matching.Where(c => ids.Contains(c.AdvertiserId ?? 0) && c.Id >= first && c.Id < end).OrderByDescending(c => c.Id).Take(wanted).ToListAsync(cancel);
                found.AddRange(rows);
                wanted -= rows.Count;
            }
        }

        return [.. found.OrderByDescending(c => c.Id).Take(most)];
    }

    // Advertisers whose days are the same; 0 = a click that led to nobody, whose days are UTC's.
    private static async Task<IReadOnlyList<(TimeZoneInfo Zone, int[] Ids)>> ZonesAsync(PortalDbContext db, Actor actor, ReportSpec inside, CancellationToken cancel)
    {
        var visible = db.Advertisers.VisibleTo(actor);
        visible = inside.AdvertiserId is { } advertiser ? visible.Where(a => a.Id == advertiser) : visible;
        var rows = await visible.Select(a => new { a.Id, a.TimeZone }).ToListAsync(cancel);
        IEnumerable<(int Id, string Zone)> all = rows.Select(a => (a.Id, a.TimeZone));
        all = actor.IsNetworkAdmin && inside.AdvertiserId is null or 0 ? all.Append((0, "UTC")) : all;
        return [.. all.GroupBy(a => a.Zone, a => a.Id).Select(g => (LocalDays.Zone(g.Key), g.ToArray()))];
    }

    // The newest first. An hour of the day is as many spans as there are days.
    private static IEnumerable<ReportSpan> Spans(ReportSpec inside, TimeZoneInfo zone)
    {
        var hours = inside.FilterOf(ReportDimension.Hour)?.Values;
        return ReportSpans.Of(new(0, inside.From!.Value, inside.To!.Value, 0), zone, byDay: hours is not null, byHour: hours is not null)
            .Where(s => hours?.Contains(s.Hour.ToString(CultureInfo.InvariantCulture)) != false).OrderByDescending(s => s.Start);
    }
}
