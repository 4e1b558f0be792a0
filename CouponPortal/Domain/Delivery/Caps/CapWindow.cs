using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>One stretch of time that a cap counts over: whole local days, so that it is 23 or 25 hours long where the clocks are changed.</summary>
/// <param name="First">First local day; the calendar's first for <see cref="CapPeriod.Ever"/>.</param>
/// <param name="Last">Last local day, included.</param>
/// <param name="Start">UTC, inclusive.</param>
/// <param name="End">UTC, exclusive.</param>
public readonly record struct CapWindow(DateOnly First, DateOnly Last, DateTime Start, DateTime End)
{
    /// <summary>The one that an instant falls into.</summary>
    public static CapWindow Of(CapPeriod period, DateTime utc, TimeZoneInfo zone)
    {
        var day = LocalDays.DayOf(utc, zone);
        var (monday, month) = (day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), new DateOnly(day.Year, day.Month, 1));
        var (first, last) = period switch
        {
            CapPeriod.Day => (day, day),
            CapPeriod.Week => (monday, monday.AddDays(6)),
            CapPeriod.Month => (month, month.AddMonths(1).AddDays(-1)),
            CapPeriod.Ever => (DateOnly.MinValue, DateOnly.MaxValue),
        };
        return new(first, last, LocalDays.StartUtc(first, zone), LocalDays.EndUtc(last, zone));
    }

    public bool Has(DateTime utc) => utc >= Start && utc < End;
}
