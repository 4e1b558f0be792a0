using System.Diagnostics;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Data.Writer;

/// <summary>What waits for the writer, and which of its two hands takes it: the store's, or while the store is down the spool's.</summary>
internal sealed class EventQueue(TimeProvider time) : IDisposable
{
    private readonly object _gate = new();
    private readonly ManualResetEventSlim _forSpool = new(initialState: false);
    private EventGroup _filling = new();
    private EventGroup? _committing;
    private StoreOutage? _outage;
    private long _busySince;
    private bool _stopping;

    public StoreOutage? Outage => Volatile.Read(ref _outage);

    public bool IsStopping => Volatile.Read(ref _stopping);

    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _filling.Count;
            }
        }
    }

    /// <param name="durable">Completes when the click is on disk.</param>
    /// <returns>False when too many wait.</returns>
    public bool TryAdd(Click click, out Task durable)
    {
        lock (_gate)
        {
            if (_stopping || _filling.Count >= EventWriter.MaxWaiting)
            {
                durable = Task.CompletedTask;
                return false;
            }

            _filling.Clicks.Add(click);
            Wake();
            durable = _filling.ClicksDone.Task;
            return true;
        }
    }

    /// <param name="item">An <see cref="OrderWrite"/> or a <see cref="Hit"/>.</param>
    /// <exception cref="StoreUnavailableException">It is not taken; the sender should try again.</exception>
    public EventGroup Add(object item)
    {
        lock (_gate)
        {
            if (_stopping || _outage is not null || _filling.Count >= EventWriter.MaxWaiting)
            {
                throw new StoreUnavailableException(_stopping ? "The portal is stopping." : _outage?.Reason ?? "Too many orders wait for the store.");
            }

            if (item is OrderWrite order)
            {
                _filling.Orders.Add(order);
            }
            else
            {
                _filling.Hits.Add((Hit)item);
            }

            Wake();
            return _filling;
        }
    }

    /// <summary>The group that waits; an empty one when nothing came for a while; null at the end. The store's hand is at work until <see cref="Rest"/>.</summary>
    public EventGroup? TakeForStore(TimeSpan idle)
    {
        lock (_gate)
        {
            if (_filling.Count == 0 && !_stopping)
            {
                Monitor.Wait(_gate, idle);
            }

            if (_filling.Count == 0 && _stopping)
            {
                return null;
            }

            var group = _filling.Count == 0 ? new EventGroup() : TakeFilling();
            (_committing, _busySince) = (group, Stopwatch.GetTimestamp());
            return group;
        }
    }

    public void Rest()
    {
        lock (_gate)
        {
            (_committing, _busySince) = (null, 0);
        }
    }

    /// <summary>What the spool's hand must deal with; waits a little for it.</summary>
    /// <param name="patience">The store is taken to be down when its hand has been at one group, or at its upkeep, for longer.</param>
    /// <returns>The group that is stuck, when the store has just been found so; and what waits while the store is down.</returns>
    public (EventGroup? Stuck, EventGroup? Waiting) TakeForSpool(TimeSpan look, TimeSpan patience)
    {
        _forSpool.Wait(look);
        _forSpool.Reset();
        lock (_gate)
        {
            var isStuck = _outage is null && _busySince != 0 && Stopwatch.GetElapsedTime(_busySince) > patience;
            if (isStuck)
            {
                GoDown("The store does not answer.");
            }

            return (isStuck ? _committing : null, _outage is not null && !_stopping && _filling.Count > 0 ? TakeFilling() : null);
        }
    }

    /// <returns>False when it was down already.</returns>
    public bool GoDown(string reason)
    {
        lock (_gate)
        {
            if (_outage is not null)
            {
                return false;
            }

            Volatile.Write(ref _outage, new StoreOutage(time.GetUtcNow().UtcDateTime, reason));
            _forSpool.Set();
            return true;
        }
    }

    /// <returns>The outage that is over.</returns>
    public StoreOutage? ComeBack()
    {
        lock (_gate)
        {
            var over = _outage;
            Volatile.Write(ref _outage, null);
            return over;
        }
    }

    /// <summary>Before the next try while the store is down.</summary>
    /// <returns>False when the writer stops.</returns>
    public bool Pause(TimeSpan pause)
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                Monitor.Wait(_gate, pause);
            }

            return !_stopping;
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            Volatile.Write(ref _stopping, true);
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose() => _forSpool.Dispose();

    private EventGroup TakeFilling()
    {
        var group = _filling;
        _filling = new EventGroup();
        return group;
    }

    // Within the lock. Only the store's hand waits at the gate.
    private void Wake()
    {
        if (_outage is null)
        {
            Monitor.Pulse(_gate);
        }
        else
        {
            _forSpool.Set();
        }
    }
}
