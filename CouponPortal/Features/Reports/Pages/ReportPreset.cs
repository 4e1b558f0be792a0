namespace CouponPortal.Features.Reports.Pages;

/// <summary>A report of the menu: the same page over the same query, with what its rows are by.</summary>
/// <param name="Page">Its address below the base, without a slash in front.</param>
/// <param name="Dimension">Null = whoever looks chooses.</param>
public sealed record ReportPreset(string Page, string Title, string Subtitle, ReportDimension? Dimension)
{
    public static readonly IReadOnlyList<ReportPreset> All =
    [
        new("reports/offers", "Offer Report", "Clicks, orders and money of each offer.", ReportDimension.Offer),
        new("reports/partners", "Partner Report", "Clicks, orders and money of each partner: orders of whom they are credited to.", ReportDimension.Partner),
        new("reports/advertisers", "Advertiser Report", "Clicks, orders and money of each advertiser.", ReportDimension.Advertiser),
        new("reports/coupons", "Coupon Report", "Clicks, orders and money of each coupon code.", ReportDimension.Coupon),
        new("reports/analytics", "Analytics (Flex)", "Clicks, orders and money by whatever you choose, one of it across as columns if you like.", null),
    ];

    public bool IsFree => Dimension is null;

    /// <param name="address">Below the base, with or without a query.</param>
    public static ReportPreset? Of(string address) => All.FirstOrDefault(p => p.Page == address.Split('?', '#')[0].TrimEnd('/'));
}
