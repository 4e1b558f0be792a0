namespace CouponPortal.Features.PartnerPortal.Codes;

/// <summary>A countdown in words.</summary>
public static class TimeLeft
{
    /// <summary>From when on a code is said to end soon.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <returns>Null where the end is past, far off or not set.</returns>
    /// <param name="endsAt">UTC, exclusive.</param>
    /// <param name="now">UTC.</param>
    public static string? Of(DateTime? endsAt, DateTime now)
    {
        if (endsAt is not { } end || end <= now || end - now > Soon)
        {
            return null;
        }

        var left = end - now;
        return left switch
        {
            { TotalMinutes: < 1 } => "less than a minute left",
            { TotalHours: < 1 } => $"{Counted(left.Minutes, "minute")} left",
            { TotalDays: < 1 } => $"{Counted(left.Hours, "hour")}{Rest(left.Minutes, "minute")} left",
            _ => $"{Counted(left.Days, "day")}{Rest(left.Hours, "hour")} left",
        };
    }

    private static string Rest(int count, string unit) => count == 0 ? "" : " " + Counted(count, unit);

    private static string Counted(int count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";
}
