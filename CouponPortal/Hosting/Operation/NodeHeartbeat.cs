using System.Data.Common;
using CouponPortal.Data;
using CouponPortal.Data.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting.Operation;

/// <summary>Writes down now and again that this process lives and how it is, so that any node's System page shows all of them; and keeps the claim on its number.</summary>
internal sealed class NodeHeartbeat(Database database, DatabaseStart start, NodeReport report, JobLog jobs, Drain drain, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<NodeHeartbeat> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // On SQLite nobody else reads it: only a restart, and the page when the process is gone.
    private readonly TimeSpan _every = TimeSpan.FromSeconds(database.Provider == DatabaseProvider.Sqlite ? 20 : 5);
    private readonly DateTime _started = time.GetUtcNow().UtcDateTime;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await BeatAsync(NodeState.Stopped, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RememberAsync(stoppingToken);
        using var timer = new PeriodicTimer(_every, time);
        do
        {
            if (!await KeepsNumberAsync(stoppingToken))
            {
                log.LogCritical("Another process has taken Node {Node} while the database was away: this one stops, or two events could get one key.", report.Number);
                lifetime.StopApplication();
                return;
            }

            await BeatAsync(drain.IsDraining ? NodeState.Draining : NodeState.Running, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RememberAsync(CancellationToken cancel)
    {
        try
        {
            await using var db = database.CreateDbContext();
            if (await db.Nodes.AsNoTracking().SingleOrDefaultAsync(n => n.Id == report.Number, cancel) is { } before)
            {
                jobs.Remember(NodeFigures.Of(before.Figures).Jobs);
            }
        }
        catch (DbException error)
        {
            log.LogWarning(error, "What the jobs did before this start could not be read.");
        }
    }

    private async Task<bool> KeepsNumberAsync(CancellationToken cancel)
    {
        try
        {
            return await start.KeepNodeAsync(cancel).WaitAsync(Patience, cancel);
        }
        catch (Exception error) when (error is DbException or TimeoutException or IOException)
        {
            // Nobody can have it while the database is away; it is asked again with the next beat.
            return true;
        }
    }

    private async Task BeatAsync(NodeState state, CancellationToken cancel)
    {
        try
        {
            await WriteAsync(state, cancel).WaitAsync(Patience, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The writer tells of a store that is down, once.
            log.LogDebug(error, "The heartbeat could not be written.");
        }
    }

    private async Task WriteAsync(NodeState state, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (host, figures) = (Environment.MachineName, report.Now().ToJson());
        await using var db = database.CreateDbContext();
        var known = await db.Nodes.Where(n => n.Id == report.Number).ExecuteUpdateAsync(
            set => set.SetProperty(n => n.Host, host).SetProperty(n => n.Version, ProductVersion.Text).SetProperty(n => n.State, state)
                .SetProperty(n => n.StartedAt, _started).SetProperty(n => n.SeenAt, now).SetProperty(n => n.Figures, figures),
            cancel);
        if (known == 0)
        {
            db.Nodes.Add(new Node { Id = report.Number, Host = host, Version = ProductVersion.Text, State = state, StartedAt = _started, SeenAt = now, Figures = figures });
            await db.SaveChangesAsync(cancel);
        }
    }
}
