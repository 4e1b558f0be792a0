using CouponPortal.Data.RowSecurity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>
/// The current snapshot. A save refreshes it before it returns, so that who just created a coupon can use it with the next request; other processes
/// follow by the version column. Both read only what changed (<see cref="CatalogChange"/>).
/// </summary>
public sealed class Catalog : IDisposable
{
    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private CatalogState? _state;
    private readonly ILogger<Catalog>? _log;
    private long _asked;
    private long _done;

    public Catalog(IDbContextFactory<PortalDbContext> contexts, CatalogSignal signal, ILogger<Catalog>? log = null)
    {
        (_contexts, _log) = (contexts, log);
        signal.Subscribe(RefreshAfterSaveAsync);
    }

    public bool IsLoaded => Volatile.Read(ref _state) is not null;

    /// <exception cref="InvalidOperationException">Before the first load: the host is not ready yet.</exception>
    public CatalogSnapshot Current => Volatile.Read(ref _state)?.Snapshot ?? throw new InvalidOperationException("The catalog is not loaded yet.");

    /// <summary>
    /// Returns once a snapshot stands that shows all that was committed before this call; calls that wait share one read. The first call reads everything, a later one
    /// what has changed.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancel = default)
    {
        var mine = Interlocked.Increment(ref _asked);
        await _refreshing.WaitAsync(cancel);
        try
        {
            if (_done >= mine)
            {
                return;
            }

            var covers = Interlocked.Read(ref _asked);
            using var everything = RowScope.OfProduct();
            await using var db = await _contexts.CreateDbContextAsync(cancel);
            Volatile.Write(ref _state, await new CatalogUpdate(db, cancel).RunAsync(_state));
            _done = covers;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>A snapshot that shows all that was committed before this call, by whichever process: one row is read to know.</summary>
    public async Task<CatalogSnapshot> LatestAsync(CancellationToken cancel)
    {
        await FollowAsync(cancel);
        return Current;
    }

    /// <summary>Refreshes when another process has changed something.</summary>
    public async Task FollowAsync(CancellationToken cancel)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancel);
        var version = await db.NetworkStates.Where(n => n.Id == NetworkState.TheId).Select(n => n.CatalogVersion).SingleAsync(cancel);
        if (!IsLoaded || version != Current.Version)
        {
            await RefreshAsync(cancel);
        }
    }

    public void Dispose() => _refreshing.Dispose();

    // The save stands, so who saved must not be told that it failed; the version has moved, so the follower tries again.
    private async Task RefreshAfterSaveAsync(CancellationToken cancel)
    {
        try
        {
            await RefreshAsync(cancel);
        }
        catch (Exception error)
        {
            _log?.LogError(error, "A save is stored, but the catalog could not be read again yet; until it is, orders and clicks follow the last one.");
        }
    }
}

/// <summary>Tells the catalog of a save. Stands between the two so that the context's interceptor need not know the catalog, which needs contexts.</summary>
public sealed class CatalogSignal
{
    private Func<CancellationToken, Task>? _refresh;

    public void Subscribe(Func<CancellationToken, Task> refresh) => _refresh = refresh;

    /// <summary>Nothing listens in a tool or test without a catalog.</summary>
    public Task RaiseAsync() => _refresh?.Invoke(CancellationToken.None) ?? Task.CompletedTask;
}

/// <summary>Looks for changes of other processes every two seconds.</summary>
public sealed class CatalogFollower(Catalog catalog, TimeProvider time, ILogger<CatalogFollower> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await catalog.FollowAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The catalog could not be compared with the store; the last snapshot stays in use.");
            }
        }
    }
}
