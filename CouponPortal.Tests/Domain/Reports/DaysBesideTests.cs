using System.Globalization;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Tests.Domain.Reports;

public sealed class DaysBesideTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-06-10T12:30:00Z", "2026-06-08T22:00:00Z", "2026-06-09T12:30:00Z", "2026-06-02T22:00:00Z", "2026-06-03T12:30:00Z")]
    // Berlin, 30 March: the day before has 23 hours and no 02:30; a week ago it was winter.
    [InlineData("Europe/Berlin", "2026-03-30T00:30:00Z", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z", "2026-03-22T23:00:00Z", "2026-03-23T01:30:00Z")]
    [InlineData("Europe/Berlin", "2026-03-30T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T10:00:00Z", "2026-03-22T23:00:00Z", "2026-03-23T11:00:00Z")]
    // Berlin, 26 October: the day before has 25 hours and 02:30 twice; the first counts.
    [InlineData("Europe/Berlin", "2026-10-26T01:30:00Z", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-18T22:00:00Z", "2026-10-19T00:30:00Z")]
    // New York, on the day itself, in its second 01:30.
    [InlineData("America/New_York", "2026-11-01T06:30:00Z", "2026-10-31T04:00:00Z", "2026-10-31T05:30:00Z", "2026-10-25T04:00:00Z", "2026-10-25T05:30:00Z")]
    [InlineData("America/New_York", "2026-03-09T06:15:20Z", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z", "2026-03-02T05:00:00Z", "2026-03-02T07:15:20Z")]
    // A zone off the hour.
    [InlineData("Asia/Kathmandu", "2026-06-10T00:00:00Z", "2026-06-08T18:15:00Z", "2026-06-09T00:00:00Z", "2026-06-02T18:15:00Z", "2026-06-03T00:00:00Z")]
    public void Other_days_end_at_the_same_time_on_the_clock(string zone, string now, string yesterday, string yesterdayEnd, string weekAgo, string weekAgoEnd)
    {
        var info = LocalDays.Zone(zone);

        var days = DaysBeside.Of(Utc(now), info);

        Assert.Equal((Utc(yesterday), Utc(yesterdayEnd)), (days.Yesterday.Start, days.Yesterday.End));
        Assert.Equal((Utc(weekAgo), Utc(weekAgoEnd)), (days.WeekAgo.Start, days.WeekAgo.End));
        Assert.Equal((days.Today.Day.AddDays(-1), days.Today.Day.AddDays(-7)), (days.Yesterday.Day, days.WeekAgo.Day));
        Assert.Equal((LocalDays.StartUtc(days.Today.Day, info), LocalDays.EndUtc(days.Today.Day, info)), (days.Today.Start, days.Today.End));
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
