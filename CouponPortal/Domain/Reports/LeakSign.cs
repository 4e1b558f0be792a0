namespace CouponPortal.Domain.Reports;

/// <summary>Orders of a code, and how many of them came without any click.</summary>
public readonly record struct ClicklessOrders(long Orders, long Clickless)
{
    /// <summary>0 to 1; 0 without orders.</summary>
    public double Share => Orders == 0 ? 0 : (double)Clickless / Orders;
}

/// <summary>What of a code's orders without clicks has risen.</summary>
public enum LeakKind
{
    /// <summary>Their share among its orders.</summary>
    Share,

    /// <summary>Their number, of a code that was mostly used without clicks before.</summary>
    Number,
}

/// <summary>
/// A sign that a code has leaked: whoever finds it on a coupon page or in a forum types it in without ever having clicked its partner's link. Each code is held
/// against its own past, since a code that is read out in a podcast is used without clicks from its first day.
/// </summary>
/// <param name="Recent">The last <see cref="RecentDays"/> days, today included.</param>
/// <param name="Before">The <see cref="BaselineDays"/> days before those.</param>
/// <param name="Z">By how many standard errors it has risen: of the two-proportion test for a share, of the difference of two Poisson counts for a number.</param>
public sealed record LeakSign(ClicklessOrders Recent, ClicklessOrders Before, double Z, LeakKind Kind = LeakKind.Share)
{
    public const int RecentDays = 7;
    public const int BaselineDays = 28;

    /// <summary>Fewer orders than these have no share to speak of.</summary>
    public const int LeastRecentOrders = 20;
    public const int LeastOrdersBefore = 40;

    /// <summary>A handful of shoppers is no leak.</summary>
    public const int LeastClickless = 10;

    /// <summary>Of many orders the smallest rise is significant and means nothing; this much matters.</summary>
    public const double LeastRise = 0.15;

    /// <summary>One-sided chance of 1 in 2,000: thousands of codes are looked at every day.</summary>
    public const double LeastZ = 3.29;

    /// <summary>A number that has less than so many times its usual size may be a new video as well as a leak.</summary>
    public const double LeastFactor = 4;

    /// <summary>Higher than of a share, since orders come in bursts and no clicks say why.</summary>
    public const double LeastNumberZ = 6;
    public const int LeastNumber = 25;

    /// <summary>How many orders without a click the days before let expect of the recent days.</summary>
    public double Expected => (double)Before.Clickless * RecentDays / BaselineDays;

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
        return sign.Rise >= LeastRise && sign.Z >= LeastZ ? sign : NumberOf(recent, before);
    }

    // With clicks that have risen as much the share is the same or lower: then the partner has promoted the code, and nothing has leaked.
    private static LeakSign? NumberOf(ClicklessOrders recent, ClicklessOrders before)
    {
        const double Ratio = (double)RecentDays / BaselineDays;
        var expected = before.Clickless * Ratio;

        // The expected number is itself known from a count: its variance counts as well.
        var error = Math.Sqrt(recent.Clickless + (expected * Ratio));
        var z = (recent.Clickless - expected) / error;
        var clicked = recent.Orders - recent.Clickless;
        var clickedBefore = (before.Orders - before.Clickless) * Ratio;
        return recent.Clickless >= LeastNumber && recent.Clickless >= LeastFactor * expected && z >= LeastNumberZ && clicked < (LeastFactor / 2 * clickedBefore) + LeastClickless
            ? new LeakSign(recent, before, z, LeakKind.Number)
            : null;
    }
}
