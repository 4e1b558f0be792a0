using System.Collections.Concurrent;

namespace CouponPortal.Domain.Partners;

/// <summary>So many times an hour for each partner, of this process.</summary>
/// <param name="most">Times within any hour.</param>
public sealed class HourlyLimit(int most)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<int, Queue<DateTime>> _taken = [];

    /// <summary>Counts this time.</summary>
    /// <returns>Null when it may be done; else the instant (UTC) from which it may, and nothing is counted.</returns>
    public DateTime? Take(int partnerId, DateTime utcNow)
    {
        var times = _taken.GetOrAdd(partnerId, _ => new(most));
        lock (times)
        {
            while (times.TryPeek(out var first) && first + Hour <= utcNow)
            {
                times.Dequeue();
            }

            if (times.Count >= most)
            {
                return times.Peek() + Hour;
            }

            times.Enqueue(utcNow);
            return null;
        }
    }
}
