namespace CouponPortal.Domain.Advertisers;

/// <summary>Days of an advertiser's time zone as UTC instants. A day is [start, next day's start).</summary>
public static class LocalDays
{
    /// <summary>The zone, or UTC when the name is not known to this machine.</summary>
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>
    /// The first instant of <paramref name="day"/>; where the clocks skip midnight, or the whole day, the first instant after the gap. The first day of
    /// the calendar starts with it, in every zone.
    /// </summary>
    public static DateTime StartUtc(DateOnly day, TimeZoneInfo zone)
    {
        if (day == DateOnly.MinValue)
        {
            return DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
        }

        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        // An hour that happens twice: the day starts at the earlier one, which has the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        var start = DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
        return IsFirstInstant(start, day, zone) ? start : Search(day, zone);
    }

    /// <summary>The instant after the last one of <paramref name="day"/> (exclusive end); for the calendar's last day its last instant.</summary>
    public static DateTime EndUtc(DateOnly day, TimeZoneInfo zone) =>
        day == DateOnly.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : StartUtc(day.AddDays(1), zone);

    /// <summary>The local day that an instant falls on.</summary>
    public static DateOnly DayOf(DateTime utc, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));

    private static bool IsFirstInstant(DateTime utc, DateOnly day, TimeZoneInfo zone) => DayOf(utc, zone) >= day && DayOf(utc.AddTicks(-1), zone) < day;

    // The framework calls a local time invalid only in a gap of a yearly rule, and takes other gaps' times for real ones. From UTC to local every
    // instant has one answer, so the start is looked for on that side: zones lie within 15 hours of UTC, and a skipped day adds 24.
    private static DateTime Search(DateOnly day, TimeZoneInfo zone)
    {
        var utc = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddHours(-15);
        while (DayOf(utc, zone) < day)
        {
            utc = utc.AddMinutes(1);
        }

        return utc;
    }
}
