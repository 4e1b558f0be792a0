using System.Globalization;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>Caps in words.</summary>
public static class CapWords
{
    /// <summary>E.g. <c>100 conversions a day</c>, <c>1,500.00 EUR of payout a month</c>.</summary>
    /// <param name="currency">The offer's.</param>
    public static string Of(CapLimit limit, string currency) => $"{Amount(limit.Limit, limit.Metric, currency)} {(limit.Metric == CapMetric.Payout ? "of payout " : "")}{PeriodOf(limit.Period)}";

    /// <summary>Whose it is, e.g. <c>the offer</c>.</summary>
    public static string ScopeOf(CapScope scope) => scope switch
    {
        CapScope.Offer => "the offer",
        CapScope.Partner => "the partner",
        CapScope.Coupon => "the coupon",
    };

    /// <summary>A count with its unit, or an amount.</summary>
    public static string Amount(long value, CapMetric metric, string currency) => metric switch
    {
        CapMetric.Clicks => Count(value, "click"),
        CapMetric.Conversions => Count(value, "conversion"),
        CapMetric.Payout => MoneyText.Display(value, currency),
    };

    /// <summary>What a partner is told of the cap that keeps its visitors out: whose it is, of what, and when it opens again. No figures of the shop's.</summary>
    /// <param name="chain">The visit's (<see cref="VisitChain"/>).</param>
    public static string ToPartner(string? chain)
    {
        var name = VisitChain.Read(chain).Select(link => link.Why).LastOrDefault(why => why?.StartsWith("cap.", StringComparison.Ordinal) == true)?[4..] ?? "";
        var whose = name.StartsWith("partner", StringComparison.Ordinal) ? "Your cap" : name.StartsWith("coupon", StringComparison.Ordinal) ? "The code's cap" : "The offer's cap";
        var what = name.Contains("clicks", StringComparison.Ordinal) ? "visits" : name.Contains("payout", StringComparison.Ordinal) ? "payout" : "orders";
        return $"{whose} of {what} " + name[(name.LastIndexOf('_') + 1)..] switch
        {
            "day" => "for today is reached; it opens again tomorrow.",
            "week" => "for this week is reached; it opens again on Monday.",
            "month" => "for this month is reached; it opens again next month.",
            _ => "is reached.",
        };
    }

    private static string PeriodOf(CapPeriod period) => period switch
    {
        CapPeriod.Day => "a day",
        CapPeriod.Week => "a week",
        CapPeriod.Month => "a month",
        CapPeriod.Ever => "in all",
    };

    private static string Count(long value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:N0} {unit}{(value == 1 ? "" : "s")}");
}
