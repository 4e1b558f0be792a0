using System.Diagnostics;
using System.Globalization;
using System.Text;
using CouponPortal.Bench.Load;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;
using CouponPortal.Tests.Support;
using Npgsql;

namespace CouponPortal.Bench.Outages;

/// <summary>How long visitors wait for their redirect while PostgreSQL answers, is cut off, and swallows what is sent; the moment in which it fails is part of the round.</summary>
internal static class OutageBench
{
    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var load = Machine.Load();
        await using var cluster = await PostgresCluster.StartAsync(cancel);
        Cores.PinServer(cluster.Pid);
        var own = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync(cancel));
        await using var proxy = new TcpProxy(own.Port);
        own.Port = proxy.Port;
        using var server = await Product.OnPostgresAsync(own.ToString(), cancel);
        var requests = Requests.Clicks([.. (await Shop.OpenAsync(server, options.Codes, cancel)).Select(c => c.Code)]);
        var text = new StringBuilder($"Redirects on PostgreSQL through a proxy on the same machine, rounds of {options.Seconds} s. Load before: {load}\n\n| connections | PostgreSQL | redirects/s | p50 ms | p99 ms | p99 to normal |\n| ---: | --- | ---: | ---: | ---: | ---: |\n");
        foreach (var connections in options.Connections ?? [64, 8])
        {
            using var loop = new LoadLoop(server, connections);
            loop.WarmUp(requests, cancel);
            var rounds = new Dictionary<Line, List<Round>>();
            for (var i = 0; i < options.Rounds; i++)
            {
                foreach (var line in (Line[])[Line.Open, Line.Cut, Line.Swallowing])
                {
                    // Switched when the round is under way.
                    await using var timer = new Timer(_ => proxy.Switch(line), null, TimeSpan.FromMilliseconds(200), Timeout.InfiniteTimeSpan);
                    var round = loop.Run(requests, TimeSpan.FromSeconds(options.Seconds), cancel);
                    rounds.TryAdd(line, []);
                    rounds[line].Add(round);
                    proxy.Switch(Line.Open);
                    await DrainedAsync(server, cancel);
                }
            }

            var normal = Median(rounds[Line.Open].ConvertAll(r => r.P99));
            foreach (var (line, all) in rounds)
            {
                var p99 = Median(all.ConvertAll(r => r.P99));
                text.AppendLine(CultureInfo.InvariantCulture, $"| {connections} | {NameOf(line)} | {Median(all.ConvertAll(r => r.PerSecond)):N0} | {Median(all.ConvertAll(r => r.P50)):0.00} | {p99:0.00} | {p99 / normal:0.0} |");
            }
        }

        return text.ToString();
    }

    private static string NameOf(Line line) => line switch
    {
        Line.Open => "answers",
        Line.Cut => "is cut off",
        Line.Swallowing => "swallows everything",
        _ => throw new ArgumentOutOfRangeException(nameof(line)),
    };

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // What was kept is stored before the next round begins.
    private static async Task DrainedAsync(ServerProcess server, CancellationToken cancel)
    {
        var spool = new FileInfo(Path.Combine(server.Folder, "clicks.spool"));
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(200, cancel))
        {
            spool.Refresh();
            if (!spool.Exists || spool.Length == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException("The spool was not emptied within two minutes.");
    }
}
