using System.Diagnostics;
using System.Globalization;
using System.Text;
using CouponPortal.Bench.Report;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Features.Coupons;
using CouponPortal.Tests.Support;

namespace CouponPortal.Bench.Lists;

/// <summary>Times the list's own service, in this process, warm: each query's first page, one in the middle and the last.</summary>
internal static class ListBench
{
    private const int Warm = 2;

    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var load = Machine.Load();
        var folder = Directory.CreateTempSubdirectory("couponportal-bench-").FullName;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {load}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.Rows:N0} coupons, {options.Rounds} rounds after {Warm} to warm up; median / most milliseconds of a page of 25 at the service.").AppendLine();
        try
        {
            if (options.Sqlite)
            {
                await using var database = new Database(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "list.db")}");
                await MeasureAsync(database, options, text, cancel);
            }

            if (options.Postgres)
            {
                await using var cluster = await PostgresCluster.StartAsync(cancel);
                await using var database = new Database(DatabaseProvider.Postgres, await cluster.CreateDatabaseAsync(cancel));
                await MeasureAsync(database, options, text, cancel);
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }

        return text.ToString();
    }

    private static async Task MeasureAsync(Database database, BenchOptions options, StringBuilder text, CancellationToken cancel)
    {
        var seeding = Stopwatch.StartNew();
        await ListSeed.FillAsync(database, options.Rows, cancel);
        await Console.Error.WriteLineAsync($"{database.Provider}: {options.Rows:N0} rows in {seeding.Elapsed.TotalSeconds:F1} s");
        using var catalog = new Catalog(database, new CatalogSignal());
        await catalog.RefreshAsync(cancel);
        var list = new CouponList(database, catalog, new At(ListSeed.Now));
        var slowest = 0.0;
        text.AppendLine(CultureInfo.InvariantCulture, $"| {SnakeCase.Of(database.Provider)}: coupons of | sorted by | found | first page | middle page | last page |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var (_, actor, filter, sort, descending) in ListQueries.All)
        {
            await list.FindAsync(actor, filter, new PageRequest(SortBy: sort, Descending: descending), cancel);
        }

        foreach (var (name, actor, filter, sort, descending) in ListQueries.All)
        {
            var first = await list.FindAsync(actor, filter, new PageRequest(SortBy: sort, Descending: descending), cancel);
            var middle = PageOf(first.Total / 2);
            var pages = ((int Skip, bool FromEnd)[])[(0, false), (middle, false), (0, true)];
            var cells = new List<string>();
            foreach (var (skip, fromEnd) in pages)
            {
                var times = Spread.Of(await TimesAsync(() => list.FindAsync(actor, filter, new PageRequest(skip, SortBy: sort, Descending: descending, FromEnd: fromEnd), cancel), options.Rounds));
                slowest = Math.Max(slowest, times.Median);
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{times.Median:F1} / {times.Max:F1}"));
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {sort ?? "newest"} | {first.Total:N0} | {string.Join(" | ", cells)} |");
            await Console.Error.WriteLineAsync($"{database.Provider} {name} by {sort ?? "newest"}: {string.Join(", ", cells)}");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Slowest median: {slowest:F1} ms.").AppendLine();
    }

    private static int PageOf(int row) => row / PageRequest.DefaultTake * PageRequest.DefaultTake;

    private static async Task<List<double>> TimesAsync<T>(Func<Task<T>> read, int rounds)
    {
        var times = new List<double>();
        for (var i = 0; i < Warm + rounds; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await read();
            if (i >= Warm)
            {
                times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
        }

        return times;
    }

    private sealed class At(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(now);
    }
}
