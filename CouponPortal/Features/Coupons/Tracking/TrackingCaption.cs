using CouponPortal.Components.Controls;

namespace CouponPortal.Features.Coupons.Tracking;

/// <summary>A line to post or print beside a tracking URL.</summary>
internal static class TrackingCaption
{
    private const int MaxPromise = 120;

    /// <summary>Ready to post: code, promise, last day, address, and the mark that makes it advertising by the rules of most countries.</summary>
    public static string Post(CouponRow row, string url) => $"Use code {row.Coupon.Code} at {row.Advertiser.Name}{Promise(row)}{Until(row)}: {url} #ad";

    /// <summary>For a flyer, which shows code and address by itself.</summary>
    public static string Print(CouponRow row) => $"Use this code at {row.Advertiser.Name}{Promise(row)}{Until(row)}";

    // The first line of a plain description says what is promised; HTML has no first line.
    private static string Promise(CouponRow row) =>
        row.Coupon.IsDescriptionPlainText && row.Coupon.Description.Trim().Split('\n')[0].Trim().TrimEnd('.') is { Length: > 0 and <= MaxPromise } line ? " – " + line : "";

    private static string Until(CouponRow row) => row.Coupon.EndDate is { } end ? $" (until {Words.Of(end)})" : "";
}
