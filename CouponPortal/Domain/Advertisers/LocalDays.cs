namespace CouponPortal.Domain.Advertisers;

/// <summary>Days of an advertiser's time zone as UTC instants. A day is [start, next day's start).</summary>
public static class LocalDays
{
    /// <summary>The zone, or UTC when the name is not known to this machine.</summary>
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The first instant of <paramref name="day"/>; where the clocks skip midnight, the first instant that exists.</summary>
    public static DateTime StartUtc(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        // An hour that happens twice: the day starts at the earlier one, which has the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }

    /// <summary>The instant after the last one of <paramref name="day"/> (exclusive end).</summary>
    public static DateTime EndUtc(DateOnly day, TimeZoneInfo zone) => StartUtc(day.AddDays(1), zone);

    /// <summary>The local day that an instant falls on.</summary>
    public static DateOnly DayOf(DateTime utc, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));
}
