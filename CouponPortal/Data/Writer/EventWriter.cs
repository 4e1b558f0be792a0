using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Data.Writer;

/// <summary>
/// The single writer of clicks, orders and hits. One thread takes whatever waits, commits it as one group and completes one task for all of it; meanwhile the
/// next group fills. A task that completes means: on disk. There is no lingering for bigger groups: it was measured to cost more than it brings.
/// </summary>
public sealed class EventWriter : IAsyncDisposable
{
    /// <summary>Items that may wait; beyond that the store is too slow for what comes in, and callers are told to come back.</summary>
    public const int MaxWaiting = 50_000;

    // A bulk act's log is copied into the file from here, also when no event comes: often enough that no copy takes long.
    private static readonly TimeSpan IdleLook = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly EventStore _store;
    private readonly ClickSpool _spool;
    private readonly ILogger<EventWriter> _log;
    private readonly GroupCommit _commits;
    private readonly Thread _thread;
    private EventGroup _filling = new();
    private bool _stopping;

    /// <param name="onFatal">Called when going on could lose what was promised: the process must end.</param>
    public EventWriter(EventStore store, ClickSpool spool, ILogger<EventWriter> log, Action<Exception> onFatal)
    {
        (_store, _spool, _log, _commits) = (store, spool, log, new GroupCommit(store, spool, log, onFatal));
        _thread = new Thread(Run) { Name = "event writer", IsBackground = true };
        _thread.UnsafeStart();
    }

    /// <summary>Completes when the click is durable, in the store or, while that is down, in the spool.</summary>
    /// <exception cref="StoreUnavailableException">Both are full or failing; the visitor is to be redirected all the same.</exception>
    public Task WriteAsync(Click click)
    {
        lock (_gate)
        {
            if (!_stopping && _filling.Count < MaxWaiting)
            {
                _filling.Clicks.Add(click);
                Monitor.Pulse(_gate);
                return _filling.ClicksDone.Task;
            }
        }

        return _spool.TryKeep([click]) ? Task.CompletedTask : throw new StoreUnavailableException("Too many clicks wait for the store, and the spool is full.");
    }

    /// <summary>Completes when the order, or the fact that it was there already, is durable.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored; the sender should try again.</exception>
    public async Task<OrderReceipt> WriteAsync(OrderWrite order)
    {
        await EnqueueAsync(order, group => group.Orders.Add(order));
        return order.Receipt!;
    }

    /// <inheritdoc cref="WriteAsync(OrderWrite)"/>
    public Task WriteAsync(Hit hit) => EnqueueAsync(hit, group => group.Hits.Add(hit));

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        await Task.Run(_thread.Join);
        _store.Dispose();
    }

    private async Task EnqueueAsync(object item, Action<EventGroup> add)
    {
        EventGroup group;
        lock (_gate)
        {
            if (_stopping || _filling.Count >= MaxWaiting)
            {
                throw new StoreUnavailableException(_stopping ? "The portal is stopping." : "Too many orders wait for the store.");
            }

            group = _filling;
            add(group);
            Monitor.Pulse(_gate);
        }

        await group.RestDone.Task;
        if (group.Faults.TryGetValue(item, out var fault))
        {
            throw fault is StoreUnavailableException ? fault : new InvalidOperationException("The store refused the event.", fault);
        }
    }

    private void Run()
    {
        while (Take() is { } group)
        {
            if (group.Count > 0)
            {
                _commits.Commit(group);
            }

            Quietly(_store.Maintain);
            if (!_spool.IsEmpty)
            {
                Quietly(() => _spool.Drain(_commits.CommitSpooled));
            }
        }
    }

    /// <summary>The group that waits; an empty one when nothing came for a while; null at the end.</summary>
    private EventGroup? Take()
    {
        lock (_gate)
        {
            if (_filling.Count == 0 && !_stopping)
            {
                Monitor.Wait(_gate, IdleLook);
            }

            if (_filling.Count == 0)
            {
                return _stopping ? null : new EventGroup();
            }

            var group = _filling;
            _filling = new EventGroup();
            return group;
        }
    }

    private void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (StoreUnavailableException)
        {
            // Still down: the next round tries again.
        }
        catch (Exception error)
        {
            _log.LogError(error, "The event writer's upkeep failed.");
        }
    }
}
