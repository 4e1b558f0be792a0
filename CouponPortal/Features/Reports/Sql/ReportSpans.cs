using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>A part of a period that has one local day and hour: [<paramref name="Start"/>, <paramref name="End"/>).</summary>
internal readonly record struct ReportSpan(DateOnly Day, int Hour, DateTime Start, DateTime End);

internal static class ReportSpans
{
    // Zones lie whole quarters of an hour apart.
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static IEnumerable<ReportSpan> Of(ReportPeriod period, TimeZoneInfo zone, bool byDay, bool byHour)
    {
        if (!byDay)
        {
            return [new(period.From, 0, LocalDays.StartUtc(period.From, zone), LocalDays.EndUtc(period.To, zone))];
        }

        var days = Enumerable.Range(period.From.DayNumber, period.To.DayNumber - period.From.DayNumber + 1).Select(DateOnly.FromDayNumber)
            .Select(day => new ReportSpan(day, 0, LocalDays.StartUtc(day, zone), LocalDays.EndUtc(day, zone))).Where(s => s.Start < s.End);
        return byHour ? days.SelectMany(day => Hours(day, zone)) : days;
    }

    /// <summary>First days of the months that the days touch.</summary>
    public static IReadOnlyList<DateOnly> MonthsOf(DateOnly first, DateOnly last)
    {
        var months = new List<DateOnly>();
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= last; month = month.AddMonths(1))
        {
            months.Add(month);
        }

        return months;
    }

    // From UTC to local, which has one answer: an hour that is skipped is absent, one that is repeated is twice as long.
    private static IEnumerable<ReportSpan> Hours(ReportSpan day, TimeZoneInfo zone)
    {
        var (start, hour) = (day.Start, HourOf(day.Start));
        for (var at = day.Start + Quarter; at < day.End; at += Quarter)
        {
            if (HourOf(at) != hour)
            {
                yield return day with { Hour = hour, Start = start, End = at };
                (start, hour) = (at, HourOf(at));
            }
        }

        yield return day with { Hour = hour, Start = start };

        int HourOf(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone).Hour;
    }
}
