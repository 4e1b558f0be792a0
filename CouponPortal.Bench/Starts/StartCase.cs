using System.Diagnostics;
using System.Globalization;
using System.Text;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;
using CouponPortal.Tests.Support;

namespace CouponPortal.Bench.Starts;

/// <summary>How long an operator waits: from the command to a portal that says it is ready, and what it holds then.</summary>
internal static class StartCase
{
    private static readonly Dictionary<string, string> Demo = new(StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Demo__Enabled"] = "true" };

    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {Machine.Load()}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.Rounds} starts each, on one core; median (least–most).").AppendLine();
        text.AppendLine("| start | seconds to ready | processor seconds | memory MB |").AppendLine("| --- | ---: | ---: | ---: |");
        if (options.Sqlite)
        {
            await AddAsync("SQLite, from nothing: makes the store", [], again: false);
            await AddAsync("SQLite, an empty store", [], again: true);
            await AddAsync("SQLite, the demo network: makes it", Demo, again: false);
            await AddAsync("SQLite, the demo network", Demo, again: true);
        }

        if (options.Postgres)
        {
            await using var cluster = await PostgresCluster.StartAsync(cancel);
            var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Database__Provider"] = "postgres", ["Database__ConnectionString"] = await cluster.CreateDatabaseAsync(cancel) };
            await AddAsync("PostgreSQL, an empty store", settings, again: true);
        }

        return text.ToString();

        async Task AddAsync(string name, Dictionary<string, string> settings, bool again)
        {
            var (waited, busy, memory) = (new List<double>(), new List<double>(), new List<double>());
            using var kept = new TemporaryStore();
            for (var i = 0; i < options.Rounds + (again ? 1 : 0); i++)
            {
                using var fresh = new TemporaryStore();
                var watch = Stopwatch.StartNew();
                using var server = await Product.StartAsync(name, (again ? kept : fresh).For(settings), cancel);
                if (i > 0 || !again)
                {
                    waited.Add(watch.Elapsed.TotalSeconds);
                    busy.Add(server.ProcessorTime.TotalSeconds);
                    memory.Add(server.Memory.Now / 1e6);
                }
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {Of(waited, "F2")} | {Of(busy, "F2")} | {Of(memory, "F0")} |");
            await Console.Error.WriteLineAsync($"{name}: {Of(waited, "F2")} s");
        }
    }

    private static string Of(List<double> values, string format)
    {
        var spread = Spread.Of(values);
        return $"{Number(spread.Median)} ({Number(spread.Min)}–{Number(spread.Max)})";

        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A folder for a SQLite file that outlives the server which made it.</summary>
    private sealed class TemporaryStore : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("couponportal-bench-").FullName;

        public Dictionary<string, string> For(Dictionary<string, string> settings) => settings.ContainsKey("Database__Provider")
            ? settings
            : new(settings, StringComparer.Ordinal) { ["Database__ConnectionString"] = $"Data Source={Path.Combine(_folder, "portal.db")}" };

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
