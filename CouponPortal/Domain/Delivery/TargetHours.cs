using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Delivery;

/// <summary>Hours of the week.</summary>
/// <param name="Days">On which they begin; none = every day.</param>
/// <param name="From">0 to 23, inclusive.</param>
/// <param name="To">1 to 24, exclusive; not after <paramref name="From"/> = until that hour of the next day.</param>
public sealed record HourWindow(Values<DayOfWeek> Days, int From, int To)
{
    // Not sent is every day.
    public Values<DayOfWeek> Days { get; init; } = Days ?? [];

    public bool Has(DayOfWeek day, int hour) => To > From
        ? hour >= From && hour < To && Is(day)
        : (hour >= From && Is(day)) || (hour < To && Is((DayOfWeek)(((int)day + 6) % 7)));

    private bool Is(DayOfWeek day) => Days.Count == 0 || Days.Span.Contains(day);
}

/// <summary>When visitors are let in, by the clock of a place.</summary>
/// <param name="TimeZone">IANA name.</param>
public sealed record TargetHours(TargetMode Mode, string TimeZone, Values<HourWindow> Windows)
{
    // Not sent is none.
    public Values<HourWindow> Windows { get; init; } = Windows ?? [];

    /// <param name="now">UTC.</param>
    public bool LetsIn(DateTime now)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(now, LocalDays.Zone(TimeZone));
        foreach (var window in Windows.Span)
        {
            if (window.Has(local.DayOfWeek, local.Hour))
            {
                return Mode == TargetMode.Allow;
            }
        }

        return Mode == TargetMode.Deny;
    }
}
