using System.Globalization;
using System.Text;
using CouponPortal.Bench.Report;
using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Attribution;
using CouponPortal.Features.Clicks;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Dashboard;
using CouponPortal.Features.Reports;
using CouponPortal.Intake;

namespace CouponPortal.Bench.Reports;

/// <summary>Times the services behind the pages that read rows or both rows and rollups: the dashboard, the two lists and the Attribution Report.</summary>
internal static class PageBench
{
    private const int Warm = 2;

    private static readonly Actor Admin = new("bench@network.example", Role.NetworkAdmin, []);
    private static readonly Actor Staff = new("bench@shop.example", Role.AdvertiserManager, [1]);

    public static async Task RunAsync(Database database, TimeProvider clock, int rounds, StringBuilder notes, CancellationToken cancel)
    {
        notes.AppendLine(CultureInfo.InvariantCulture, $"| {SnakeCase.Of(database.Provider)}: page at the service, 30 days | network admin | staff of the largest advertiser |");
        notes.AppendLine("| --- | ---: | ---: |");
        using var catalog = new Catalog(database, new CatalogSignal());
        await catalog.RefreshAsync(cancel);
        foreach (var (name, read) in Pages(database, new CapLines(catalog, new CapCounters(), clock), clock, cancel))
        {
            var cells = new List<string>();
            foreach (var actor in (Actor[])[Admin, Staff])
            {
                var times = new List<double>();
                for (var i = 0; i < Warm + rounds; i++)
                {
                    await ReportBench.TimeAsync(i < Warm ? [] : times, async () =>
                    {
                        await read(actor);
                        return true;
                    });
                }

                cells.Add(ReportBench.Both(Spread.Of(times)));
            }

            notes.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} |");
            await Console.Error.WriteLineAsync($"{database.Provider} {name}: {string.Join(", ", cells)}");
        }

        notes.AppendLine();
    }

    private static IEnumerable<(string Name, Func<Actor, Task> Read)> Pages(Database database, CapLines caps, TimeProvider clock, CancellationToken cancel)
    {
        var reports = new ReportData(database, clock);
        var figures = new DashboardFigures(database, reports, clock);
        var attention = new DashboardAttention(database, new SilentDoors(database, clock), reports, caps, clock);
        var (orders, clicks, attribution) = (new ConversionList(database, clock), new ClickList(database, clock), new AttributionReport(database, clock));
        yield return ("Dashboard: figures and trend", actor => figures.GetAsync(actor, cancel: cancel));
        yield return ("Dashboard: top codes and partners", actor => figures.TopsAsync(actor, "EUR", cancel: cancel));
        yield return ("Dashboard: orders by what decided", actor => figures.BasisAsync(actor, cancel: cancel));
        yield return ("Dashboard: what needs attention", actor => attention.GetAsync(actor, cancel: cancel));
        yield return ("Conversion Report", actor => Find(actor, new()));
        yield return ("Conversion Report, one code", actor => Find(actor, new() { CouponCode = "CODE17" }));
        yield return ("Conversion Report, one partner", actor => Find(actor, new() { PartnerId = 3 }));
        yield return ("Conversion Report, rejected", actor => Find(actor, new() { Status = ConversionStatus.Rejected }));
        yield return ("Conversion Report, Exclusive codes", actor => Find(actor, new() { Basis = AttributionBasis.ExclusiveCode }));
        yield return ("Click Report", actor => clicks.NewestAsync(actor, new() { Days = DatePreset.Last30Days }, PageRequest.DefaultTake, null, cancel));
        yield return ("Click Report, one code", actor => clicks.NewestAsync(actor, new() { Days = DatePreset.Last30Days, CouponCode = "CODE17" }, PageRequest.DefaultTake, null, cancel));
        yield return ("Attribution Report, the largest advertiser's", actor => attribution.FindAsync(actor, new() { AdvertiserId = 1, Days = DatePreset.Last30Days }, new PageRequest(), cancel));
        yield return ("Attribution Report, its sums", actor => attribution.SumAsync(actor, new() { AdvertiserId = 1, Days = DatePreset.Last30Days }, null, cancel));

        Task Find(Actor actor, ConversionFilter filter) => orders.FindAsync(actor, filter with { Days = DatePreset.Last30Days }, new PageRequest(), cancel);
    }
}
