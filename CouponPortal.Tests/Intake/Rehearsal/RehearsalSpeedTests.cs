using System.Diagnostics;
using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Intake.Rehearsal;

/// <summary>Run by name: a measurement, no check of every build.</summary>
public sealed class RehearsalSpeedTests(ITestOutputHelper output)
{
    private const int Orders = 100_000;

    [Theory(Explicit = true), BothEngines]
    public async Task Hundred_thousand_orders_are_replayed_in_seconds(DatabaseProvider engine)
    {
        await using var world = await RehearsalWorld.NewAsync(engine);
        await world.FillAsync(Orders);
        var (allocated, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());

        var result = await world.RunAsync(new RuleChange.Credit(AttributionPriority.CouponCode, 30));

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{engine}: {result.Replayed} replayed, {result.Changed} changed in {watch.Elapsed.TotalSeconds:F1} s; {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:F0} MB allocated, {GC.GetTotalMemory(true) / 1e6:F0} MB live"));
        Assert.Equal((Orders, 0), (result.Replayed, result.FromOrderAlone));
        Assert.InRange(result.Changed, Orders / 4, Orders);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
    }
}
