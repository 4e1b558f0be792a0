using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CouponPortal.Data.Writer;

/// <summary>What the writer committed in a stretch of <see cref="WriterFigures.Stretch"/>.</summary>
/// <param name="Age">0 = the stretch that is running.</param>
public sealed record WriterStretch(int Age, int Groups, int Events, int Largest, TimeSpan Total, TimeSpan Slowest)
{
    public TimeSpan Mean => Groups == 0 ? TimeSpan.Zero : Total / Groups;
}

/// <summary>Counts of the event writer since its start, and its last five minutes. Once a group, never once an event: the hot path pays nothing.</summary>
public sealed class WriterFigures
{
    public const string MeterName = "CouponPortal";
    public const int Kept = 60;
    public static readonly TimeSpan Stretch = TimeSpan.FromSeconds(5);

    // One histogram a process, whatever number of writers tests make.
    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Commits = Meter.CreateHistogram<double>("couponportal.commit.duration", "s", "How long a group of events took to be on disk.");
    private static readonly Histogram<int> Sizes = Meter.CreateHistogram<int>("couponportal.commit.events", "{event}", "How many events a group had.");

    private readonly Lock _lock = new();
    private readonly Row[] _rows = new Row[Kept];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _clicks;
    private long _orders;
    private long _hits;
    private long _spooled;
    private long _lost;
    private long _turnedAway;

    public long Clicks => Interlocked.Read(ref _clicks);

    /// <summary>Duplicates as well.</summary>
    public long Orders => Interlocked.Read(ref _orders);

    /// <summary>Requests that became no order.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Clicks that went into the spool.</summary>
    public long Spooled => Interlocked.Read(ref _spooled);

    /// <summary>Clicks for which there was no room anywhere.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Orders and requests whose senders were told to come back.</summary>
    public long Refused => Interlocked.Read(ref _turnedAway);

    /// <summary>The newest last, <see cref="Kept"/> at most; a stretch without a group is all zero.</summary>
    public IReadOnlyList<WriterStretch> Last()
    {
        var now = Number();
        lock (_lock)
        {
            return [.. Enumerable.Range(0, (int)Math.Min(Kept, now + 1)).Reverse().Select(age => Of(now, age))];
        }
    }

    internal void Stored(EventGroup group, TimeSpan took)
    {
        Interlocked.Add(ref _clicks, group.Clicks.Count);
        Interlocked.Add(ref _orders, group.Orders.Count);
        Interlocked.Add(ref _hits, group.Hits.Count);
        Commits.Record(took.TotalSeconds);
        Sizes.Record(group.Count);
        var number = Number();
        lock (_lock)
        {
            ref var row = ref _rows[number % Kept];
            row = row.Number == number ? row : new Row { Number = number };
            row.Groups++;
            row.Events += group.Count;
            row.Largest = Math.Max(row.Largest, group.Count);
            row.Total += took;
            row.Slowest = took > row.Slowest ? took : row.Slowest;
        }
    }

    internal void SpooledClicks(int count) => Interlocked.Add(ref _spooled, count);

    internal void LostClicks(int count) => Interlocked.Add(ref _lost, count);

    internal void TurnedAway(int count) => Interlocked.Add(ref _turnedAway, count);

    private WriterStretch Of(long now, int age)
    {
        var row = _rows[(now - age) % Kept];
        return row.Number == now - age ? new(age, row.Groups, row.Events, row.Largest, row.Total, row.Slowest) : new(age, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
    }

    private long Number() => Stopwatch.GetElapsedTime(_start).Ticks / Stretch.Ticks;

    private struct Row
    {
        public long Number;
        public int Groups;
        public int Events;
        public int Largest;
        public TimeSpan Total;
        public TimeSpan Slowest;
    }
}
