using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Privacy;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Privacy;

/// <summary>After a run nothing is older than the network keeps it, and no figure has changed.</summary>
public sealed class RetentionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Nothing_is_older_than_its_days_and_counts_and_orders_stay(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var random = new Random(11);
        await test.AddAsync(new Advertiser { Id = 1, Name = "Shop" });
        await test.AddAsync(new Offer { Id = 1, AdvertiserId = 1, Name = "Offer", BaseDestinationUrl = "https://shop.example/" });
        var days = Enumerable.Range(0, 300).Select(_ => random.Next(0, 60)).ToList();
        foreach (var day in days)
        {
            var at = TestDatabase.Start.AddDays(-day).AddMinutes(-random.Next(60));
            var key = test.Keys.Next(at);
            await test.Writer.WriteAsync(new Click { Id = EventKey.First(at) + key % 16_384, AdvertiserId = 1, OfferId = 1, UserAgent = "canary-browser" });
        }

        await using var db = test.Db();
        foreach (var day in (int[])[1, 29, 31, 50])
        {
            var key = EventKey.First(TestDatabase.Start.AddDays(-day)) + day;
            db.Add(new Hit { Id = key, AdvertiserId = 1, Door = "postback", Verdict = HitVerdict.Accepted, Raw = "GET /postback?canary", RemoteIp = "203.0.113.0/24 00" });
            db.Add(new PostbackMessage { Id = key, PartnerId = 1, Url = "https://x.example/", State = day == 50 ? PostbackMessageState.Waiting : PostbackMessageState.Delivered });
            db.Add(new Conversion { Id = key, AdvertiserId = 1, OrderKey = "o:" + day, Amount = 100, Currency = "USD", OrderTime = EventKey.TimeOf(key), ReceivedAt = EventKey.TimeOf(key) });
        }

        await db.SaveChangesAsync(Cancel);
        await db.NetworkStates.ExecuteUpdateAsync(set => set.SetProperty(n => n.ClickDays, 40).SetProperty(n => n.HitDays, 30).SetProperty(n => n.ExportDays, 30), Cancel);
        var (clicksBefore, ordersBefore) = await TotalsAsync(db);

        var counts = await new RetentionRun(test.Database, test.Time).RunAsync(Cancel);

        var kept = EventKey.First(TestDatabase.Start.AddDays(-40));
        Assert.False(await db.Clicks.AnyAsync(c => c.Id < kept, Cancel));
        Assert.Equal(days.Count - counts.Clicks, await db.Clicks.CountAsync(Cancel));
        Assert.True(counts.Clicks > 20, counts.ToString());
        Assert.Equal([1, 29], (await db.Hits.Where(h => h.Raw != "").Select(h => h.Id).ToListAsync(Cancel)).Select(id => (int)Math.Round((TestDatabase.Start - EventKey.TimeOf(id)).TotalDays)).Order());
        Assert.Equal((4, 2, 1), (await db.Hits.CountAsync(Cancel), counts.Requests, counts.Messages));
        Assert.Equal(1, await db.PostbackMessages.CountAsync(m => m.State == PostbackMessageState.Waiting, Cancel));
        Assert.Equal((clicksBefore, ordersBefore), await TotalsAsync(db));

        // A change of the time zone makes the rollups anew, and the clicks that are gone stay counted.
        (await db.Advertisers.SingleAsync(Cancel)).TimeZone = "Asia/Tokyo";
        await db.SaveChangesAsync(Cancel);
        await new RollupRebuild(test.Database, test.Time).RunAsync(Cancel);
        Assert.InRange((await TotalsAsync(db)).Clicks, clicksBefore - 15, clicksBefore + 15);
        Assert.True((await TotalsAsync(db)).Clicks > days.Count - counts.Clicks);

        Assert.Equal(new RetentionCounts(0, 0, 0, 0), await new RetentionRun(test.Database, test.Time).RunAsync(Cancel));
        var entry = await db.AuditRows.SingleAsync(r => r.Act == AuditAct.Erased, Cancel);
        Assert.Contains($"\"before\":\"{counts.Clicks}\"", entry.Changes, StringComparison.Ordinal);
    }

    private static async Task<(long Clicks, long Orders)> TotalsAsync(PortalDbContext db) =>
        (await db.ClickRollups.SumAsync(r => (long)r.Clicks, Cancel), await db.ConversionRollups.SumAsync(r => r.Amount, Cancel));
}
