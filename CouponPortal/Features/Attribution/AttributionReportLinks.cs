using System.Globalization;
using CouponPortal.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Attribution;

/// <summary>Addresses of the report with a filter in them, relative to the base.</summary>
internal static class AttributionReportLinks
{
    public static string Csv(AttributionReportFilter filter) => With(AttributionReportCsv.Path[1..], filter);

    public static string Page(AttributionReportFilter filter) => With("reports/attribution", filter);

    private static string With(string path, AttributionReportFilter filter) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["feature"] = SnakeCase.Of(filter.Feature),
        ["advertiser_id"] = Id(filter.AdvertiserId),
        ["from"] = filter.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["to"] = filter.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["partner_id"] = Id(filter.PartnerId),
        ["instead_of_partner_id"] = Id(filter.InsteadOfPartnerId),
        ["offer_id"] = Id(filter.OfferId),
        ["coupon_code"] = filter.CouponCode,
    });

    private static string? Id(int? id) => id?.ToString(CultureInfo.InvariantCulture);
}
