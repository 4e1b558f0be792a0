using System.Text;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>
/// Which of two states of an order is the newer one. Shops give the time of a state to the second, and a payment changes an order more than once within one: so
/// the fraction of the second is filled with how far the state is in an order's life, and last with what it says, so that any two different states have an order
/// and the same state always has the same version, whichever comes first.
/// </summary>
internal static class StateVersion
{
    private const int MaxRank = 98;
    private const int MicrosecondsPerRank = 10_000;

    /// <param name="at">The shop's time of the state; null = none was sent.</param>
    /// <param name="rank">0 to 98: the further in an order's life the larger.</param>
    /// <param name="says">Everything about the state that matters.</param>
    public static DateTime Of(DateTime? at, int rank, string says)
    {
        var second = at is { } time ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)) : DateTime.UnixEpoch;
        return second.AddMicroseconds((Math.Clamp(rank, 0, MaxRank) * MicrosecondsPerRank) + (Hash(says) % MicrosecondsPerRank));
    }

    // FNV-1a: the same in every process and version, which string.GetHashCode is not.
    private static int Hash(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ b) * 16_777_619u);
        }

        return (int)(hash & int.MaxValue);
    }
}
