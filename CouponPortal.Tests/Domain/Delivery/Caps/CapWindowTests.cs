using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Delivery.Caps;

namespace CouponPortal.Tests.Domain.Delivery.Caps;

public sealed class CapWindowTests
{
    [Theory]
    [InlineData(CapPeriod.Day, "Europe/Berlin", "2026-11-22T22:59:59", "2026-11-21T23:00:00", "2026-11-22T23:00:00")]
    [InlineData(CapPeriod.Day, "Europe/Berlin", "2026-11-22T23:00:00", "2026-11-22T23:00:00", "2026-11-23T23:00:00")]
    [InlineData(CapPeriod.Day, "Europe/Berlin", "2026-03-29T10:00:00", "2026-03-28T23:00:00", "2026-03-29T22:00:00")]
    [InlineData(CapPeriod.Day, "Europe/Berlin", "2026-10-25T10:00:00", "2026-10-24T22:00:00", "2026-10-25T23:00:00")]
    [InlineData(CapPeriod.Week, "Europe/Berlin", "2026-10-25T10:00:00", "2026-10-18T22:00:00", "2026-10-25T23:00:00")]
    [InlineData(CapPeriod.Week, "America/New_York", "2026-11-23T04:59:59", "2026-11-16T05:00:00", "2026-11-23T05:00:00")]
    [InlineData(CapPeriod.Month, "America/New_York", "2026-03-31T12:00:00", "2026-03-01T05:00:00", "2026-04-01T04:00:00")]
    [InlineData(CapPeriod.Month, "UTC", "2024-02-29T23:59:59", "2024-02-01T00:00:00", "2024-03-01T00:00:00")]
    public void Window_is_whole_local_days_also_where_the_clocks_change(CapPeriod period, string zone, string at, string start, string end)
    {
        var window = CapWindow.Of(period, Utc(at), LocalDays.Zone(zone));

        Assert.Equal((Utc(start), Utc(end)), (window.Start, window.End));
        Assert.True(window.Has(Utc(at)));
    }

    [Fact]
    public void Window_of_ever_has_no_end()
    {
        var window = CapWindow.Of(CapPeriod.Ever, Utc("2026-11-22T12:00:00"), LocalDays.Zone("Pacific/Apia"));

        Assert.True(window.Has(DateTime.MinValue));
        Assert.True(window.Has(new DateTime(9999, 12, 30, 0, 0, 0, DateTimeKind.Utc)));
    }

    [Fact]
    public void Windows_of_a_period_follow_each_other_without_gap_or_overlap()
    {
        foreach (var period in new[] { CapPeriod.Day, CapPeriod.Week, CapPeriod.Month })
        {
            foreach (var name in new[] { "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu" })
            {
                var zone = LocalDays.Zone(name);
                var window = CapWindow.Of(period, Utc("2011-11-01T00:00:00"), zone);
                while (window.End < Utc("2012-03-01T00:00:00"))
                {
                    var next = CapWindow.Of(period, window.End, zone);
                    Assert.Equal(window.End, next.Start);
                    Assert.True(next.First > window.Last);
                    window = next;
                }
            }
        }
    }

    private static DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
