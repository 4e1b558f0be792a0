using System.Data.Common;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Nodes;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Operations;

/// <summary>A node as the page shows it.</summary>
/// <param name="IsThis">The one that answers.</param>
public sealed record NodeView(int Number, string Host, string Version, NodeState State, bool IsAlive, bool IsThis, DateTime StartedAt, DateTime SeenAt, NodeFigures Figures);

/// <summary>How the installation is.</summary>
/// <param name="Store">Null when the database does not answer.</param>
/// <param name="Nodes">By number; those that were stopped long ago as well.</param>
public sealed record SystemView(DateTime At, long CatalogVersion, int Coupons, StoreReport? Store, IReadOnlyList<NodeView> Nodes)
{
    public NodeView? This => Nodes.FirstOrDefault(n => n.IsThis);
}

/// <summary>How the installation is, for the network admin. Pages that ask every two seconds share one look at the database.</summary>
public sealed class SystemStatus(Database database, Catalog catalog, NodeReport report, TimeProvider time) : IDisposable
{
    public const string Refusal = "How the servers are is the network administrator's to see.";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1, 1);
    private SystemView? _last;

    /// <returns>Null for everybody but the network admin.</returns>
    public async Task<SystemView?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsNetworkAdmin)
        {
            return null;
        }

        await _one.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow().UtcDateTime;
            if (_last is null || now - _last.At >= Fresh || now < _last.At)
            {
                _last = await LookAsync(now, cancel);
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<SystemView> LookAsync(DateTime now, CancellationToken cancel)
    {
        var own = report.Now();
        IReadOnlyList<Node> nodes;
        StoreReport? store;
        try
        {
            // Off the asking circuit: SQLite works on the thread that asks.
            (store, nodes) = await Task.Run(() => FromStoreAsync(cancel), cancel).WaitAsync(Patience, cancel);
        }
        catch (Exception error) when (error is DbException or TimeoutException)
        {
            // The page is most needed when the database is away.
            (store, nodes) = (null, []);
        }

        return new(now, own.CatalogVersion, catalog.IsLoaded ? catalog.Current.CouponCount : 0, store, [.. With(nodes, own, now).OrderBy(n => n.Number)]);
    }

    private async Task<(StoreReport, IReadOnlyList<Node>)> FromStoreAsync(CancellationToken cancel)
    {
        var store = await StoreReport.ReadAsync(database, cancel);
        await using var db = database.CreateDbContext();
        return (store, await db.Nodes.AsNoTracking().ToListAsync(cancel));
    }

    // Of this process the moment is known; of the others their last heartbeat.
    private IEnumerable<NodeView> With(IReadOnlyList<Node> nodes, NodeFigures own, DateTime now)
    {
        var mine = nodes.FirstOrDefault(n => n.Id == report.Number);
        yield return new(report.Number, Environment.MachineName, mine?.Version ?? "", mine?.State ?? NodeState.Running, IsAlive: true, IsThis: true, mine?.StartedAt ?? now, now, own);
        foreach (var node in nodes.Where(n => n.Id != report.Number))
        {
            yield return new(node.Id, node.Host, node.Version, node.State, node.IsAlive(now), IsThis: false, node.StartedAt, node.SeenAt, NodeFigures.Of(node.Figures));
        }
    }
}
