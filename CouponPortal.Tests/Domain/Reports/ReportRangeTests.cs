using CouponPortal.Components.DataTable;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Tests.Domain.Reports;

public sealed class ReportRangeTests
{
    // A Wednesday.
    private static readonly DateOnly Today = new(2026, 3, 18);

    [Theory]
    [InlineData("today", "2026-03-18", "2026-03-18")]
    [InlineData("yesterday", "2026-03-17", "2026-03-17")]
    [InlineData("last_7_days", "2026-03-12", "2026-03-18")]
    [InlineData("last_30_days", "2026-02-17", "2026-03-18")]
    [InlineData("last_90_days", "2025-12-19", "2026-03-18")]
    [InlineData("this_week", "2026-03-16", "2026-03-18")]
    [InlineData("last_week", "2026-03-09", "2026-03-15")]
    [InlineData("this_month", "2026-03-01", "2026-03-18")]
    [InlineData("last_month", "2026-02-01", "2026-02-28")]
    [InlineData("this_year", "2026-01-01", "2026-03-18")]
    [InlineData("last_year", "2025-01-01", "2025-12-31")]
    [InlineData("all", null, null)]
    public void Preset_means_its_days(string name, string? from, string? to)
    {
        var range = UrlRange.Read(key => key == "range" ? name : null, DatePreset.Today);

        Assert.Equal(new DaySpan(Day(from), Day(to)), range.Days(Today));
        Assert.Equal(name, DatePresets.Of(range.Preset!.Value));
    }

    [Theory]
    [InlineData("2026-03-16", "2026-03-16")]
    [InlineData("2026-03-22", "2026-03-16")]
    public void Week_begins_on_Monday(string today, string monday) =>
        Assert.Equal(Day(monday), new ReportRange(DatePreset.ThisWeek).Days(Day(today)!.Value).From);

    [Theory]
    [InlineData(DatePreset.Today, "2026-03-17", "2026-03-17", "2025-03-18", "2025-03-18")]
    [InlineData(DatePreset.Last7Days, "2026-03-05", "2026-03-11", "2025-03-12", "2025-03-18")]
    [InlineData(DatePreset.ThisWeek, "2026-03-09", "2026-03-11", "2025-03-17", "2025-03-19")]
    [InlineData(DatePreset.ThisMonth, "2026-02-01", "2026-02-18", "2025-03-01", "2025-03-18")]
    [InlineData(DatePreset.LastMonth, "2026-01-01", "2026-01-31", "2025-02-01", "2025-02-28")]
    [InlineData(DatePreset.LastYear, "2024-01-01", "2024-12-31", "2024-01-01", "2024-12-31")]
    public void Comparison_stands_beside_like_days(DatePreset preset, string from, string to, string yearFrom, string yearTo)
    {
        Assert.Equal(new DaySpan(Day(from), Day(to)), new ReportRange(preset, Compare: RangeComparison.PreviousPeriod).Compared(Today));
        Assert.Equal(new DaySpan(Day(yearFrom), Day(yearTo)), new ReportRange(preset, Compare: RangeComparison.SamePeriodLastYear).Compared(Today));
    }

    [Fact]
    public void Whole_February_of_a_leap_year_is_compared_with_whole_February()
    {
        var range = new ReportRange(null, new DateOnly(2025, 2, 1), new DateOnly(2025, 2, 28), RangeComparison.SamePeriodLastYear);

        Assert.Equal(new DaySpan(new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29)), range.Compared(Today));
    }

    [Fact]
    public void Open_and_upside_down_days_have_nothing_beside_them()
    {
        Assert.Null(new ReportRange(DatePreset.All, Compare: RangeComparison.PreviousPeriod).Compared(Today));
        Assert.Null(new ReportRange(null, Today, null, RangeComparison.PreviousPeriod).Compared(Today));
        Assert.Null(new ReportRange(null, Today, Today.AddDays(-1), RangeComparison.PreviousPeriod).Compared(Today));
        Assert.Null(new ReportRange(null, DateOnly.MinValue, DateOnly.MaxValue, RangeComparison.PreviousPeriod).Compared(Today));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T22:30:00", "2026-03-30")]
    [InlineData("Europe/Berlin", "2026-10-25T22:30:00", "2026-10-25")]
    [InlineData("America/New_York", "2026-03-08T04:30:00", "2026-03-07")]
    [InlineData("America/New_York", "2026-11-02T04:30:00", "2026-11-01")]
    public void Today_is_the_advertisers_local_day_at_both_switches_of_the_clocks(string zone, string utc, string today)
    {
        var now = DateTime.SpecifyKind(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);

        Assert.Equal(new DaySpan(Day(today), Day(today)), new ReportRange(DatePreset.Today).Days(now, TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    [Fact]
    public void Address_with_days_is_custom_and_without_any_the_reports_own()
    {
        Assert.Equal(new ReportRange(null, Today, null), UrlRange.Read(key => key == "from" ? "2026-03-18" : "nonsense", DatePreset.Last30Days));
        Assert.Equal(new ReportRange(DatePreset.Last30Days), UrlRange.Read(_ => "", DatePreset.Last30Days));
    }

    [Fact]
    public void Columns_come_in_the_order_of_the_address_and_unknown_ones_are_left_aside()
    {
        ReportColumn[] all = [new("a", "A", IsDefault: true), new("b", "B"), new("c", "C", IsDefault: true)];

        Assert.Equal(["c", "b"], ReportColumn.Shown("c, b,zz,c", all).Select(c => c.Key));
        Assert.Equal(["a", "c"], ReportColumn.Shown("zz", all).Select(c => c.Key));
    }

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
