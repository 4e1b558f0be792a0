using CouponPortal.Domain;

namespace CouponPortal.Data.Writer;

/// <summary>Column lists of the event tables, once for both engines. A test compares them with the EF model.</summary>
internal static class EventSql
{
    /// <summary>A write that changes nothing: it reaches the disk as any other does.</summary>
    public const string Probe = "UPDATE network_states SET catalog_version = catalog_version WHERE id = 1";

    public const string ClickColumns =
        "id, advertiser_id, offer_id, partner_id, coupon_id, coupon_code, outcome, sub1, sub2, sub3, sub4, sub5, source_id, country, device, user_agent, referrer, destination, "
        + "region, os, browser, language, is_returning, signs, is_held, chain, typed_code";

    public const string HitColumns = "id, door, advertiser_id, verdict, reason, detail, conversion_id, raw, remote_ip";

    public const string ConversionColumns =
        "id, advertiser_id, offer_id, partner_id, event, order_key, order_id, coupon_code, coupon_id, click_id, status, amount, currency, payout, basis, outcome, flags, "
        + "counterfactual_partner_id, suppressed_partner_id, assists, trace, order_time, received_at, door, sub1, sub2, sub3, sub4, sub5, "
        + "reversed, payout_type, payout_value, sent_codes, source_version, position_count";

    public const string SameOrder = "ON CONFLICT (advertiser_id, event, order_key) DO NOTHING";

    // A spooled click may be written twice when the process dies between commit and clearing the spool.
    public const string SameClick = "ON CONFLICT (id) DO NOTHING";

    public const string InsertOrIgnoreClick = $"INSERT INTO clicks ({ClickColumns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) {SameClick}";

    public const string InsertHit = $"INSERT INTO hits ({HitColumns}) VALUES (?,?,?,?,?,?,?,?,?)";

    // What a request read once more came to; what it was stays.
    public const string UpdateHit = "UPDATE hits SET advertiser_id = ?, verdict = ?, reason = ?, detail = ?, conversion_id = ? WHERE id = ?";

    public const string InsertConversion =
        $"INSERT INTO conversions ({ConversionColumns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) {SameOrder}";

    public const string ItemColumns = "conversion_id, key, product_id, category, quantity, price";

    public const string InsertItem = $"INSERT INTO conversion_items ({ItemColumns}) VALUES (?,?,?,?,?,?)";

    public const string MessageColumns = "id, partner_id, postback_id, conversion_id, event, url, body, state, attempts, due_at, last_error";

    public const string InsertMessage = $"INSERT INTO postback_messages ({MessageColumns}) VALUES (?,?,?,?,?,?,?,?,?,?,?)";

    /// <summary>The key is added by each engine in its own way of writing a parameter.</summary>
    private const string ClickFacts = "advertiser_id, offer_id, partner_id, coupon_code, sub1, sub2, sub3, sub4, sub5, is_held";

    public const string FindClick = $"SELECT {ClickFacts} FROM clicks WHERE id = ?";

    public const string FindClicks = $"SELECT {ClickFacts}, id FROM clicks WHERE id = ANY($1)";

    public const string FirstColumns = "id, status, outcome, partner_id, offer_id, click_id, flags, coupon_code, amount, currency";

    public const string FindConversion = $"SELECT {FirstColumns} FROM conversions WHERE advertiser_id = ? AND event = ? AND order_key = ?";

    public const string MarkDiffers = "UPDATE conversions SET flags = flags | ? WHERE id = ?";

    public static TEnum Parse<TEnum>(string? text)
        where TEnum : struct, Enum =>
        SnakeCase.TryParse<TEnum>(text, out var value) ? value : throw new InvalidOperationException($"“{text}” is no {typeof(TEnum).Name}.");
}
