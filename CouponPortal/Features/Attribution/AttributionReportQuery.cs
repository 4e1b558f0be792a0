using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Features.Attribution;

/// <summary>The report's filter as it stands in a URL; page and download read the same names, which are the API's.</summary>
public static class AttributionReportQuery
{
    /// <param name="value">A query value by name; null or empty = not given.</param>
    /// <returns>Null without a usable advertiser; <paramref name="errors"/> then says so.</returns>
    public static AttributionReportFilter? Read(Func<string, string?> value, FieldErrors errors)
    {
        var advertiser = Number("advertiser_id");
        if (advertiser is null && !errors.Any)
        {
            errors.Add("advertiser_id", "Choose an advertiser.");
        }

        var filter = new AttributionReportFilter
        {
            AdvertiserId = advertiser ?? 0,
            Feature = Feature(),
            Days = Preset(),
            From = Day("from"),
            To = Day("to"),
            PartnerId = Number("partner_id"),
            InsteadOfPartnerId = Number("instead_of_partner_id"),
            OfferId = Number("offer_id"),
            CouponCode = Text("coupon_code"),
        };
        filter.Check(errors);
        return advertiser is null ? null : filter;

        string? Text(string name) => value(name)?.Trim() is { Length: > 0 } text ? text : null;

        int? Number(string name) => Text(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : Fault<int?>(name, "Send a whole number.");

        DateOnly? Day(string name) => Text(name) is not { } text ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : Fault<DateOnly?>(name, "Send a day as yyyy-mm-dd.");

        DatePreset? Preset() => Text("range") is not { } text ? null
            : DatePresets.Read(text) ?? Fault<DatePreset?>("range", "Send last_30_days, this_month or another of the presets.");

        AttributionFeature Feature() => Text("feature") is not { } text ? AttributionFeature.ExclusiveCodes
            : SnakeCase.TryParse<AttributionFeature>(text, out var feature) ? feature
            : Fault<AttributionFeature>("feature", "Send exclusive_codes or suppressed_codes.");

        T? Fault<T>(string name, string message)
        {
            errors.Add(name, message);
            return default;
        }
    }
}
