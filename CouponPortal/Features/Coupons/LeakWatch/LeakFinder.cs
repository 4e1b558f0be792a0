using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Reports;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.LeakWatch;

/// <summary>
/// Holds every code's orders of the last days against its own past, keeps what it finds, and tells the intake which coupons stand on the watch. Reads rollups alone, so that it costs
/// the same with a thousand orders a day as with a million.
/// </summary>
public sealed class LeakFinder(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, OpenLeaks open, TimeProvider time)
{
    /// <returns>How many coupons stand on the watch now.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ready = await db.RollupStates.Where(s => s.IsComplete).Select(s => s.AdvertiserId).ToListAsync(cancel);
        foreach (var advertiser in catalog.Current.Advertisers.Select(r => r.Advertiser).Where(a => ready.Contains(a.Id)))
        {
            var signs = await SignsAsync(db, advertiser.Id, LocalDays.DayOf(now, LocalDays.Zone(advertiser.TimeZone)).DayNumber, cancel);
            await KeepAsync(db, advertiser.Id, signs, now, cancel);
            db.ChangeTracker.Clear();
        }

        var coupons = await db.CodeLeaks.Where(l => l.State == LeakState.Open).Select(l => l.CouponId).ToListAsync(cancel);
        open.Set(coupons);
        return coupons.Count;
    }

    private static async Task<Dictionary<int, LeakSign>> SignsAsync(PortalDbContext db, int advertiserId, int today, CancellationToken cancel)
    {
        var first = today + 1 - LeakSign.RecentDays;
        var recent = await FiguresAsync(db, advertiserId, first, today, null, cancel);
        int[] suspects = [.. recent.Where(r => LeakSign.CouldBe(r.Value)).Select(r => r.Key)];
        var before = suspects.Length == 0 ? [] : await FiguresAsync(db, advertiserId, first - LeakSign.BaselineDays, first - 1, suspects, cancel);
        return suspects.Select(id => (id, Sign: LeakSign.Of(recent[id], before.GetValueOrDefault(id)))).Where(s => s.Sign is not null).ToDictionary(s => s.id, s => s.Sign!);
    }

    private static async Task<Dictionary<int, ClicklessOrders>> FiguresAsync(PortalDbContext db, int advertiserId, int from, int to, int[]? only, CancellationToken cancel)
    {
        var rows = db.ConversionRollups.Where(r => r.AdvertiserId == advertiserId && r.Day >= from && r.Day <= to && r.CouponId != 0 && r.Status != ConversionStatus.Invalid);
        rows = only is null ? rows : rows.Where(r => only.Contains(r.CouponId));
        return await rows.GroupBy(r => r.CouponId).Select(g => new { g.Key, Orders = g.Sum(r => r.Orders), Clickless = g.Sum(r => r.Clickless ? r.Orders : 0) })
            .ToDictionaryAsync(g => g.Key, g => new ClicklessOrders(g.Orders, g.Clickless), cancel);
    }

    private static async Task KeepAsync(PortalDbContext db, int advertiserId, Dictionary<int, LeakSign> signs, DateTime now, CancellationToken cancel)
    {
        int[] found = [.. signs.Keys];
        var known = await db.CodeLeaks.Where(l => l.AdvertiserId == advertiserId && (l.State != LeakState.Over || found.Contains(l.CouponId))).ToListAsync(cancel);
        foreach (var leak in known)
        {
            leak.See(signs.GetValueOrDefault(leak.CouponId), now);
        }

        foreach (var (coupon, sign) in signs.Where(s => !known.Exists(l => l.CouponId == s.Key)))
        {
            var leak = new CodeLeak { AdvertiserId = advertiserId, CouponId = coupon, State = LeakState.Over };
            leak.See(sign, now);
            db.CodeLeaks.Add(leak);
        }

        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // Another node has found the same at the same time.
        }
    }
}

/// <summary>Looks for leaks every minute, on every node: each of them judges orders.</summary>
public sealed class LeakWorker(LeakFinder finder, Catalog catalog, TimeProvider time, ILogger<LeakWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                if (catalog.IsLoaded)
                {
                    await finder.RunAsync(stoppingToken);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "Codes could not be held against their past; the leak watch stays as it was.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
