using CouponPortal.Bench.Load;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;
using CouponPortal.Tests.Support;

namespace CouponPortal.Bench;

/// <summary>All servers side by side, one round of each in turn: what disturbs the machine disturbs them alike.</summary>
internal sealed class Comparison(BenchOptions options, CancellationToken cancel) : IAsyncDisposable
{
    private static readonly int[] Connections = [64, 8];
    private readonly List<Contestant> _contestants = [];
    private PostgresCluster? _cluster;

    public async Task<List<Row>> RunAsync()
    {
        await StartAsync();
        Cores.PinSelf();
        var rows = new List<Row>();
        foreach (var (index, name) in new[] { "click", "postback" }.Index())
        {
            foreach (var connections in options.Connections ?? Connections)
            {
                if (options.Case is null || options.Case == name)
                {
                    rows.AddRange(Measure(c => c.Cases[index], connections));
                }
            }
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        _contestants.ForEach(c => c.Server.Dispose());
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        var made = Enumerable.Range(0, options.Codes).Select(i => (Shop.CodeOf(i), ClickId: new string('a', 32))).ToList();
        Add(await OwnAsync(EmptyServer.Mode, "empty Kestrel endpoint"), made);
        if (await NginxServer.StartAsync(cancel) is { } nginx)
        {
            Add(nginx, made);
        }

        if (options.Sqlite)
        {
            var sqlite = await Product.OnSqliteAsync(cancel);
            Add(sqlite, null);
            Add(sqlite, await Shop.OpenAsync(sqlite, options.Codes, cancel));
        }

        if (options.Postgres)
        {
            _cluster = await PostgresCluster.StartAsync(cancel);
            Cores.PinServer(_cluster.Pid);
            var postgres = await Product.OnPostgresAsync(_cluster, cancel);
            Add(postgres, null);
            Add(postgres, await Shop.OpenAsync(postgres, options.Codes, cancel));
        }

        if (options.Naive)
        {
            Add(await OwnAsync(NaiveServer.Mode, "for contrast: EF Core SaveChanges a request, SQLite"), made);
        }
    }

    // Noted before its shop is opened, so that a failure there ends it as well; the second note replaces the first.
    private void Add(ServerProcess server, List<(string Code, string ClickId)>? clicks)
    {
        _contestants.RemoveAll(c => ReferenceEquals(c.Server, server));
        _contestants.Add(new(server, clicks is null ? [] : [Requests.Clicks([.. clicks.Select(c => c.Code)]), Requests.Postbacks(clicks)]));
    }

    private Task<ServerProcess> OwnAsync(string mode, string name) => ServerProcess.StartAsync(
        name, ["dotnet", typeof(Comparison).Assembly.Location, mode], "", "/", new Dictionary<string, string>(StringComparer.Ordinal), cancel);

    private List<Row> Measure(Func<Contestant, Requests> caseOf, int connections)
    {
        var loops = _contestants.ConvertAll(c => new LoadLoop(c.Server, connections));
        try
        {
            var rounds = _contestants.ConvertAll(_ => new List<Round>());
            for (var i = 0; i < loops.Count; i++)
            {
                loops[i].WarmUp(caseOf(_contestants[i]), cancel);
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                for (var i = 0; i < loops.Count; i++)
                {
                    rounds[i].Add(loops[i].Run(caseOf(_contestants[i]), TimeSpan.FromSeconds(options.Seconds), cancel));
                    Tell(_contestants[i].Server, caseOf(_contestants[i]), connections, rounds[i][^1]);
                }
            }

            return [.. _contestants.Select((c, i) => new Row(caseOf(c).Name, connections, c.Server.Name, Summary.Of(rounds[i]), Summary.Of(rounds[0])))];
        }
        finally
        {
            loops.ForEach(l => l.Dispose());
        }
    }

    private static void Tell(ServerProcess server, Requests requests, int connections, Round round) => Console.Error.WriteLine(
        $"{requests.Name}, {connections} connections, {server.Name}: {round.PerSecond:N0}/s, p99 {round.P99:N2} ms, CPU {round.Cpu:N1} µs");

    private sealed record Contestant(ServerProcess Server, Requests[] Cases);
}
