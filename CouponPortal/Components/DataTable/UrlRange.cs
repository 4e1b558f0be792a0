using CouponPortal.Domain.Reports;

namespace CouponPortal.Components.DataTable;

/// <summary>A report's days in an address: <c>range=last_30_days</c>, or <c>from=&amp;to=</c>; beside them <c>compare=previous_period</c>.</summary>
public static class UrlRange
{
    public const string RangeName = "range";
    public const string FromName = "from";
    public const string ToName = "to";
    public const string CompareName = "compare";

    /// <param name="value">The value of a query parameter; null or empty = not given.</param>
    /// <param name="otherwise">What an address without days means.</param>
    public static ReportRange Read(Func<string, string?> value, DatePreset otherwise)
    {
        var (from, to) = (UrlValues.Day(value(FromName)), UrlValues.Day(value(ToName)));
        var compare = UrlValues.Choice<RangeComparison>(value(CompareName));
        return DatePresets.Read(value(RangeName)) is { } preset ? new(preset, Compare: compare)
            : from is not null || to is not null ? new(null, from, to, compare)
            : new(otherwise, Compare: compare);
    }
}
