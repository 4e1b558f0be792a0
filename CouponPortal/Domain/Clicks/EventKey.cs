namespace CouponPortal.Domain.Clicks;

/// <summary>
/// Time-ordered 64-bit keys of clicks, conversions and hits: 43 bits Unix milliseconds, 6 bits node, 14 bits sequence. Append-only in the
/// primary key's order, so a range of time is a range of keys.
/// </summary>
public sealed class EventKey
{
    private const int SequenceBits = 14;
    private const int NodeBits = 6;

    /// <summary>The largest node number.</summary>
    public const int MaxNode = (1 << NodeBits) - 1;
    private const long MaxSequence = (1L << SequenceBits) - 1;
    private const long MaxMillisecond = long.MaxValue >> (NodeBits + SequenceBits);

    private readonly long _node;
    private readonly Lock _lock = new();
    private long _millisecond;
    private long _sequence;

    /// <param name="node">0 to <see cref="MaxNode"/>; different on every node of one installation.</param>
    public EventKey(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(node, MaxNode);
        _node = node;
    }

    /// <summary>Larger than every key this instance gave before, also when the clock steps back or a millisecond is used up.</summary>
    public long Next(DateTime utcNow)
    {
        var now = Milliseconds(utcNow);
        lock (_lock)
        {
            if (now > _millisecond)
            {
                _millisecond = now;
                _sequence = 0;
            }
            else if (++_sequence > MaxSequence)
            {
                _millisecond++;
                _sequence = 0;
            }

            return (_millisecond << (NodeBits + SequenceBits)) | (_node << SequenceBits) | _sequence;
        }
    }

    /// <summary>
    /// The smallest key of an instant: the inclusive start, or exclusive end, of a range. 0 before 1970, the largest number after 2248, so that
    /// a range open to one side by a far date holds every key.
    /// </summary>
    public static long First(DateTime utc) => Milliseconds(utc) switch
    {
        <= 0 => 0,
        > MaxMillisecond => long.MaxValue,
        var millisecond => millisecond << (NodeBits + SequenceBits),
    };

    /// <summary>The millisecond a key was made in.</summary>
    public static DateTime TimeOf(long key) => DateTime.UnixEpoch.AddMilliseconds(key >> (NodeBits + SequenceBits));

    private static long Milliseconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
