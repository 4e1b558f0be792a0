using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Attribution;

/// <summary>Every field of the Attribution Report's orders, as a column of its table and of its files.</summary>
public static class AttributionColumns
{
    public static readonly IReadOnlyList<ReportColumn> All =
    [
        new("order_time", "Order time", IsDefault: true),
        new("order_id", "Order", IsDefault: true),
        new("coupon_code", "Coupon Code", IsDefault: true),
        new("instead_of", "Would have been", IsDefault: true),
        new("credited", "Credited", IsDefault: true),
        new("click", "Click"),
        new("offer", "Offer"),
        new("status", "Status", IsDefault: true),
        new("amount", "Amount", IsNumeric: true, IsDefault: true),
        new("payout", "Payout", IsNumeric: true, IsDefault: true),
        new("currency", "Currency"),
        new("conversion_id", "Conversion id"),
        new("offer_id", "Offer id", IsNumeric: true),
        new("credited_partner_id", "Credited partner id", IsNumeric: true),
        new("instead_of_partner_id", "Instead of partner id", IsNumeric: true),
    ];

    /// <summary>A cell of a file: numbers are numbers, times are the advertiser's with their offset from UTC.</summary>
    public static object Cell(string key, AttributionReportRow row, AttributionReportFilter filter, Names names, PublicIds ids) => key switch
    {
        "amount" => Money(row.Amount, row.Currency),
        "payout" => Money(row.Payout, row.Currency),
        "offer_id" => row.OfferId is { } offer ? offer : "",
        "credited_partner_id" => row.CreditedPartnerId is { } partner ? partner : "",
        "instead_of_partner_id" => row.InsteadOf(filter.Feature) is { } partner ? partner : "",
        "order_time" => TimeZoneInfo.ConvertTime(new DateTimeOffset(row.OrderTime), LocalDays.Zone(names.Zone(filter.AdvertiserId))).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        _ => Text(key, row, filter, names, ids),
    };

    /// <summary>What the table says where it has nothing better, and files in any case.</summary>
    public static string Text(string key, AttributionReportRow row, AttributionReportFilter filter, Names names, PublicIds ids) => key switch
    {
        "order_id" => row.OrderId ?? "",
        "coupon_code" => row.CouponCode ?? "",
        "instead_of" => names.Partner(row.InsteadOf(filter.Feature)),
        "credited" => names.Partner(row.CreditedPartnerId),
        "click" => Click(row, filter.Feature),
        "offer" => row.OfferId is { } offer ? names.Offer(offer) : "",
        "status" => Words.Of(row.Status),
        "currency" => row.Currency,
        "conversion_id" => ids.Format(row.ConversionId),
        _ => Convert.ToString(Cell(key, row, filter, names, ids), CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Every id that the columns name.</summary>
    public static Task<Names> NamesAsync(this NameBook book, Domain.Accounts.Actor actor, IReadOnlyList<AttributionReportRow> rows, int advertiserId, CancellationToken cancel) =>
        book.OfAsync(actor, [advertiserId], rows.Select(r => r.OfferId), rows.SelectMany(r => (int?[])[r.CreditedPartnerId, r.CounterfactualPartnerId, r.SuppressedPartnerId]), cancel);

    // Of an order that exclusive codes moved, the click was another's; a suppressed code's own partner may have had it.
    private static string Click(AttributionReportRow row, AttributionFeature feature) => !row.HasClick ? "None" : feature == AttributionFeature.ExclusiveCodes ? "Another's" : "Yes";

    private static decimal Money(long minor, string currency) => decimal.Parse(MoneyText.Plain(minor, currency), CultureInfo.InvariantCulture);
}
