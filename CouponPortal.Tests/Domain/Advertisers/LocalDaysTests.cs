using System.Globalization;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Tests.Domain.Advertisers;

public sealed class LocalDaysTests
{
    [Theory]
    [InlineData("UTC", "2026-01-15", "2026-01-15T00:00:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25)]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23)] // midnight to one does not exist
    [InlineData("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25)] // 23:00 to midnight exists twice
    [InlineData("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z", 25)] // midnight to one exists twice
    [InlineData("Asia/Kolkata", "2026-01-15", "2026-01-14T18:30:00Z", 24)]
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24)]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0)] // never happened there
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24)]
    [InlineData("Asia/Amman", "2022-02-25", "2022-02-24T22:00:00Z", 23)] // the framework calls this gap's midnight valid
    public void Day_starts_and_ends_by_the_local_clock(string zoneName, string day, string start, int hours)
    {
        var zone = Existing(zoneName);
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var expected = DateTime.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

        Assert.Equal((expected, DateTimeKind.Utc), (LocalDays.StartUtc(date, zone), LocalDays.StartUtc(date, zone).Kind));
        Assert.Equal(expected.AddHours(hours), LocalDays.EndUtc(date, zone));
    }

    [Theory]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Europe/Berlin")]
    [InlineData("Pacific/Apia")]
    [InlineData("America/Asuncion")]
    [InlineData("Asia/Amman")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Australia/Lord_Howe")]
    public void Days_of_thirty_years_follow_each_other_without_gap_or_overlap(string zoneName)
    {
        var zone = Existing(zoneName);
        for (var day = new DateOnly(2000, 1, 1); day.Year < 2030; day = day.AddDays(1))
        {
            var (start, end) = (LocalDays.StartUtc(day, zone), LocalDays.EndUtc(day, zone));
            Assert.Equal(end, LocalDays.StartUtc(day.AddDays(1), zone));
            Assert.True(LocalDays.DayOf(start.AddTicks(-1), zone) < day, $"{day} starts late.");
            Assert.True(start == end || (LocalDays.DayOf(start, zone) == day && LocalDays.DayOf(end.AddTicks(-1), zone) == day), $"{day} starts early.");
        }
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Sao_Paulo")]
    public void First_and_last_day_of_the_calendar_are_days_too(string zoneName)
    {
        var zone = Existing(zoneName);

        Assert.Equal(DateTime.MinValue, LocalDays.StartUtc(DateOnly.MinValue, zone));
        Assert.Equal(DateTime.MaxValue, LocalDays.EndUtc(DateOnly.MaxValue, zone));
        Assert.True(LocalDays.StartUtc(DateOnly.MaxValue, zone) < LocalDays.EndUtc(DateOnly.MaxValue, zone));
    }

    [Fact]
    public void Zone_that_is_not_known_is_UTC()
    {
        Assert.Equal(TimeZoneInfo.Utc, LocalDays.Zone("Nowhere/Land"));
    }

    private static TimeZoneInfo Existing(string name)
    {
        var zone = LocalDays.Zone(name);
        Assert.Equal(name, zone.Id);
        return zone;
    }
}
