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
        await Enqueue(group =>
        {
            group.Orders.Add(order);
            return group.OrdersDone;
        });
        return order.Fault switch
        {
            null => order.Receipt!,
            StoreUnavailableException down => throw new StoreUnavailableException(down.Message, down),
            var fault => throw new InvalidOperationException("The store refused the order.", fault),
        };
    }

    /// <inheritdoc cref="WriteAsync(OrderWrite)"/>
    public Task WriteAsync(Hit hit) => Enqueue(group =>
    {
        group.Hits.Add(hit);
        return group.HitsDone;
    });

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

    /// <param name="add">Returns which of the group's tasks to wait for.</param>
    private Task Enqueue(Func<EventGroup, TaskCompletionSource> add)
    {
        lock (_gate)
        {
            if (_stopping || _filling.Count >= MaxWaiting)
            {
                throw new StoreUnavailableException(_stopping ? "The portal is stopping." : "Too many orders wait for the store.");
            }

            var done = add(_filling);
            Monitor.Pulse(_gate);
            return done.Task;
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
                Quietly(() => _spool.Drain(CommitSpooled));
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
            group.OrdersDone.SetResult();
            group.HitsDone.SetResult();
        }
        catch (StoreUnavailableException error)
        {
            Fail(group, error);
        }
        catch (Exception error) when (group.Count > 1)
        {
            _log.LogError(error, "A group of {Count} events failed; they are stored one by one.", group.Count);
            CommitOneByOne(group);
        }
        catch (Exception error)
        {
            Fail(group, error);
        }
    }

    // One bad row must not take its neighbours with it, and its sender alone must learn of it. Each goes the whole way by itself, since the store may also go
    // down meanwhile.
    private void CommitOneByOne(EventGroup group)
    {
        group.Clicks.ForEach(click => Alone(single => single.Clicks.Add(click)));
        group.Orders.ForEach(order => order.Fault = Alone(single => single.Orders.Add(order)));
        var badHit = group.Hits.ConvertAll(hit => Alone(single => single.Hits.Add(hit))).Find(fault => fault is not null);
        group.ClicksDone.SetResult();
        group.OrdersDone.SetResult();
        if (badHit is null)
        {
            group.HitsDone.SetResult();
        }
        else
        {
            group.HitsDone.SetException(badHit);
        }
    }

    private Exception? Alone(Action<EventGroup> add)
    {
        var single = new EventGroup();
        add(single);
        Commit(single);
        Task[] all = [single.ClicksDone.Task, single.OrdersDone.Task, single.HitsDone.Task];
        return Array.ConvertAll(all, done => done.Exception?.InnerException).FirstOrDefault(fault => fault is not null);
    }

    private void Fail(EventGroup group, Exception error)
    {
        _log.LogError(error, "{Clicks} clicks, {Orders} orders and {Hits} other requests could not be stored.", group.Clicks.Count, group.Orders.Count, group.Hits.Count);

        // What the store refuses for its own sake it would refuse from the spool as well, for ever.
        if (group.Clicks.Count == 0 || (error is StoreUnavailableException && _spool.TryKeep(group.Clicks)))
        {
            group.ClicksDone.SetResult();
        }
        else
        {
            group.ClicksDone.SetException(error);
        }

        group.OrdersDone.SetException(error);
        group.HitsDone.SetException(error);
        if (error is StoreUnavailableException { Fatal: true })
        {
            _onFatal(error);
        }
    }

    private void CommitSpooled(List<Click> clicks)
    {
        try
        {
            var group = new EventGroup();
            group.Clicks.AddRange(clicks);
            _store.Commit(group);
            _log.LogWarning("{Count} clicks that waited on disk are stored.", clicks.Count);
        }
        catch (Exception error) when (error is not StoreUnavailableException && clicks.Count > 1)
        {
            clicks.ForEach(click => CommitSpooled([click]));
        }
        catch (Exception error) when (error is not StoreUnavailableException)
        {
            _log.LogError(error, "A click that waited on disk is refused by the store and given up.");
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
