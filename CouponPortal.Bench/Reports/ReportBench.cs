using System.Diagnostics;
using System.Globalization;
using System.Text;
using CouponPortal.Bench.Report;
using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Bench.Reports;

/// <summary>Times the one report query in this process, warm: the first page of 30 days by each preset, beside the best hand-written SQL on the same data.</summary>
internal static class ReportBench
{
    public const string Mark = "bench reports";
    private const int Warm = 2;

    private static readonly (ReportDimension By, string? Column)[] Presets =
    [
        (ReportDimension.Partner, "partner_id"), (ReportDimension.Offer, "offer_id"), (ReportDimension.Coupon, "coupon_id"), (ReportDimension.Advertiser, "advertiser_id"), (ReportDimension.Day, null),
    ];

    private static readonly Actor Admin = new("bench@network.example", Role.NetworkAdmin, []);

    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {Machine.Load()}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.Clicks:N0} clicks and {options.Orders:N0} orders over {options.Days} days; {options.Rounds} rounds after {Warm} to warm up, by turns; median / most milliseconds.").AppendLine();
        text.AppendLine("| engine | report of 30 days | rows | first page at the service | best hand-written SQL | ratio | over rollups | over rows |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var notes = new StringBuilder();
        if (options.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("couponportal-bench-").FullName;
            try
            {
                await using var database = new Database(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "reports.db")}");
                await using (var connection = await database.OpenAsync(cancel))
                {
                    await RunAsync(connection, "PRAGMA journal_mode=WAL", cancel);
                }

                await MeasureAsync(database, options, text, notes, cancel);
            }
            finally
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }

        if (options.Postgres)
        {
            await using var cluster = options.At is null ? await PostgresCluster.StartAsync(cancel) : null;
            await using var database = new Database(DatabaseProvider.Postgres, options.At ?? await cluster!.CreateDatabaseAsync(cancel));
            await MeasureAsync(database, options, text, notes, cancel);
        }

        return text.AppendLine().Append(notes).ToString();
    }

    private static async Task MeasureAsync(Database database, BenchOptions options, StringBuilder text, StringBuilder notes, CancellationToken cancel)
    {
        var filled = options.At is not null && await IsFilledAsync(database, cancel)
            ? TimeSpan.Zero
            : await new ReportSeed(database, options.Clicks, options.Orders, options.Days).FillAsync(cancel);
        if (database.Provider == DatabaseProvider.Postgres && filled > TimeSpan.Zero)
        {
            // What autovacuum does a minute after so many rows.
            await using var connection = await database.OpenAsync(cancel);
            await RunAsync(connection, "VACUUM ANALYZE", cancel);
        }

        var clock = new At(ReportSeed.Now);
        await new RollupRebuild(database, clock).RunAsync(cancel);
        var reports = new ReportData(database, clock);
        var to = DateOnly.FromDateTime(ReportSeed.Now);
        foreach (var advertiser in (int?[])[null, 1])
        {
            foreach (var (by, column) in Presets)
            {
                var spec = new ReportSpec { AdvertiserId = advertiser, From = to.AddDays(-29), To = to, Dimensions = [by], Measures = Enum.GetValues<ReportMeasure>() };
                var hand = new HandWritten(column, advertiser, spec.From.Value, to);
                var first = (await reports.RunAsync(Admin, spec, cancel))!;
                await CheckAsync(first, hand, database, cancel);
                var (own, rollups, rows) = (new List<double>(), new List<double>(), new List<double>());
                for (var i = 0; i < Warm + options.Rounds; i++)
                {
                    var list = i < Warm ? (new List<double>(), new List<double>(), new List<double>()) : (own, rollups, rows);
                    await TimeAsync(list.Item1, () => reports.RunAsync(Admin, spec, cancel));
                    await TimeAsync(list.Item2, () => hand.OverRollupsAsync(database, cancel));
                    await TimeAsync(list.Item3, () => hand.OverRowsAsync(database, cancel));
                }

                var (mine, byRollups, byRows) = (Spread.Of(own), Spread.Of(rollups), Spread.Of(rows));
                var best = Math.Min(byRollups.Median, byRows.Median);
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {SnakeCase.Of(database.Provider)} | by {SnakeCase.Of(by)}, {(advertiser is null ? "all advertisers" : "the largest advertiser")} | {first.TotalRows:N0} | {Both(mine)} | {best:F1} | {mine.Median / best:F2} | {Both(byRollups)} | {Both(byRows)} |");
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{database.Provider} by {by} {advertiser}: {Both(mine)}, rollups {Both(byRollups)}, rows {Both(byRows)}"));
            }
        }

        await PageBench.RunAsync(database, clock, options.Rounds, notes, cancel);
        var fill = filled > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"filled through the event store in {filled.TotalSeconds:N0} s") : "as it was filled before";
        notes.AppendLine(CultureInfo.InvariantCulture, $"- {SnakeCase.Of(database.Provider)}: {fill}, with {await RollupRowsAsync(database, to, cancel)} of rollups for the 30 days.");
    }

    private static async Task<bool> IsFilledAsync(Database database, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        return await db.Database.CanConnectAsync(cancel) && (await db.Database.GetAppliedMigrationsAsync(cancel)).Any() && await db.Clicks.AnyAsync(cancel);
    }

    private static async Task CheckAsync(ReportResult result, HandWritten hand, Database database, CancellationToken cancel)
    {
        var (rollups, rows) = (await hand.OverRollupsAsync(database, cancel), await hand.OverRowsAsync(database, cancel));
        var own = (result.Totals.Clicks ?? 0, result.Totals.Conversions ?? 0);
        if (!result.FromRollups || own != rollups || own != rows)
        {
            throw new InvalidOperationException($"The report says {own}, the rollups {rollups}, the rows {rows}.");
        }
    }

    internal static async Task TimeAsync<T>(List<double> times, Func<Task<T>> read)
    {
        var from = Stopwatch.GetTimestamp();
        await read();
        times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
    }

    private static async Task<string> RollupRowsAsync(Database database, DateOnly to, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var from = to.DayNumber - 29;
        var (clicks, orders) = (db.ClickRollups.Where(r => r.Day >= from), db.ConversionRollups.Where(r => r.Day >= from));
        var (ofClicks, ofOrders) = (await clicks.CountAsync(cancel), await orders.CountAsync(cancel));
        return string.Create(CultureInfo.InvariantCulture, $"{ofClicks:N0} and {ofOrders:N0} rows");
    }

    private static async Task RunAsync(System.Data.Common.DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal static string Both(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:F1} / {spread.Max:F1}");

    internal sealed class At(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(now);
    }
}
