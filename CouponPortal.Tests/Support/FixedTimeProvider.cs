namespace CouponPortal.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it. <see cref="Advance"/> lets time pass: wall clock, timestamps and timers
/// go on together. <see cref="Set"/> is someone correcting the clock: no time passes, so no timer fires, and it may go back.
/// </summary>
public sealed class FixedTimeProvider(DateTimeOffset start) : TimeProvider
{
    private const int MostRepeats = 20;

    private readonly Lock _gate = new();
    private readonly List<FixedTimer> _timers = [];
    private DateTimeOffset _utcNow = start.ToUniversalTime();
    private long _elapsed;

    /// <summary>Noon of a day without a daylight saving change near it, for tests to which the date does not matter.</summary>
    public FixedTimeProvider()
        : this(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _utcNow;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed;
        }
    }

    public void Set(DateTimeOffset utcNow)
    {
        lock (_gate)
        {
            _utcNow = utcNow.ToUniversalTime();
        }
    }

    /// <summary>
    /// Lets <paramref name="span"/> pass; every timer due within it (its end included) has fired on return, in order. One that is due very often fires a few times at
    /// the beginning and at its last moment, as after a machine has slept: a day of every second's work would take minutes.
    /// </summary>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        long end;
        lock (_gate)
        {
            end = _elapsed + span.Ticks;
        }

        lock (_gate)
        {
            _timers.ForEach(timer => timer.Repeats = 0);
        }

        while (NextUntil(end) is { } timer)
        {
            // Outside the lock: a callback may read the clock, or change or create timers.
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FixedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    // A callback sees the moment its timer was due, not the end of the whole advance.
    private FixedTimer? NextUntil(long end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            var moment = Math.Max(_elapsed, next?.Due ?? end);
            _utcNow += TimeSpan.FromTicks(moment - _elapsed);
            _elapsed = moment;
            if (next is { Period: > 0 })
            {
                next.Repeat(end);
            }
            else if (next is not null)
            {
                _timers.Remove(next);
            }

            return next;
        }
    }

    private sealed class FixedTimer(FixedTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public long Due { get; set; }

        public long Period { get; private set; }

        public int Repeats { get; set; }

        public void Fire() => callback(state);

        public void Repeat(long end)
        {
            Due += Period;
            if (++Repeats >= MostRepeats && Due < end)
            {
                Due += (end - Due) / Period * Period;
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (_disposed)
                {
                    return false;
                }

                Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._elapsed + dueTime.Ticks;
                    clock._timers.Add(this);
                }
            }

            // The system's timer runs at once when due in no time; waiting for an Advance(0) would hang such a test.
            if (dueTime == TimeSpan.Zero)
            {
                clock.Advance(TimeSpan.Zero);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
