using System.Globalization;
using CouponPortal.Data;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>A way from a row to the list of its orders or clicks.</summary>
/// <param name="Notes">In what that list differs from what the row counts.</param>
public sealed record ReportLink(string Href, IReadOnlyList<string> Notes);

/// <summary>Ways to the Conversion Report and the Click Report, with the same days and as many of the filters as those lists have.</summary>
public static class ReportLinks
{
    private static readonly IReadOnlyDictionary<ReportDimension, string> OfOrders = Names(
        ReportDimension.Offer, ReportDimension.Partner, ReportDimension.Coupon, ReportDimension.Basis, ReportDimension.Status, ReportDimension.Door,
        ReportDimension.Sub1, ReportDimension.Sub2, ReportDimension.Sub3, ReportDimension.Sub4, ReportDimension.Sub5);

    private static readonly IReadOnlyDictionary<ReportDimension, string> OfClicks = Names(
        ReportDimension.Offer, ReportDimension.Partner, ReportDimension.Coupon, ReportDimension.VisitOutcome, ReportDimension.Country, ReportDimension.Device,
        ReportDimension.Sub1, ReportDimension.Sub2, ReportDimension.Sub3, ReportDimension.Sub4, ReportDimension.Sub5);

    /// <param name="inside">The row's: <see cref="ReportSpec.Inside"/>.</param>
    /// <param name="code">The coupon code that <paramref name="inside"/> is filtered by; null = none, or unknown.</param>
    public static ReportLink Orders(ReportSpec inside, string? code)
    {
        var link = Of("conversions", inside, inside.From, OfOrders, code, inside.Currency);
        return link with { Notes = [.. link.Notes, "It also lists test orders and invalid ones."] };
    }

    /// <inheritdoc cref="Orders"/>
    public static ReportLink Clicks(ReportSpec inside, string? code)
    {
        var first = inside.To?.AddDays(1 - EventRange.MaxDays);
        return inside.From < first
            ? Of("clicks", inside, first, OfClicks, code, null) is var cut ? cut with { Notes = [.. cut.Notes, $"It lists the last {EventRange.MaxDays} of these days."] } : null!
            : Of("clicks", inside, inside.From, OfClicks, code, null);
    }

    private static ReportLink Of(string page, ReportSpec inside, DateOnly? from, IReadOnlyDictionary<ReportDimension, string> names, string? code, string? currency)
    {
        var query = new List<KeyValuePair<string, string?>> { new("from", Day(from)), new("to", Day(inside.To)) };
        var missing = new List<string>();
        if (inside.AdvertiserId is > 0 and { } advertiser)
        {
            query.Add(new(ReportQuery.Advertiser, advertiser.ToString(CultureInfo.InvariantCulture)));
        }
        else if (inside.AdvertiserId == 0)
        {
            missing.Add("no advertiser");
        }

        foreach (var filter in inside.Filters)
        {
            var value = filter.Dimension == ReportDimension.Coupon && filter.Values is not ["0"] ? code : filter.Values is [var one] && one is not ("0" or ReportFilter.None) ? one : null;
            if (value is not null && names.TryGetValue(filter.Dimension, out var name))
            {
                query.Add(new(name, value));
            }
            else
            {
                missing.Add(filter.Values is ["0" or ReportFilter.None] && names.ContainsKey(filter.Dimension) ? $"none as {Title(filter)}" : Title(filter));
            }
        }

        if (currency is not null)
        {
            query.Add(new(ReportQuery.Currency, currency));
        }

        string[] notes =
        [
            .. missing.Count > 0 ? new[] { $"It has no filter for {string.Join(" and ", missing)}, so it lists more than this row." } : [],
            .. inside.AdvertiserId is null ? new[] { "Without an advertiser its days are those of UTC." } : [],
        ];
        return new(QueryHelpers.AddQueryString(page, query), notes);

        static string Title(ReportFilter filter) => filter.Dimension == ReportDimension.Hour ? "the hour" : DimensionWords.TitleOf(filter.Dimension).ToLowerInvariant();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // The lists' own names of these filters.
    private static Dictionary<ReportDimension, string> Names(params ReportDimension[] dimensions) => dimensions.ToDictionary(d => d, d => d switch
    {
        ReportDimension.Coupon => "coupon_code",
        ReportDimension.VisitOutcome => "outcome",
        _ => ReportQuery.NameOf(d),
    });
}
