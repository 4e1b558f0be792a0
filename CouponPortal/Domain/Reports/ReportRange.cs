using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Reports;

/// <summary>Calendar days of one time zone, both ends included; null = open.</summary>
public readonly record struct DaySpan(DateOnly? From, DateOnly? To)
{
    public static DaySpan Open { get; }

    /// <summary>Null while an end is open, or the last day lies before the first.</summary>
    public int? Count => From is { } from && To is { } to && from <= to ? to.DayNumber - from.DayNumber + 1 : null;
}

/// <summary>
/// The days of a report as its address has them: a preset, which means other days tomorrow, or two days that somebody chose. It knows no instants: days become
/// instants by <see cref="LocalDays"/>, so that a day of 23 or 25 hours is one day.
/// </summary>
/// <param name="Preset">Null = <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="Compare">Null = nothing to compare with.</param>
public sealed record ReportRange(DatePreset? Preset, DateOnly? From = null, DateOnly? To = null, RangeComparison? Compare = null)
{
    private const int Week = 7;

    /// <summary>The days meant at <paramref name="utcNow"/>.</summary>
    /// <param name="zone">The advertiser's.</param>
    public DaySpan Days(DateTime utcNow, TimeZoneInfo zone) => Days(LocalDays.DayOf(utcNow, zone));

    /// <param name="today">The local day.</param>
    public DaySpan Days(DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % Week));
        var first = new DateOnly(today.Year, today.Month, 1);
        var newYear = new DateOnly(today.Year, 1, 1);
        return Preset is not { } preset ? new(From, To) : preset switch
        {
            DatePreset.Today => new(today, today),
            DatePreset.Yesterday => new(today.AddDays(-1), today.AddDays(-1)),
            DatePreset.Last7Days => new(today.AddDays(-6), today),
            DatePreset.Last30Days => new(today.AddDays(-29), today),
            DatePreset.Last90Days => new(today.AddDays(-89), today),
            DatePreset.ThisWeek => new(monday, today),
            DatePreset.LastWeek => new(monday.AddDays(-Week), monday.AddDays(-1)),
            DatePreset.ThisMonth => new(first, today),
            DatePreset.LastMonth => new(first.AddMonths(-1), first.AddDays(-1)),
            DatePreset.ThisYear => new(newYear, today),
            DatePreset.LastYear => new(newYear.AddYears(-1), newYear.AddDays(-1)),
            DatePreset.All => DaySpan.Open,
        };
    }

    /// <returns>The days to compare with; null without a comparison, and for days that are open.</returns>
    public DaySpan? Compared(DateTime utcNow, TimeZoneInfo zone) => Compared(LocalDays.DayOf(utcNow, zone));

    /// <summary>
    /// The period before: as many days directly before them; of a calendar week, month or year the one before it, up to the same day of it. Last year: the same dates,
    /// of weeks the same weekdays (364 days back); whole months stay whole.
    /// </summary>
    public DaySpan? Compared(DateOnly today)
    {
        // A year further back than any comparison goes, the calendar ends.
        if (Compare is not { } compare || Days(today) is not { From: { } from, To: { } to, Count: { } count } || from < new DateOnly(3, 1, 1) || from.DayNumber < count)
        {
            return null;
        }

        return compare switch
        {
            RangeComparison.PreviousPeriod => Preset switch
            {
                DatePreset.ThisWeek or DatePreset.LastWeek => new(from.AddDays(-Week), to.AddDays(-Week)),
                DatePreset.ThisMonth => new(from.AddMonths(-1), to.AddMonths(-1)),
                DatePreset.LastMonth => new(from.AddMonths(-1), from.AddDays(-1)),
                DatePreset.ThisYear or DatePreset.LastYear => new(from.AddYears(-1), to.AddYears(-1)),
                _ => new(from.AddDays(-count), from.AddDays(-1)),
            },
            RangeComparison.SamePeriodLastYear => Preset is DatePreset.ThisWeek or DatePreset.LastWeek
                ? new(from.AddDays(-52 * Week), to.AddDays(-52 * Week))
                : new(from.AddYears(-1), from.Day == 1 && to.AddDays(1).Day == 1 ? to.AddDays(1).AddYears(-1).AddDays(-1) : to.AddYears(-1)),
        };
    }
}
