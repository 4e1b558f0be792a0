using System.Globalization;
using CouponPortal.Components.Controls;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>Dimensions and their values for people.</summary>
public static class DimensionWords
{
    public static string TitleOf(ReportDimension dimension) => dimension switch
    {
        ReportDimension.Coupon => "Coupon Code",
        ReportDimension.Sub1 => "Pub. Unique 1",
        ReportDimension.Sub2 => "Pub. Unique 2",
        ReportDimension.Sub3 => "Pub. Unique 3",
        ReportDimension.Sub4 => "Pub. Unique 4",
        ReportDimension.Sub5 => "Pub. Unique 5",
        _ => Words.Of(dimension),
    };

    public static bool IsTime(ReportDimension dimension) => dimension is ReportDimension.Day or ReportDimension.Week or ReportDimension.Month or ReportDimension.Hour;

    public static string LabelOf(ReportKey key) => key.Dimension switch
    {
        _ when IsNone(key) => NoneOf(key.Dimension),
        ReportDimension.Visibility or ReportDimension.Basis or ReportDimension.Status or ReportDimension.VisitOutcome => Words.Of(key.Label),
        ReportDimension.Day when key.Days is { } days => Words.Of(days.From),
        ReportDimension.Week when key.Days is { } days => "Week of " + Words.Of(days.From),
        ReportDimension.Month when key.Days is { } days => days.From.ToString("MMM yyyy", CultureInfo.InvariantCulture),
        _ => key.Label,
    };

    /// <summary>All of a row's values in one line.</summary>
    public static string LabelOf(IReadOnlyList<ReportKey> keys) => string.Join(" · ", keys.Select(LabelOf));

    /// <summary>Whether the row has no value in this dimension.</summary>
    public static bool IsNone(ReportKey key) => key.Dimension switch
    {
        ReportDimension.Advertiser or ReportDimension.Offer or ReportDimension.Partner or ReportDimension.Coupon => key.Id is null,
        _ => key.Value == ReportFilter.None,
    };

    /// <summary>The page of the thing that a value names; null where there is none.</summary>
    public static string? HrefOf(ReportKey key) => key.Id is not { } id ? null : key.Dimension switch
    {
        ReportDimension.Advertiser => $"advertisers/{id}",
        ReportDimension.Offer => $"offers/{id}",
        ReportDimension.Partner => $"partners/{id}",
        ReportDimension.Coupon => $"coupons/{id}",
        _ => null,
    };

    private static string NoneOf(ReportDimension dimension) => dimension switch
    {
        ReportDimension.Advertiser => "No advertiser",
        ReportDimension.Offer => "No offer",
        ReportDimension.Partner => "Nobody",
        ReportDimension.Coupon => "No coupon",
        _ => "(none)",
    };
}
