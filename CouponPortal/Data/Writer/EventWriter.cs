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

    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly EventStore _store;
    private readonly ClickSpool _spool;
    private readonly ILogger<EventWriter> _log;
    private readonly Action<Exception> _onFatal;
    private readonly Thread _thread;
    private EventGroup _filling = new();
    private bool _stopping;

    /// <param name="onFatal">Called when going on could lose what was promised: the process must end.</param>
    public EventWriter(EventStore store, ClickSpool spool, ILogger<EventWriter> log, Action<Exception> onFatal)
    {
        (_store, _spool, _log, _onFatal) = (store, spool, log, onFatal);
        _thread = new Thread(Run) { Name = "event writer", IsBackground = true };
        _thread.Start();
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
                Commit(group);
            }

            Quietly(_store.Maintain);
            if (!_spool.IsEmpty)
            {
                Quietly(() => _spool.Drain(CommitClicks));
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

    private void Commit(EventGroup group)
    {
        try
        {
            _store.Commit(group);
            group.ClicksDone.SetResult();
            group.RestDone.SetResult();
        }
        catch (StoreUnavailableException error)
        {
            Fail(group, error);
        }
        catch (Exception error)
        {
            _log.LogError(error, "A group of {Count} events failed; they are stored one by one.", group.Count);
            CommitOneByOne(group);
        }
    }

    // One bad row must not take its neighbours with it, and its sender alone must learn of it. The store may also go down in the middle: then the rest is
    // as if the whole group had met that.
    private void CommitOneByOne(EventGroup group)
    {
        StoreUnavailableException? down = null;
        var left = group.Clicks.FindAll(click => Alone(single => single.Clicks.Add(click), ref down) is StoreUnavailableException);
        group.Hits.ForEach(hit => Note(hit, Alone(single => single.Hits.Add(hit), ref down)));
        group.Orders.ForEach(order => Note(order, Alone(single => single.Orders.Add(order), ref down)));
        Acknowledge(group, left, down);
        group.RestDone.SetResult();
        EndIfFatal(down);

        void Note(object item, Exception? fault)
        {
            if (fault is not null)
            {
                group.Faults[item] = fault;
            }
        }
    }

    private Exception? Alone(Action<EventGroup> add, ref StoreUnavailableException? down)
    {
        if (down is not null)
        {
            return down;
        }

        var single = new EventGroup();
        add(single);
        try
        {
            _store.Commit(single);
            return null;
        }
        catch (Exception error)
        {
            _log.LogError(error, "An event could not be stored.");
            down = error as StoreUnavailableException;
            return error;
        }
    }

    private void Fail(EventGroup group, Exception error)
    {
        _log.LogError(error, "{Clicks} clicks and {Orders} orders could not be stored.", group.Clicks.Count, group.Orders.Count);
        Acknowledge(group, group.Clicks, error);
        group.RestDone.SetException(error);
        EndIfFatal(error);
    }

    /// <param name="left">Clicks that the store has not taken and the spool must.</param>
    private void Acknowledge(EventGroup group, List<Click> left, Exception? error)
    {
        if (left.Count > 0 && !_spool.TryKeep(left))
        {
            group.ClicksDone.SetException(error!);
        }
        else
        {
            group.ClicksDone.SetResult();
        }
    }

    private void EndIfFatal(Exception? error)
    {
        if (error is StoreUnavailableException { Fatal: true })
        {
            _onFatal(error);
        }
    }

    // What the store will never take must not keep the clicks behind it waiting for ever.
    private void CommitClicks(List<Click> clicks)
    {
        var group = new EventGroup();
        group.Clicks.AddRange(clicks);
        try
        {
            _store.Commit(group);
        }
        catch (Exception error) when (error is not StoreUnavailableException)
        {
            StoreUnavailableException? down = null;
            clicks.ForEach(click => Alone(single => single.Clicks.Add(click), ref down));
            if (down is not null)
            {
                throw down;
            }
        }

        _log.LogWarning("{Count} clicks that waited on disk are stored.", clicks.Count);
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
