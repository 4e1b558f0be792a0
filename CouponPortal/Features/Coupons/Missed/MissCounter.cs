using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Missed;

/// <summary>
/// Counts visits of codes that nobody has, behind the visits: these are rows already, read here by ranges of their time-ordered key. A visit that was kept in the spool while the store was
/// down carries its old key and is not counted; everything else is counted once, on however many nodes this runs.
/// </summary>
public sealed class MissCounter(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>Codes of one range; of somebody who tries more the rarest are not even looked at.</summary>
    private const int MostCodes = 2_000;
    private const int MostReferrers = 4 * MostCodes;

    // Robots try words, and whoever tries codes would only be shown what to try next.
    private const VisitSigns NoShopper = VisitSigns.Robot | VisitSigns.LinkPreview | VisitSigns.Prefetch | VisitSigns.Head | VisitSigns.NotNavigation | VisitSigns.Blocked | VisitSigns.CodeScan;

    /// <summary>How far back the first count goes.</summary>
    private static readonly TimeSpan FirstReach = TimeSpan.FromDays(14);

    /// <summary>A range of one statement.</summary>
    private static readonly TimeSpan Range = TimeSpan.FromHours(1);

    /// <summary>Writers of other nodes may still be about to commit younger keys.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(5);

    /// <summary>A code that nobody has typed for so long is forgotten.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Counts what has come since the last time.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var until = EventKey.First(time.GetUtcNow().UtcDateTime - Lag);
        while (await RangeAsync(until, cancel))
        {
        }
    }

    // One range: read, then counted and marked as read in one transaction; who finds that another node was quicker leaves it.
    private async Task<bool> RangeAsync(long until, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var stored = await db.NetworkStates.Where(n => n.Id == NetworkState.TheId).Select(n => n.MissesCountedTo).SingleAsync(cancel);
        var from = stored == 0 ? EventKey.First(EventKey.TimeOf(until) - FirstReach) : stored;
        if (from >= until)
        {
            return false;
        }

        var to = Math.Min(until, EventKey.First(EventKey.TimeOf(from) + Range));
        var misses = await ReadAsync(db, from, to, cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var taken = await db.NetworkStates.Where(n => n.Id == NetworkState.TheId && n.MissesCountedTo == stored).ExecuteUpdateAsync(set => set.SetProperty(n => n.MissesCountedTo, to), cancel);
        if (taken == 0)
        {
            return false;
        }

        foreach (var advertiser in misses.GroupBy(m => m.AdvertiserId))
        {
            await AddAsync(db, advertiser.Key, [.. advertiser], cancel);
        }

        await transaction.CommitAsync(cancel);
        return to < until;
    }

    private static async Task<List<Missed>> ReadAsync(PortalDbContext db, long from, long to, CancellationToken cancel)
    {
        var visits = db.Clicks.Where(c => c.Id >= from && c.Id < to && c.Outcome == VisitOutcome.UnknownCode && c.CouponCode != null && (c.Signs & NoShopper) == VisitSigns.None);
        var codes = (await visits.GroupBy(c => new { c.AdvertiserId, c.CouponCode })
            .Select(g => new { g.Key.AdvertiserId, g.Key.CouponCode, Visits = g.LongCount(), First = g.Min(c => c.Id), Last = g.Max(c => c.Id) })
            .OrderByDescending(m => m.Visits).Take(MostCodes).ToListAsync(cancel)).ConvertAll(m => new Missed(m.AdvertiserId, m.CouponCode!, m.Visits, m.First, m.Last));
        if (codes.Count == 0)
        {
            return codes;
        }

        var referrers = (await visits.Where(c => c.Referrer != null).GroupBy(c => new { c.AdvertiserId, c.CouponCode, c.Referrer })
            .Select(g => new { g.Key.AdvertiserId, g.Key.CouponCode, g.Key.Referrer, Visits = g.LongCount() }).OrderByDescending(r => r.Visits).Take(MostReferrers).ToListAsync(cancel))
            .ToLookup(r => (r.AdvertiserId, r.CouponCode!), r => (r.Referrer!, r.Visits));
        return codes.ConvertAll(c => c with { Referrers = [.. referrers[(c.AdvertiserId, c.Code)]] });
    }

    private async Task AddAsync(PortalDbContext db, int? advertiserId, List<Missed> misses, CancellationToken cancel)
    {
        var rows = db.MissedCodes.Where(m => m.AdvertiserId == advertiserId);
        string[] codes = [.. misses.Select(m => m.Code)];
        var known = await rows.Where(m => codes.Contains(m.Code)).ToDictionaryAsync(m => m.Code, StringComparer.Ordinal, cancel);
        foreach (var miss in misses)
        {
            if (!known.TryGetValue(miss.Code, out var row))
            {
                row = new MissedCode { AdvertiserId = advertiserId, Code = miss.Code, FirstSeenAt = EventKey.TimeOf(miss.First) };
                db.MissedCodes.Add(row);
            }

            row.Visits += miss.Visits;
            row.LastSeenAt = EventKey.TimeOf(miss.Last);
            row.Referrers = MissedReferrers.With(row.Referrers, miss.Referrers);
        }

        await db.SaveChangesAsync(cancel);
        await TrimAsync(rows, cancel);
        db.ChangeTracker.Clear();
    }

    // What staff has judged is kept; of the rest those that were typed most, and lately.
    private async Task TrimAsync(IQueryable<MissedCode> rows, CancellationToken cancel)
    {
        var old = time.GetUtcNow().UtcDateTime - Kept;
        await rows.Where(m => m.LastSeenAt < old).ExecuteDeleteAsync(cancel);
        var open = rows.Where(m => m.State == MissedCodeState.Open);
        if (await open.CountAsync(cancel) is > MissedCode.MostOpen and var count)
        {
            var rare = await open.OrderBy(m => m.Visits).ThenBy(m => m.LastSeenAt).Take(count - MissedCode.MostOpen).Select(m => m.Id).ToListAsync(cancel);
            foreach (var part in rare.Chunk(500))
            {
                await rows.Where(m => part.Contains(m.Id)).ExecuteDeleteAsync(cancel);
            }
        }
    }

    private sealed record Missed(int? AdvertiserId, string Code, long Visits, long First, long Last)
    {
        public IReadOnlyList<(string Host, long Visits)> Referrers { get; init; } = [];
    }
}

/// <summary>Counts every ten seconds: somebody may be looking for the visit that he has just made.</summary>
public sealed class MissWorker(MissCounter counter, TimeProvider time, ILogger<MissWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await counter.RunAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "Visits of unknown codes could not be counted; they are counted later.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
