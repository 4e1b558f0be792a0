namespace CouponPortal.Domain.Partners;

/// <summary>When a message that was not taken is sent again: from seconds to a day, so that a receiver may be down for a night (WIRE).</summary>
public static class PostbackRetries
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(6), TimeSpan.FromHours(10),
    ];

    /// <summary>Attempts in all, the first included; the last one is a day after it.</summary>
    public static int MaxAttempts => Waits.Length + 1;

    /// <param name="attempts">Made so far, from 1.</param>
    /// <param name="jitter">0 to 1: spreads messages that failed together over a fifth of the wait.</param>
    /// <returns>Null when it is given up.</returns>
    public static TimeSpan? After(int attempts, double jitter) => attempts > Waits.Length ? null : Waits[attempts - 1] * (0.9 + (0.2 * jitter));
}
