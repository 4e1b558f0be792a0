using System.Data;
using System.Diagnostics;
using System.Globalization;
using CouponPortal.Testing;
using Npgsql;

namespace CouponPortal.Tests.Support;

/// <summary>
/// A throw-away PostgreSQL server on 127.0.0.1 with the durability of production, so that crash and concurrency tests prove something.
/// It is gone, with its folder, when disposed and also when this process ends in any way, SIGKILL included.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    // The shell's standard input is a pipe only this process holds open: it ends when we close it or die, and either way the
    // shell stops the server. PR_SET_PDEATHSIG would not do: it fires when the pool thread that forked retires, mid-run.
    // Signals are ignored because Ctrl+C reaches the whole group, and the shell has to outlive us to clean up.
    private const string Watch = """
        trap '' INT HUP TERM
        stop() { "$1/pg_ctl" stop -m immediate -w -D "$2/data" >>"$2/server.log" 2>&1; }
        "$1/pg_ctl" start -w -t 60 -D "$2/data" -l "$2/server.log" -o "$3" >>"$2/server.log" 2>&1 </dev/null || { stop "$1" "$2"; exit 1; }
        head -n 1 "$2/data/postmaster.pid"
        read -r end
        stop "$1" "$2"
        rm -rf "$2"
        """;

    private static readonly Lazy<Task<PostgresCluster>> Shared = new(() => StartAsync());

    private readonly Process _watch;
    private readonly NpgsqlConnectionStringBuilder _server;

    private PostgresCluster(Process watch, int pid, int port)
    {
        (_watch, Pid) = (watch, pid);

        // Every test has its own database and so its own pool: idle connections must go quickly, or they use up max_connections.
        _server = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Database = "postgres",
            MaxPoolSize = 40,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 1,
            IncludeErrorDetail = true,
        };
    }

    /// <summary>The process id of the server itself.</summary>
    public int Pid { get; }

    /// <summary>The one server of this test process, started on first use; it stops when the process ends.</summary>
    public static Task<PostgresCluster> SharedAsync() => Shared.Value;

    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellationToken = default)
    {
        var bin = Prerequisites.PostgresBin();
        var folder = Directory.CreateTempSubdirectory("couponportal-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["postgres:", folder]);
            await chown.WaitForExitAsync(cancellationToken);
        }

        // --no-sync spares initdb's own flushing only; the server below keeps every one of its flushes.
        using var initdb = Start(folder, Path.Combine(bin, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync");
        var errors = initdb.StandardError.ReadToEndAsync(cancellationToken);
        await initdb.StandardOutput.ReadToEndAsync(cancellationToken);
        await initdb.WaitForExitAsync(cancellationToken);
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException("initdb failed: " + await errors);
        }

        // Another process can take a free port before the server does; then the server refuses to start and the next port is tried.
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var port = LoopbackPort.Free();
            var options = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 -c shared_buffers=256MB -c fsync=on -c full_page_writes=on -c synchronous_commit=on";
            var watch = Start(folder, "/bin/sh", "-c", Watch, "postgres-watch", bin, folder, options);
            if (await watch.StandardOutput.ReadLineAsync(cancellationToken) is { } pid)
            {
                var cluster = new PostgresCluster(watch, int.Parse(pid, CultureInfo.InvariantCulture), port);
                await cluster.WaitUntilReadyAsync(cancellationToken);
                return cluster;
            }

            watch.Dispose();
        }

        var log = await File.ReadAllTextAsync(Path.Combine(folder, "server.log"), cancellationToken);
        Directory.Delete(folder, recursive: true);
        throw new InvalidOperationException("PostgreSQL did not start:\n" + log);
    }

    /// <summary>Makes a new empty database and returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default) => CreateDatabaseAsync("template1", cancellationToken);

    /// <summary>Makes a copy of a database that nobody is connected to and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string template, CancellationToken cancellationToken = default)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        _watch.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _watch.WaitForExitAsync(patience.Token);
        _watch.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        while (connection.State != ConnectionState.Open)
        {
            try
            {
                await connection.OpenAsync(cancellationToken);
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        // PostgreSQL refuses to run as root. A session of its own keeps the watch alive when our whole process group is killed.
        string[] prefix = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        string[] session = OperatingSystem.IsLinux() ? ["setsid"] : [];
        string[] command = [.. session, .. prefix, program, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            // A folder its user may enter, wherever the tests were started from.
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
