using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports;
using CouponPortal.Features.Reports.Flex;
using CouponPortal.Features.Reports.Pages;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>A pivot against the same report with every dimension in the rows.</summary>
public sealed class PivotTests
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(70);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Pivot_of_any_report_has_its_figures_and_adds_up_to_its_totals(DatabaseProvider engine)
    {
        await using var world = await WorldAsync(engine, 5);
        var random = new Random(7);
        var seen = 0;
        while (seen < 25)
        {
            var spec = ReportSpecs.Any(random) with { CompareFrom = null, CompareTo = null, PageSize = 7 };
            if (spec.Dimensions.Count < 2)
            {
                continue;
            }

            seen++;
            var across = random.GetItems([.. spec.Dimensions], 1)[0];
            spec = spec with { Sort = spec.Sort?.Dimension == across ? null : spec.Sort };
            await AgreesAsync(world, ReportSpecs.Actor(random), spec, across);
        }
    }

    [Fact]
    public async Task Columns_beyond_the_most_are_put_together()
    {
        await using var world = await WorldAsync(DatabaseProvider.Sqlite, 5);
        await world.Test.AddAsync([.. Enumerable.Range(0, 40).Select(i => Shaped(world, c => c.Sub2 = $"value {i:00}"))]);
        var spec = new ReportSpec { From = ReportWorld.Today.AddDays(-80), To = ReportWorld.Today, Dimensions = [ReportDimension.Partner, ReportDimension.Sub2], Measures = [ReportMeasure.Conversions] };

        var pivot = (await new PivotData(world.Reports).RunAsync(ReportWorld.Admin, spec, ReportDimension.Sub2, Stop))!;

        Assert.Equal((PivotData.MostColumns, 41 - PivotData.MostColumns), (pivot.Columns.Count, pivot.MoreColumns));
        Assert.Equal(pivot.Totals.Conversions, pivot.ColumnTotals.Sum(c => c.Conversions) + pivot.OthersTotal!.Conversions);
        Assert.All(pivot.Rows, row => Assert.Equal(row.All.Conversions, row.Cells.Sum(c => c?.Conversions ?? 0) + (row.Others?.Conversions ?? 0)));
    }

    [Fact]
    public async Task Others_of_very_many_columns_are_what_is_left_of_the_row()
    {
        await using var world = await WorldAsync(DatabaseProvider.Sqlite, 5);
        await world.Test.AddAsync([.. Enumerable.Range(0, 300).Select(i => Shaped(world, c => (c.Sub2, c.PartnerId) = ($"value {i:000}", 1 + (i % 2))))]);
        var spec = new ReportSpec { From = ReportWorld.Today.AddDays(-80), To = ReportWorld.Today, Dimensions = [ReportDimension.Partner, ReportDimension.Sub2], Measures = [ReportMeasure.Conversions, ReportMeasure.Amount] };

        await AgreesAsync(world, ReportWorld.Admin, spec, ReportDimension.Sub2);
    }

    [Theory, BothEngines]
    public async Task What_is_behind_a_row_is_as_many_orders_and_clicks_as_it_counts(DatabaseProvider engine)
    {
        await using var world = await WorldAsync(engine, 9);
        var (random, events) = (new Random(21), new ReportEvents(world.Test.Database));
        for (var i = 0; i < 40; i++)
        {
            var (actor, spec) = (i % 3 == 0 ? TestStore.Viewer(ReportWorld.Berlin, ReportWorld.NewYork) : ReportWorld.Admin, ReportSpecs.Any(random) with { CompareFrom = null, CompareTo = null });
            if (await world.Reports.RunAsync(actor, spec, Stop) is not { } result)
            {
                continue;
            }

            foreach (var row in result.Rows.Take(4))
            {
                var inside = result.Spec.Inside(row);

                Assert.Equal(row.Figures.Conversions ?? 0, (await events.OrdersAsync(actor, inside, 1_000, Stop)).Count);
                Assert.Equal(row.Figures.Clicks ?? 0, (await events.ClicksAsync(actor, inside, 1_000, Stop)).Count);
            }
        }
    }

    [Fact]
    public async Task Partner_gets_no_orders_and_clicks_behind_a_row()
    {
        await using var world = await WorldAsync(DatabaseProvider.Sqlite, 3);
        var (events, inside) = (new ReportEvents(world.Test.Database), new ReportSpec { From = ReportWorld.Today.AddDays(-90), To = ReportWorld.Today });

        Assert.NotEmpty(await events.OrdersAsync(ReportWorld.Admin, inside, 10, Stop));
        Assert.Empty(await events.OrdersAsync(TestStore.PartnerUser(1), inside, 10, Stop));
        Assert.Empty(await events.ClicksAsync(TestStore.PartnerUser(1), inside, 10, Stop));
    }

    private static async Task AgreesAsync(ReportWorld world, Actor actor, ReportSpec spec, ReportDimension across)
    {
        var flat = new Dictionary<string, ReportFigures>(StringComparer.Ordinal);
        var at = spec.Dimensions.Index().First(d => d.Item == across).Index;
        await foreach (var row in world.Reports.StreamAsync(actor, spec, Stop))
        {
            flat[Place(row.Keys.Where((_, i) => i != at)) + "|" + row.Keys[at].Value] = row.Figures;
        }

        var pivots = new PivotData(world.Reports);
        var pivot = await pivots.RunAsync(actor, spec, across, Stop);
        if (pivot is null)
        {
            Assert.Empty(flat);
            return;
        }

        var rows = new List<PivotRow>(pivot.Rows);
        for (var page = 2; rows.Count < pivot.TotalRows && page < 200; page++)
        {
            rows.AddRange((await pivots.RunAsync(actor, spec with { Page = page }, across, Stop))!.Rows);
        }

        Assert.Equal(pivot.TotalRows, rows.Count);
        var found = rows.SelectMany(r => r.Cells.Index().Where(c => c.Item is not null).Select(c => (Key: Place(r.Keys) + "|" + pivot.Columns[c.Index].Value, Text: Text(c.Item!)))).ToDictionary(c => c.Key, c => c.Text, StringComparer.Ordinal);
        var shown = pivot.Columns.Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(flat.Where(f => shown.Contains(f.Key[(f.Key.LastIndexOf('|') + 1)..])).Select(f => (f.Key, Text(f.Value))).Order(), found.Select(f => (f.Key, f.Value)).Order());
        Assert.Equal(Text(pivot.Totals), Text(FigureSums.Sum(rows.Select(r => r.All)) ?? pivot.Totals));
        Assert.Equal(Text(pivot.Totals), Text(FigureSums.Sum([.. pivot.ColumnTotals, pivot.OthersTotal]) ?? pivot.Totals));
    }

    private static string Place(IEnumerable<ReportKey> keys) => string.Join('\n', keys.Select(k => k.Value));

    private static string Text(ReportFigures figures) => string.Join(
        ' ', (object?[])[figures.Clicks, figures.CountedClicks, figures.Conversions, figures.Clickless, figures.Pending, figures.Approved, figures.Rejected, string.Join(", ", figures.Money)]);

    private static CouponPortal.Domain.Conversions.Conversion Shaped(ReportWorld world, Action<CouponPortal.Domain.Conversions.Conversion> shape)
    {
        var order = world.Order(new Random(4), Back);
        order.Status = CouponPortal.Domain.Conversions.ConversionStatus.Approved;
        order.Flags = CouponPortal.Domain.Conversions.ConversionFlags.None;
        shape(order);
        return order;
    }

    private static async Task<ReportWorld> WorldAsync(DatabaseProvider engine, int seed)
    {
        var world = await ReportWorld.CreateAsync(engine);
        var random = new Random(seed);
        object[] clicks = [.. Enumerable.Range(0, 200).Select(_ => world.Click(random, Back))];
        await world.Test.AddAsync(clicks);
        await world.Test.AddAsync([.. Enumerable.Range(0, 200).Select(i => world.Order(random, Back, clickId: i % 3 == 0 ? null : ((CouponPortal.Domain.Clicks.Click)clicks[i]).Id))]);
        return world;
    }
}
