using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Conversions;

/// <summary>Every field of the Conversion Report, as a column of its table and of its files.</summary>
public static class ConversionColumns
{
    public static readonly IReadOnlyList<ReportColumn> All =
    [
        new("order_time", "Order time", IsDefault: true),
        new("order_id", "Order", IsDefault: true),
        new("coupon_code", "Coupon Code", IsDefault: true),
        new("sub3", "Pub. Unique 3"),
        new("partner", "Credited partner", IsDefault: true),
        new("basis", "Basis", IsDefault: true),
        new("status", "Status", IsDefault: true),
        new("flags", "Flags"),
        new("amount", "Amount", IsNumeric: true, IsDefault: true),
        new("payout", "Payout", IsNumeric: true, IsDefault: true),
        new("reversed", "Taken back", IsNumeric: true),
        new("currency", "Currency"),
        new("outcome", "Outcome"),
        new("advertiser", "Advertiser"),
        new("offer", "Offer"),
        new("event", "Event"),
        new("door", "Door"),
        new("sent_codes", "Codes sent"),
        new("sub1", "Pub. Unique 1"),
        new("sub2", "Pub. Unique 2"),
        new("sub4", "Pub. Unique 4"),
        new("sub5", "Pub. Unique 5"),
        new("assists", "Assists"),
        new("counterfactual", "Without exclusive codes"),
        new("suppressed", "Suppressed partner"),
        new("click_id", "Click id"),
        new("received_at", "Received"),
        new("id", "Conversion id"),
        new("advertiser_id", "Advertiser id", IsNumeric: true),
        new("offer_id", "Offer id", IsNumeric: true),
        new("partner_id", "Partner id", IsNumeric: true),
    ];

    /// <summary>A cell of a file: numbers are numbers, times are the advertiser's with their offset from UTC.</summary>
    public static object Cell(string key, Conversion c, Names names, PublicIds ids) => key switch
    {
        "amount" => Money(c.Amount, c.Currency),
        "payout" => Money(c.Payout, c.Currency),
        "reversed" => Money(c.Reversed, c.Currency),
        "advertiser_id" => c.AdvertiserId,
        "offer_id" => c.OfferId is { } offer ? offer : "",
        "partner_id" => c.PartnerId is { } partner ? partner : "",
        "order_time" => Time(c.OrderTime, names.Zone(c.AdvertiserId)),
        "received_at" => Time(c.ReceivedAt, names.Zone(c.AdvertiserId)),
        _ => Text(key, c, names, ids),
    };

    /// <summary>What the table says where it has nothing better, and files in any case.</summary>
    public static string Text(string key, Conversion c, Names names, PublicIds ids) => key switch
    {
        "order_id" => c.OrderId ?? "",
        "coupon_code" => c.CouponCode ?? "",
        "sub1" => c.Sub1 ?? "",
        "sub2" => c.Sub2 ?? "",
        "sub3" => c.Sub3 ?? c.CouponCode ?? "",
        "sub4" => c.Sub4 ?? "",
        "sub5" => c.Sub5 ?? "",
        "partner" => c.PartnerId is { } id ? names.Partner(id) : "",
        "basis" => c.Basis == AttributionBasis.None ? "" : Words.Of(c.Basis),
        "status" => Words.Of(c.Status),
        "outcome" => Words.Of(c.Outcome),
        "flags" => string.Join(", ", SnakeCase.Flags(c.Flags).Select(Words.Of)),
        "currency" => c.Currency,
        "advertiser" => names.Advertiser(c.AdvertiserId),
        "offer" => c.OfferId is { } id ? names.Offer(id) : "",
        "event" => c.Event,
        "door" => c.Door,
        "sent_codes" => c.SentCodes,
        "assists" => string.Join(", ", TraceJson.ReadAssists(c.Assists).Select(a => names.Partner(a.PartnerId))),
        "counterfactual" => c.CounterfactualPartnerId == c.PartnerId ? "" : names.Partner(c.CounterfactualPartnerId),
        "suppressed" => c.SuppressedPartnerId is { } id ? names.Partner(id) : "",
        "click_id" => c.ClickId is { } click ? ids.Format(click) : "",
        "id" => ids.Format(c.Id),
        _ => Convert.ToString(Cell(key, c, names, ids), CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Every id that the columns name, for <see cref="NameBook"/>.</summary>
    public static Task<Names> NamesAsync(this NameBook book, Domain.Accounts.Actor actor, IReadOnlyList<Conversion> rows, int? advertiserId, CancellationToken cancel) => book.OfAsync(
        actor, rows.Select(r => (int?)r.AdvertiserId).Append(advertiserId), rows.Select(r => r.OfferId),
        rows.SelectMany(r => (int?[])[r.PartnerId, r.CounterfactualPartnerId, r.SuppressedPartnerId, .. TraceJson.ReadAssists(r.Assists).Select(a => (int?)a.PartnerId)]), cancel);

    private static decimal Money(long minor, string currency) => decimal.Parse(MoneyText.Plain(minor, currency), CultureInfo.InvariantCulture);

    private static string Time(DateTime utc, string zone) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(utc), LocalDays.Zone(zone)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
