using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Integrations;

/// <summary>What came through one door lately.</summary>
/// <param name="Last">UTC; null when nothing came.</param>
/// <param name="LastRefusal">Why the last refused request was refused; null when none was.</param>
public sealed record DoorPulse(int Accepted, int Duplicates, int Refused, DateTime? Last, string? LastRefusal)
{
    public static DoorPulse Nothing { get; } = new(0, 0, 0, null, null);
}

/// <summary>How an advertiser's doors are doing, without test orders. A week, because the requests' key is their only index.</summary>
public sealed class DoorHealth(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const int Days = 7;

    /// <returns>Null when there is none, or it is not the actor's.</returns>
    public async Task<Advertiser?> AdvertiserAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == id, cancel);
    }

    /// <returns>Host name that the advertiser's doors are reached at; null = the portal's own address.</returns>
    public async Task<string?> HostAsync(int advertiserId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await LinkDomains.ReadAsync(db, [advertiserId], cancel)).Own(advertiserId);
    }

    /// <returns>By door; doors without a request are absent.</returns>
    public async Task<IReadOnlyDictionary<string, DoorPulse>> OfAsync(Actor actor, int advertiserId, CancellationToken cancel = default)
    {
        var first = EventKey.First(time.GetUtcNow().UtcDateTime.AddDays(-Days));
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = db.Hits.AsNoTracking().VisibleTo(actor).Where(h => h.Id >= first && h.AdvertiserId == advertiserId && h.Reason != Intake.OrderIntake.TestReason);
        var counts = await rows.GroupBy(h => new { h.Door, h.Verdict }).Select(g => new VerdictCount(g.Key.Door, g.Key.Verdict, g.Count(), g.Max(h => h.Id))).ToListAsync(cancel);
        var lastRefused = counts.Where(c => c.Verdict == HitVerdict.Refused).Select(c => c.Last).ToArray();
        var reasons = await db.Hits.AsNoTracking().VisibleTo(actor).Where(h => lastRefused.Contains(h.Id)).ToDictionaryAsync(h => h.Door, h => h.Detail ?? h.Reason, cancel);
        return counts.GroupBy(c => c.Door, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => new DoorPulse(
                Count(g, HitVerdict.Accepted), Count(g, HitVerdict.Duplicate), Count(g, HitVerdict.Refused), EventKey.TimeOf(g.Max(c => c.Last)), reasons.GetValueOrDefault(g.Key)),
            StringComparer.Ordinal);
    }

    private static int Count(IEnumerable<VerdictCount> counts, HitVerdict verdict) => counts.Where(c => c.Verdict == verdict).Sum(c => c.Count);

    private sealed record VerdictCount(string Door, HitVerdict Verdict, int Count, long Last);
}
