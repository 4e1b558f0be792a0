using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Features.Clicks;

/// <summary>Every field of the Click Report, as a column of its table and of its files.</summary>
public static class ClickColumns
{
    public static readonly IReadOnlyList<ReportColumn> All =
    [
        new("time", "Time", IsDefault: true),
        new("coupon_code", "Coupon Code", IsDefault: true),
        new("outcome", "Outcome", IsDefault: true),
        new("partner", "Partner", IsDefault: true),
        new("offer", "Offer", IsDefault: true),
        new("country", "Country", IsDefault: true),
        new("device", "Device", IsDefault: true),
        new("id", "Click id", IsDefault: true),
        new("checks", "Checks"),
        new("chain", "SmartSwitch"),
        new("signs", "Signs"),
        new("is_held", "Orders held"),
        new("destination", "Destination"),
        new("region", "Region"),
        new("os", "System"),
        new("browser", "Browser"),
        new("language", "Language"),
        new("is_returning", "Visitor"),
        new("referrer", "Referrer"),
        new("sub1", "Pub. Unique 1"),
        new("sub2", "Pub. Unique 2"),
        new("sub3", "Pub. Unique 3"),
        new("sub4", "Pub. Unique 4"),
        new("sub5", "Pub. Unique 5"),
        new("source_id", "Source id"),
        new("user_agent", "User agent"),
        new("advertiser", "Advertiser"),
        new("advertiser_id", "Advertiser id", IsNumeric: true),
        new("offer_id", "Offer id", IsNumeric: true),
        new("partner_id", "Partner id", IsNumeric: true),
    ];

    /// <summary>What a click's checks said, in their order.</summary>
    public static IReadOnlyList<(VisitCheck Check, CheckVerdict Verdict)> ChecksOf(Click c) =>
        VisitChecks.Of(c.Outcome, c.Outcome != VisitOutcome.UnknownOffer && c.Outcome != VisitOutcome.UnknownPartner && (c.CouponId is not null || c.Outcome == VisitOutcome.UnknownCode));

    /// <summary>A cell of a file: numbers are numbers, times are the advertiser's with their offset from UTC.</summary>
    public static object Cell(string key, Click c, Names names, PublicIds ids) => key switch
    {
        "advertiser_id" => c.AdvertiserId is { } advertiser ? advertiser : "",
        "offer_id" => c.OfferId is { } offer ? offer : "",
        "partner_id" => c.PartnerId is { } partner ? partner : "",
        "time" => TimeZoneInfo.ConvertTime(new DateTimeOffset(c.Time), LocalDays.Zone(names.Zone(c.AdvertiserId))).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        _ => Text(key, c, names, ids),
    };

    public static string Text(string key, Click c, Names names, PublicIds ids) => key switch
    {
        "coupon_code" => c.CouponCode ?? "",
        "outcome" => Words.Of(c.Outcome),
        "checks" => string.Join(", ", ChecksOf(c).Where(k => k.Verdict != CheckVerdict.NotReached).Select(k => $"{Words.Of(k.Check)}: {Words.Of(k.Verdict).ToLowerInvariant()}")),
        "partner" => c.PartnerId is { } id ? names.Partner(id) : "",
        "offer" => c.OfferId is { } id ? names.Offer(id) : "",
        "advertiser" => c.AdvertiserId is { } id ? names.Advertiser(id) : "",
        "country" => c.Country ?? "",
        "device" => c.Device ?? "",
        "region" => c.Region ?? "",
        "os" => c.Os ?? "",
        "browser" => c.Browser ?? "",
        "language" => c.Language ?? "",
        "is_returning" => c.IsReturning switch { true => "Returning", false => "New", null => "" },
        "signs" => string.Join(", ", SignSentences.Of(c.Signs)),
        "is_held" => c.IsHeld ? "Held" : "",
        "chain" => string.Join(" → ", VisitChain.Read(c.Chain).Select(l => (l.OfferId is { } offer ? names.Offer(offer) : "Address") + (l.Why is { } why ? $" ({WhyOf(why)})" : ""))),
        "sub1" => c.Sub1 ?? "",
        "sub2" => c.Sub2 ?? "",
        "sub3" => c.Sub3 ?? c.CouponCode ?? "",
        "sub4" => c.Sub4 ?? "",
        "sub5" => c.Sub5 ?? "",
        "source_id" => c.SourceId ?? "",
        "destination" => c.Destination ?? "",
        "referrer" => c.Referrer ?? "",
        "user_agent" => c.UserAgent ?? "",
        "id" => ids.Format(c.Id),
        _ => Convert.ToString(Cell(key, c, names, ids), CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Why somebody in a chain did not serve, for people.</summary>
    internal static string WhyOf(string why) => why.StartsWith("cap.", StringComparison.Ordinal) ? "cap: " + Words.Of(why[4..]).ToLowerInvariant()
        : SnakeCase.TryParse<TargetFact>(why, out var fact) ? "not for this " + Words.Of(fact).ToLowerInvariant()
        : Words.Of(why).ToLowerInvariant();

    internal static Tone ToneOf(VisitOutcome outcome) => outcome switch
    {
        VisitOutcome.Delivered => Tone.Success,
        VisitOutcome.NoOwner => Tone.Neutral,
        _ => Tone.Warning,
    };
}
