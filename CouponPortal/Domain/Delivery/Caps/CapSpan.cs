namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>
/// The use of one count in one window, as this process knows it. Clicks are only ever added, without a lock; the store's figure is taken when it is larger, which
/// it is by what other processes have counted. Orders come and go: their figure is the store's, and beside it those of this process that it does not hold yet.
/// </summary>
public sealed class CapSpan(CapWindow window)
{
    private readonly Lock _gate = new();
    private long _total;
    private long _stored;
    private long _underWay;
    private long _settledBefore;
    private long _settledNow;
    private int _settledRound;

    public CapWindow Window => window;

    /// <summary>Whether the store's figure has been read.</summary>
    public bool IsRead { get; private set; }

    public long Total => Volatile.Read(ref _total);

    /// <summary>Counts clicks.</summary>
    public void Add(long clicks) => Interlocked.Add(ref _total, clicks);

    /// <summary>Takes the store's figure of clicks, which were all counted before this call. One reader at a time.</summary>
    public void AtLeast(long stored)
    {
        // Read after the store was: what this process has counted meanwhile is in the total already and must not be added once more.
        var missing = stored - Volatile.Read(ref _total);
        if (missing > 0)
        {
            Interlocked.Add(ref _total, missing);
        }

        IsRead = true;
    }

    /// <summary>Counts an order that is on its way into the store.</summary>
    /// <returns>The use before it: of two orders at the same moment one comes after the other.</returns>
    public long Take(long amount)
    {
        lock (_gate)
        {
            var before = _total;
            _underWay += amount;
            Sum();
            return before;
        }
    }

    /// <summary>The order is in the store, or has come to nothing.</summary>
    /// <param name="round">How many readings of the store have begun.</param>
    public void Settle(long amount, bool isStored, int round)
    {
        lock (_gate)
        {
            _underWay -= amount;
            if (isStored)
            {
                if (round != _settledRound)
                {
                    (_settledBefore, _settledNow, _settledRound) = (_settledBefore + _settledNow, 0, round);
                }

                _settledNow += amount;
            }

            Sum();
        }
    }

    /// <summary>Changes what an order under way counts for.</summary>
    public void Change(long by)
    {
        lock (_gate)
        {
            _underWay += by;
            Sum();
        }
    }

    /// <summary>Takes the store's figure of orders.</summary>
    /// <param name="round">The number of this reading, given when it began: what was settled before that is in the figure.</param>
    /// <returns>False when orders were settled while it was read: they may be counted twice until the next reading.</returns>
    public bool Is(long stored, int round)
    {
        lock (_gate)
        {
            if (_settledRound < round)
            {
                _settledNow = 0;
            }

            (_stored, _settledBefore, IsRead) = (stored, 0, true);
            Sum();
            return _settledNow == 0;
        }
    }

    private void Sum() => Volatile.Write(ref _total, _stored + _underWay + _settledBefore + _settledNow);
}
