using System.Diagnostics;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Data.Writer;

/// <summary>
/// The single writer of clicks, orders and hits. One thread takes whatever waits, commits it as one group and completes one task for all of it; meanwhile the
/// next group fills. A task that completes means: on disk. There is no lingering for bigger groups: it was measured to cost more than it brings. While the store is down or
/// does not answer, a second thread keeps the clicks in the spool and turns orders away, and the first one tries the store until it is back.
/// </summary>
public sealed class EventWriter : IAsyncDisposable
{
    /// <summary>Items that may wait; beyond that the store is too slow for what comes in, and callers are told to come back.</summary>
    public const int MaxWaiting = 50_000;

    /// <summary>How long a group may take before the store counts as down: a shop must have its answer within two seconds.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMilliseconds(1_500);

    // A bulk act's log is copied into the file from here, also when no event comes: often enough that no copy takes long.
    private static readonly TimeSpan IdleLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    private readonly EventQueue _queue;
    private readonly EventStore _store;
    private readonly ClickSpool _spool;
    private readonly ILogger<EventWriter> _log;
    private readonly GroupCommit _commits;
    private readonly Thread _storeThread;
    private readonly Thread _spoolThread;
    private volatile bool _ended;

    /// <param name="onFatal">Called when going on could lose what was promised: the process must end.</param>
    /// <param name="patience">Null = <see cref="DefaultPatience"/>.</param>
    public EventWriter(EventStore store, ClickSpool spool, ILogger<EventWriter> log, Action<Exception> onFatal, TimeSpan? patience = null, TimeProvider? time = null)
    {
        (_store, _spool, _log, Patience) = (store, spool, log, patience ?? DefaultPatience);
        Figures = new WriterFigures();
        _queue = new EventQueue(time ?? TimeProvider.System);
        _commits = new GroupCommit(store, spool, log, onFatal, Figures);
        _storeThread = new Thread(Store) { Name = "event writer", IsBackground = true };
        _spoolThread = new Thread(Spool) { Name = "event spool", IsBackground = true };
        _storeThread.UnsafeStart();
        _spoolThread.UnsafeStart();
    }

    public TimeSpan Patience { get; }

    public WriterFigures Figures { get; }

    /// <summary>Null while the store takes what comes.</summary>
    public StoreOutage? Outage => _queue.Outage;

    /// <summary>Events that wait for the next commit.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>Completes when the click is durable, in the store or, while that is down, in the spool.</summary>
    /// <exception cref="StoreUnavailableException">Both are full or failing; the visitor is to be redirected all the same.</exception>
    public Task WriteAsync(Click click)
    {
        if (_queue.TryAdd(click, out var durable))
        {
            return durable;
        }

        return _spool.TryKeep([click]) ? Task.CompletedTask : throw new StoreUnavailableException("Too many clicks wait for the store, and the spool is full.");
    }

    /// <summary>Completes when the order, or the fact that it was there already, is durable.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored, or it is not known: the sender should try again.</exception>
    public async Task<OrderReceipt> WriteAsync(OrderWrite order)
    {
        await EnqueueAsync(order);
        return order.Receipt!;
    }

    /// <inheritdoc cref="WriteAsync(OrderWrite)"/>
    public Task WriteAsync(Hit hit) => EnqueueAsync(hit);

    public async ValueTask DisposeAsync()
    {
        _queue.Stop();
        await Task.Run(_storeThread.Join);
        _ended = true;
        await Task.Run(_spoolThread.Join);
        _queue.Dispose();
        _store.Dispose();
    }

    private async Task EnqueueAsync(object item)
    {
        var group = _queue.Add(item);
        await group.RestDone.Task;
        if (group.Faults.TryGetValue(item, out var fault))
        {
            throw fault is StoreUnavailableException ? fault : new InvalidOperationException("The store refused the event.", fault);
        }
    }

    private void Store()
    {
        while (_queue.TakeForStore(IdleLook) is { } group)
        {
            var began = Stopwatch.GetTimestamp();
            var down = group.Count > 0 ? _commits.Commit(group) : null;
            if (down is null && group.Count > 0)
            {
                Figures.Stored(group, Stopwatch.GetElapsedTime(began));
            }

            down ??= Quietly(_store.Maintain) ?? (_spool.IsEmpty ? null : Quietly(() => _spool.Drain(_commits.CommitSpooled)));
            _queue.Rest();
            if (down is not null && _queue.GoDown(down.Message))
            {
                _log.LogError(down, "The store is down: clicks are kept in the spool, orders are answered 503.");
            }

            Recover();
        }
    }

    /// <summary>Tries the store until it is back.</summary>
    private void Recover()
    {
        for (var first = true; _queue.Outage is { } outage && (first || _queue.Pause(Retry)); first = false)
        {
            if ((Quietly(_store.Probe) ?? (_spool.IsEmpty ? null : Quietly(() => _spool.Drain(_commits.CommitSpooled)))) is null)
            {
                _queue.ComeBack();
                _log.LogWarning("The store is back. It was down since {Since:O}.", outage.Since);
            }
        }
    }

    private void Spool()
    {
        while (!_ended)
        {
            var (stuck, waiting) = _queue.TakeForSpool(IdleLook, Patience);
            if (stuck is not null)
            {
                _log.LogError("The store has not answered for {Patience}: clicks are kept in the spool, orders are answered 503.", Patience);
                _commits.GiveUp(stuck, new StoreUnavailableException("The store does not answer."));
            }

            if (waiting is not null)
            {
                _commits.GiveUp(waiting, new StoreUnavailableException(_queue.Outage?.Reason ?? "The store was down."));
            }
        }
    }

    /// <returns>Why the store is down; null when it is not.</returns>
    private StoreUnavailableException? Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (StoreUnavailableException error)
        {
            _commits.EndIfFatal(error);
            return error;
        }
        catch (Exception error)
        {
            _log.LogError(error, "The event writer's upkeep failed.");
        }

        return null;
    }
}
