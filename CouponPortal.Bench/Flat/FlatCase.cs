using System.Globalization;
using System.Text;
using CouponPortal.Bench.Load;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Reports;
using CouponPortal.Bench.Servers;
using CouponPortal.Data;
using CouponPortal.Tests.Support;

namespace CouponPortal.Bench.Flat;

/// <summary>Whether a click and an order cost the same with millions of rows in the store as with none: the same load, each time on a fuller store.</summary>
internal static class FlatCase
{
    private const int Connections = 64;

    // Twentieths of all rows.
    private static readonly int[] Levels = [0, 1, 5, 20];

    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {Machine.Load()}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Connections} connections, {options.Rounds} rounds of {options.Seconds} s each by turns with the empty endpoint; median.").AppendLine();
        text.AppendLine("| engine | stored clicks | stored orders | case | requests/s | of the empty endpoint | CPU µs | beside the empty store |");
        text.AppendLine("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |");
        Cores.PinSelf();
        if (options.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("couponportal-bench-").FullName;
            try
            {
                await MeasureAsync(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "portal.db")}", options, text, cancel);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        if (options.Postgres)
        {
            await using var cluster = await PostgresCluster.StartAsync(cancel);
            Cores.PinServer(cluster.Pid);
            await MeasureAsync(DatabaseProvider.Postgres, await cluster.CreateDatabaseAsync(cancel), options, text, cancel);
        }

        return text.ToString();
    }

    private static async Task MeasureAsync(DatabaseProvider provider, string connection, BenchOptions options, StringBuilder text, CancellationToken cancel)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Database__Provider"] = Domain.SnakeCase.Of(provider), ["Database__ConnectionString"] = connection };
        await using var database = new Database(provider, connection);
        var seed = new ReportSeed(database, options.Clicks, options.Orders, options.Days);
        await seed.AddCatalogAsync(cancel);
        var first = new Dictionary<string, double>(StringComparer.Ordinal);
        var filled = 0;
        foreach (var level in Levels)
        {
            var until = options.Days * level / Levels[^1];
            await seed.FillDaysAsync(filled, until, cancel);
            await SettleAsync(database, level > 0, cancel);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            using var product = await Product.StartAsync("product", settings, cancel);
            using var empty = await ServerProcess.StartAsync("empty", ["dotnet", typeof(FlatCase).Assembly.Location, EmptyServer.Mode], "", "/", new Dictionary<string, string>(StringComparer.Ordinal), cancel);
            var clicks = level == 0 ? await Shop.OpenAsync(product, options.Codes, cancel) : await Shop.ClickAsync(product, options.Codes, cancel);
            foreach (var requests in (Requests[])[Requests.Clicks([.. clicks.Select(c => c.Code)]), Requests.Postbacks(clicks)])
            {
                using var own = new LoadLoop(product, Connections);
                using var reference = new LoadLoop(empty, Connections);
                own.WarmUp(requests, cancel);
                reference.WarmUp(requests, cancel);
                var (mine, theirs) = (new List<Round>(), new List<Round>());
                for (var round = 0; round < options.Rounds; round++)
                {
                    mine.Add(own.Run(requests, TimeSpan.FromSeconds(options.Seconds), cancel));
                    theirs.Add(reference.Run(requests, TimeSpan.FromSeconds(options.Seconds), cancel));
                }

                var (rate, cpu) = (Spread.Of(mine.Select(r => r.PerSecond)).Median, Spread.Of(mine.Select(r => r.Cpu)).Median);
                var ratio = rate / Spread.Of(theirs.Select(r => r.PerSecond)).Median;
                var base0 = first.TryAdd(requests.Name, ratio) ? ratio : first[requests.Name];
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {Domain.SnakeCase.Of(provider)} | {(long)options.Clicks * until / options.Days:N0} | {(long)options.Orders * until / options.Days:N0} | {requests.Name} | {rate:N0} | {ratio:F2} | {cpu:F1} | {ratio / base0:F2} |");
                await Console.Error.WriteLineAsync($"{provider} at {level}/{Levels[^1]}: {requests.Name} {rate:N0}/s, {ratio:F2}, CPU {cpu:F1} µs");
            }

            filled = until;
        }
    }

    // Rows were given ids of their own; and what PostgreSQL does by itself a minute after so many rows is not to fall into a round.
    private static async Task SettleAsync(Database database, bool hasRows, CancellationToken cancel)
    {
        if (database.Provider != DatabaseProvider.Postgres)
        {
            return;
        }

        await using var connection = await database.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            DO $$ DECLARE t text; BEGIN
              FOREACH t IN ARRAY ARRAY['advertisers', 'offers', 'partners', 'coupons'] LOOP
                EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), (SELECT MAX(id) FROM %I))', t, t);
              END LOOP;
            END $$
            """;
        await command.ExecuteNonQueryAsync(cancel);
        if (hasRows)
        {
            command.CommandText = "VACUUM ANALYZE";
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
