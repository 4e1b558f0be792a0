using System.Collections.Frozen;
using System.Globalization;
using CouponPortal.Components.DataTable;
using CouponPortal.Domain;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>The measures as columns of a table and of a file.</summary>
public static class MeasureColumns
{
    public static readonly IReadOnlyList<ReportColumn> All =
        [.. Enum.GetValues<ReportMeasure>().Select(m => new ReportColumn(SnakeCase.Of(m), TitleOf(m), IsNumeric: true, IsDefault: ReportSpec.DefaultMeasures.Contains(m)))];

    private static readonly FrozenDictionary<string, ReportMeasure> ByKey = Enum.GetValues<ReportMeasure>().ToFrozenDictionary(m => SnakeCase.Of(m), StringComparer.Ordinal);

    public static ReportMeasure Of(ReportColumn column) => ByKey[column.Key];

    public static string TitleOf(ReportMeasure measure) => measure switch
    {
        ReportMeasure.Clicks => "Clicks",
        ReportMeasure.CountedClicks => "Clicks that count",
        ReportMeasure.Conversions => "Conversions",
        ReportMeasure.ConversionRate => "Rate",
        ReportMeasure.Amount => "Amount",
        ReportMeasure.Reversed => "Taken back",
        ReportMeasure.Net => "Net amount",
        ReportMeasure.Payout => "Payout",
        ReportMeasure.AverageOrder => "Average order",
        ReportMeasure.Clickless => "Without a click",
        ReportMeasure.ClicklessShare => "Share without a click",
        ReportMeasure.Pending => "Pending",
        ReportMeasure.Approved => "Approved",
        ReportMeasure.Rejected => "Rejected",
    };

    /// <summary>A part of one, where other measures are counts or amounts.</summary>
    public static bool IsShare(ReportMeasure measure) => measure is ReportMeasure.ConversionRate or ReportMeasure.ClicklessShare;

    /// <summary>Of visits alone, so that a report by what only orders have cannot give it.</summary>
    public static bool IsOfClicks(ReportMeasure measure) => measure is ReportMeasure.Clicks or ReportMeasure.CountedClicks or ReportMeasure.ConversionRate;

    /// <summary>A count or share for people; a dash for none.</summary>
    public static string Text(ReportMeasure measure, decimal? value) => value is not { } known ? "–"
        : IsShare(measure) ? (known * 100).ToString("#,0.00", CultureInfo.InvariantCulture) + " %"
        : known.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An amount in whole units of its currency.</summary>
    public static decimal Units(long minor, string currency) => decimal.Parse(MoneyText.Plain(minor, currency), CultureInfo.InvariantCulture);
}
