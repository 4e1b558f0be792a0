namespace CouponPortal.Domain.Reports;

/// <summary>Orders of a code, and how many of them came without any click.</summary>
public readonly record struct ClicklessOrders(long Orders, long Clickless)
{
    /// <summary>0 to 1; 0 without orders.</summary>
    public double Share => Orders == 0 ? 0 : (double)Clickless / Orders;
}

/// <summary>
/// A sign that a code has leaked: whoever finds it on a coupon page or in a forum types it in without ever having clicked its partner's link. Each code is held
/// against its own past, since a code that is read out in a podcast is used without clicks from its first day.
/// </summary>
/// <param name="Recent">The last <see cref="RecentDays"/> days, today included.</param>
/// <param name="Before">The <see cref="BaselineDays"/> days before those.</param>
/// <param name="Z">Of the two-proportion test: by how many standard errors the share has risen.</param>
public sealed record LeakSign(ClicklessOrders Recent, ClicklessOrders Before, double Z)
{
    public const int RecentDays = 7;
    public const int BaselineDays = 60;

    /// <summary>Fewer orders than these have no share to speak of.</summary>
    public const int LeastRecentOrders = 20;
    public const int LeastOrdersBefore = 40;

    /// <summary>A handful of shoppers is no leak.</summary>
    public const int LeastClickless = 10;

    /// <summary>Of many orders the smallest rise is significant and means nothing; this much matters.</summary>
    public const double LeastRise = 0.15;

    /// <summary>One-sided chance of 1 in 2,000: thousands of codes are looked at every day.</summary>
    public const double LeastZ = 3.29;

    /// <summary>How much the share has risen, 0 to 1.</summary>
    public double Rise => Recent.Share - Before.Share;

    /// <summary>Whether there are orders enough for a sign, whatever the time before was like.</summary>
    public static bool CouldBe(ClicklessOrders recent) => recent.Orders >= LeastRecentOrders && recent.Clickless >= LeastClickless;

    /// <returns>Null where nothing points to a leak, or too few orders say anything.</returns>
    public static LeakSign? Of(ClicklessOrders recent, ClicklessOrders before)
    {
        if (!CouldBe(recent) || before.Orders < LeastOrdersBefore)
        {
            return null;
        }

        // Both samples as one: what the share would be if nothing had changed.
        var pooled = (double)(recent.Clickless + before.Clickless) / (recent.Orders + before.Orders);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / recent.Orders) + (1.0 / before.Orders)));
        var sign = new LeakSign(recent, before, error == 0 ? 0 : (recent.Share - before.Share) / error);
        return sign.Rise >= LeastRise && sign.Z >= LeastZ ? sign : null;
    }
}
