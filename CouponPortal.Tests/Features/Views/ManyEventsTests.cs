using System.Diagnostics;
using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Views;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Views;

/// <summary>Reports of 100,000 rows and more. What each took is in the test's output; the bound only catches a list that has become another kind of work.</summary>
[Collection(nameof(ManyEvents))]
public sealed class ManyEventsTests(ManyEvents stores, ITestOutputHelper output)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Conversion_Report_opens_at_either_end_by_Pub_Unique_3_and_with_its_totals(DatabaseProvider engine)
    {
        var world = await stores.OnAsync(engine);
        foreach (var query in (string[])["", "advertiser_id=1", "sub3=code7", "advertiser_id=1&sub3=code7", "coupon_code=CODE7", "order_id=100000500", "status=rejected&basis=click", "sub1=none"])
        {
            var asked = await world.Queries.ReadAsync(ManyEvents.Admin, new ReportQuery(query), Stop);
            var first = await TimedAsync($"{engine} '{query}' first page", () => FindAsync(asked.Filter, 1));
            var last = await TimedAsync($"{engine} '{query}' last page", () => FindAsync(asked.Filter, -1));
            var totals = await TimedAsync($"{engine} '{query}' totals", () => world.Totals.SumAsync(ManyEvents.Admin, asked.Filter, Stop));

            await using var db = world.Store.CreateDbContext();
            var all = asked.Filter.ApplyTo(db.Conversions.AsNoTracking(), TimeZoneInfo.FindSystemTimeZoneById(asked.Zone), world.Time.GetUtcNow().UtcDateTime);
            Assert.Equal(await all.OrderByDescending(c => c.OrderTime).ThenByDescending(c => c.Id).Take(PageRequest.DefaultTake).Select(c => c.Id).ToListAsync(Stop), first.Rows.Select(c => c.Id));
            Assert.Equal(await all.OrderBy(c => c.OrderTime).ThenBy(c => c.Id).Take(PageRequest.DefaultTake).Select(c => c.Id).ToListAsync(Stop), last.Rows.Select(c => c.Id).Reverse());
            Assert.Equal(await all.CountAsync(Stop), totals.Sum(t => t.Orders));
            Assert.Equal(await all.SumAsync(c => c.Amount, Stop), totals.Sum(t => t.Amount));
        }

        Task<Page<Conversion>> FindAsync(ConversionFilter filter, int page) =>
            Paging.RowsAsync(page, (skip, fromEnd) => world.List.FindAsync(ManyEvents.Admin, filter, new PageRequest(skip, SortBy: ConversionList.SortByTime, Descending: true, FromEnd: fromEnd), Stop));
    }

    [Theory, BothEngines]
    public async Task Click_Report_opens_and_goes_on_to_its_last_click(DatabaseProvider engine)
    {
        var world = await stores.OnAsync(engine);
        foreach (var query in (string[])["", "sub3=code7", "destination_host=shop.example&country=fr", "referrer_host=nowhere.example"])
        {
            var asked = await world.ClickQueries.ReadAsync(ManyEvents.Admin, new ReportQuery(query), Stop);
            var first = await TimedAsync($"{engine} clicks '{query}' first page", () => world.ClickList.NewestAsync(ManyEvents.Admin, asked.Filter, 50, null, Stop));

            await using var db = world.Store.CreateDbContext();
            var all = asked.Filter.ApplyTo(db.Clicks.AsNoTracking());
            var oldest = await all.OrderBy(c => c.Id).Select(c => c.Id).Take(50).ToListAsync(Stop);
            Assert.Equal(await all.OrderByDescending(c => c.Id).Select(c => c.Id).Take(50).ToListAsync(Stop), first.Rows.Select(c => c.Id));
            if (oldest.Count > 0)
            {
                var last = await TimedAsync($"{engine} clicks '{query}' last page", () => world.ClickList.NewestAsync(ManyEvents.Admin, asked.Filter, 50, oldest[^1] + 1, Stop));
                Assert.Null(last.NextAfter);
            }
        }
    }

    [Theory, BothEngines]
    public async Task Status_of_all_that_match_goes_piece_by_piece_and_stops_between_two(DatabaseProvider engine)
    {
        var world = await stores.OnAsync(engine);
        var filter = new ConversionFilter { AdvertiserId = 1, WithoutTests = true };
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Many.RunAsync(ManyEvents.Admin, null, filter, ConversionStatus.Approved, "many", async progress =>
        {
            seen.Add(progress.Seen);
            if (seen.Count == 30)
            {
                await stop.CancelAsync();
            }
        }, stop.Token));

        output.WriteLine($"{engine}: {seen[^1]} statuses in {watch.ElapsedMilliseconds} ms");
        Assert.Equal(Enumerable.Range(1, 30).Select(n => n * 100), seen);
        await using var db = world.Store.CreateDbContext();
        var newest = await db.Conversions.Where(c => c.AdvertiserId == 1).OrderByDescending(c => c.Id).Take(3_100).Select(c => c.Status).ToListAsync(Stop);
        Assert.All(newest.Take(3_000), status => Assert.Equal(ConversionStatus.Approved, status));
        Assert.Contains(newest.Skip(3_000), status => status != ConversionStatus.Approved);
        Assert.True(watch.Elapsed < 6 * Bound);
    }

    private async Task<T> TimedAsync<T>(string what, Func<Task<T>> read)
    {
        // Once to warm up: plans and pages of the file.
        await read();
        var watch = Stopwatch.StartNew();
        var found = await read();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {watch.Elapsed.TotalMilliseconds:F1} ms"));
        Assert.True(watch.Elapsed < Bound, $"{what} took {watch.Elapsed}.");
        return found;
    }
}
