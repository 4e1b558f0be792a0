using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Reports;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>Days of 23 and of 25 hours: their ends written out, not computed by anything that the product computes them by.</summary>
public sealed class ReportDaysTests
{
    private static readonly (int Advertiser, string Day, string Start, string End)[] Days =
    [
        (ReportWorld.Berlin, "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        (ReportWorld.Berlin, "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        (ReportWorld.NewYork, "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
        (ReportWorld.NewYork, "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
    ];

    [Theory, BothEngines]
    public async Task Both_days_of_a_change_of_the_clocks_begin_and_end_with_the_local_midnight(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await new RollupRebuild(world.Test.Database, world.Test.Time).RunAsync(TestContext.Current.CancellationToken);
        foreach (var (advertiser, day, start, end) in Days)
        {
            var (first, next) = (Utc(start), Utc(end));
            await AddAsync(world, advertiser, first.AddMilliseconds(-1));
            await AddAsync(world, advertiser, first);
            await AddAsync(world, advertiser, next.AddMilliseconds(-1));
            await AddAsync(world, advertiser, next);

            var around = DateOnly.Parse(day, CultureInfo.InvariantCulture);
            var spec = new ReportSpec { AdvertiserId = advertiser, From = around.AddDays(-1), To = around.AddDays(1), Dimensions = [ReportDimension.Day] };
            string[] expected = [$"{around.AddDays(-1):yyyy-MM-dd} 1 1", $"{day} 2 2", $"{around.AddDays(1):yyyy-MM-dd} 1 1"];
            Assert.Equal(expected, await RowsAsync(world, spec, fromRollups: true));
            Assert.Equal(expected, await RowsAsync(world, spec.With(ReportDimension.Sub1, ReportFilter.None), fromRollups: false));
            Assert.Equal([day[..7] + "-01 2 2"], await RowsAsync(world, spec with { From = around, To = around, Dimensions = [ReportDimension.Month] }, fromRollups: true));
            Assert.Equal(["0 1 1", "23 1 1"], await RowsAsync(world, spec with { From = around, To = around, Dimensions = [ReportDimension.Hour] }, fromRollups: false));
        }
    }

    [Theory, BothEngines]
    public async Task An_hour_that_happens_twice_is_counted_together(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        foreach (var at in (string[])["2026-10-24T23:59:59Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"])
        {
            await AddAsync(world, ReportWorld.Berlin, Utc(at));
        }

        var day = new DateOnly(2026, 10, 25);
        var spec = new ReportSpec { AdvertiserId = ReportWorld.Berlin, From = day, To = day, Dimensions = [ReportDimension.Hour] };

        Assert.Equal(["1 1 1", "2 2 2", "3 1 1"], await RowsAsync(world, spec, fromRollups: false));
    }

    private static async Task AddAsync(ReportWorld world, int advertiser, DateTime at) => await world.Test.AddAsync(
        new Click { Id = EventKey.First(at) + advertiser, AdvertiserId = advertiser, Outcome = VisitOutcome.Delivered },
        new Conversion { Id = world.Test.Keys.Next(TestDatabase.Start), AdvertiserId = advertiser, OrderKey = Guid.NewGuid().ToString(), Currency = "EUR", OrderTime = at, ReceivedAt = at });

    private static async Task<IEnumerable<string>> RowsAsync(ReportWorld world, ReportSpec spec, bool fromRollups)
    {
        var result = (await world.Reports.RunAsync(ReportWorld.Admin, spec, TestContext.Current.CancellationToken))!;
        Assert.Equal(fromRollups, result.FromRollups);
        return result.Rows.Select(r => $"{r.Keys[0].Value} {r.Figures.Clicks} {r.Figures.Conversions}");
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
