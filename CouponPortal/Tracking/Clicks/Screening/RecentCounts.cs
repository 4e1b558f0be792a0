using System.Numerics;

namespace CouponPortal.Tracking.Clicks.Screening;

/// <summary>
/// How often something has been seen lately, of as many things as may come, in a memory that never grows and without a lock. Each thing has one 64-bit place in a bucket of
/// eight that its mark names; a full bucket gives up the place that has been silent for longest. So a count may be too small and is never too large: whoever is taken for a
/// flood has been one.
/// </summary>
/// <remarks>A place: 32 bits of the mark, 20 of a time in seconds (it comes round after twelve days), 12 of a count.</remarks>
internal sealed class RecentCounts
{
    public const int MaxCount = 0xFFF;

    /// <summary>The longest window.</summary>
    public const int MostSeconds = 3600;
    private const int Ways = 8;
    private const int TimeBits = 20;
    private const int CountBits = 12;
    private const uint TimeMask = (1u << TimeBits) - 1;
    private static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly ulong[] _places;
    private readonly uint _bucketMask;

    /// <param name="buckets">A power of two; a bucket takes 64 bytes.</param>
    public RecentCounts(int buckets)
    {
        if (!BitOperations.IsPow2(buckets))
        {
            throw new ArgumentOutOfRangeException(nameof(buckets), buckets, "Not a power of two.");
        }

        (_places, _bucketMask) = (new ulong[buckets * Ways], (uint)buckets - 1);
    }

    /// <summary>Counts one, in windows that begin with the first of it and last <paramref name="seconds"/>.</summary>
    /// <param name="mark">Evenly spread (<see cref="KeyedMark"/>).</param>
    /// <returns>How many there were in its window, this one included; at most <see cref="MaxCount"/>.</returns>
    public int Count(ulong mark, DateTime now, int seconds)
    {
        var (tag, time) = (TagOf(mark), TimeOf(now));
        while (true)
        {
            ref var place = ref PlaceOf(mark, tag, time, out var seen);
            var goesOn = seen != 0 && TagOf(seen) == tag && Age(seen, time) < (uint)seconds;
            var count = goesOn ? Math.Min((int)(seen & MaxCount) + 1, MaxCount) : 1;
            if (Interlocked.CompareExchange(ref place, Packed(tag, goesOn ? (uint)(seen >> CountBits) & TimeMask : time, count), seen) == seen)
            {
                return count;
            }
        }
    }

    /// <summary>How many there were in the window that is open, without counting.</summary>
    public int Peek(ulong mark, DateTime now, int seconds)
    {
        PlaceOf(mark, TagOf(mark), TimeOf(now), out var seen);
        return seen != 0 && TagOf(seen) == TagOf(mark) && Age(seen, TimeOf(now)) < (uint)seconds ? (int)(seen & MaxCount) : 0;
    }

    /// <summary>Notes that it was seen now.</summary>
    /// <returns>Seconds since it was seen last; null = not within <paramref name="seconds"/>.</returns>
    public int? Touch(ulong mark, DateTime now, int seconds)
    {
        var (tag, time) = (TagOf(mark), TimeOf(now));
        while (true)
        {
            ref var place = ref PlaceOf(mark, tag, time, out var seen);
            var age = seen != 0 && TagOf(seen) == tag ? Age(seen, time) : uint.MaxValue;
            if (Interlocked.CompareExchange(ref place, Packed(tag, time, 1), seen) == seen)
            {
                return age < (uint)seconds ? (int)age : null;
            }
        }
    }

    // Its own place, else a free one, else the one that has been silent for longest.
    private ref ulong PlaceOf(ulong mark, uint tag, uint time, out ulong seen)
    {
        var at = (int)((uint)mark & _bucketMask) * Ways;
        var (oldest, oldestAge, oldestSeen) = (at, 0u, 0ul);
        for (var i = at; i < at + Ways; i++)
        {
            seen = Volatile.Read(ref _places[i]);
            if (seen == 0 || TagOf(seen) == tag)
            {
                return ref _places[i];
            }

            var age = Age(seen, time);
            if (oldestSeen == 0 || age > oldestAge)
            {
                (oldest, oldestAge, oldestSeen) = (i, age, seen);
            }
        }

        seen = oldestSeen;
        return ref _places[oldest];
    }

    // Clocks of two cores, or a clock that was set back: what lies ahead is as good as now.
    private static uint Age(ulong place, uint time)
    {
        var age = (time - ((uint)(place >> CountBits) & TimeMask)) & TimeMask;
        return age > TimeMask - MostSeconds ? 0 : age;
    }

    private static ulong Packed(uint tag, uint time, int count) => ((ulong)tag << (TimeBits + CountBits)) | ((ulong)time << CountBits) | (uint)count;

    // Of a mark and of a place alike; the lower half of a mark chooses the bucket.
    private static uint TagOf(ulong either) => (uint)(either >> (TimeBits + CountBits));

    private static uint TimeOf(DateTime now) => (uint)((now - Start).Ticks / TimeSpan.TicksPerSecond) & TimeMask;
}
