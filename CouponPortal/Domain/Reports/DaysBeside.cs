using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Reports;

/// <summary>A local day from its start up to a time: [<paramref name="Start"/>, <paramref name="End"/>) in UTC.</summary>
public readonly record struct PartOfDay(DateOnly Day, DateTime Start, DateTime End);

/// <summary>
/// Today so far, beside yesterday and the same weekday a week ago up to the same time on the clock: what has come until noon stands beside what had come until noon,
/// also where one of the days has 23 or 25 hours.
/// </summary>
/// <param name="Today">Ends with the day, which holds nothing yet of what lies ahead.</param>
public sealed record DaysBeside(PartOfDay Today, PartOfDay Yesterday, PartOfDay WeekAgo)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static DaysBeside Of(DateTime utcNow, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utcNow, zone);
        var today = DateOnly.FromDateTime(local);
        return new(new(today, LocalDays.StartUtc(today, zone), LocalDays.EndUtc(today, zone)), Until(today.AddDays(-1)), Until(today.AddDays(-7)));

        PartOfDay Until(DateOnly day) => new(day, LocalDays.StartUtc(day, zone), At(day, TimeOnly.FromDateTime(local), zone));
    }

    /// <summary>The first instant of the day at which the clock shows the time, or has skipped it; of a time that it shows twice the first one.</summary>
    private static DateTime At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        // From UTC to local every instant has one answer; zones lie, and clocks change, at whole quarters of an hour.
        var end = LocalDays.EndUtc(day, zone);
        for (var at = LocalDays.StartUtc(day, zone); at < end; at += Quarter)
        {
            var shown = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone));
            if (shown >= time)
            {
                return at;
            }

            if (time - shown < Quarter)
            {
                return at + (time - shown);
            }
        }

        return end;
    }
}
