using System.Globalization;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Tests.Domain.Reports;

public sealed class ScheduledExportTests
{
    [Theory]
    [InlineData("2026-03-28T04:00:00", "2026-03-28T05:30:00")]
    [InlineData("2026-03-28T05:30:00", "2026-03-29T04:30:00")]
    [InlineData("2026-10-24T12:00:00", "2026-10-25T05:30:00")]
    public void Daily_export_keeps_its_local_time_over_the_switches_of_the_clocks(string after, string next) => Assert.Equal(Utc(next), Of(ExportRhythm.Daily, (6 * 60) + 30).NextAfter(Utc(after)));

    [Fact]
    public void Time_that_the_clocks_skip_is_the_moment_they_skip_to() =>
        Assert.Equal(Utc("2026-03-29T01:00:00"), Of(ExportRhythm.Daily, (2 * 60) + 30).NextAfter(Utc("2026-03-28T12:00:00")));

    [Fact]
    public void Time_that_comes_twice_runs_once()
    {
        var export = Of(ExportRhythm.Daily, (2 * 60) + 30);

        var first = export.NextAfter(Utc("2026-10-24T12:00:00"));

        Assert.Equal(Utc("2026-10-25T00:30:00"), first);
        Assert.Equal(Utc("2026-10-26T01:30:00"), export.NextAfter(first));
    }

    [Fact]
    public void Weekly_export_waits_for_its_day()
    {
        var export = Of(ExportRhythm.Weekly, 8 * 60);
        export.Weekday = DayOfWeek.Friday;

        Assert.Equal(Utc("2026-11-27T07:00:00"), export.NextAfter(Utc("2026-11-21T10:00:00")));
        Assert.Equal(Utc("2026-12-04T07:00:00"), export.NextAfter(Utc("2026-11-27T07:00:00")));
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00", "2026-02-28T07:00:00")]
    [InlineData("2028-01-31T12:00:00", "2028-02-29T07:00:00")]
    [InlineData("2026-02-28T07:00:00", "2026-03-31T06:00:00")]
    public void Monthly_export_of_a_day_that_a_month_lacks_runs_on_its_last(string after, string next)
    {
        var export = Of(ExportRhythm.Monthly, 8 * 60);
        export.DayOfMonth = 31;

        Assert.Equal(Utc(next), export.NextAfter(Utc(after)));
    }

    [Fact]
    public void Failed_run_is_tried_three_times_more_and_then_at_its_next_time() =>
        Assert.Equal([TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), (TimeSpan?)null], Enumerable.Range(1, ScheduledExport.MostAttempts).Select(ScheduledExport.RetryAfter));

    private static ScheduledExport Of(ExportRhythm rhythm, int minutes) => new() { Rhythm = rhythm, TimeOfDay = minutes, TimeZone = "Europe/Berlin" };

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
