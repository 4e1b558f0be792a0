using System.Globalization;
using System.Text;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake.Dialects.Native;

/// <summary>The portal's own postback, which is Everflow's (WIRE "Conversions", first row; S1, S3). <c>transaction_id</c> is a click id here.</summary>
public static class NativePostback
{
    public const string Door = "postback";
    private const int MaxSub = 255;
    private const int MaxClickId = 200;
    private const int MaxIdempotencyKey = 255;

    /// <summary>Values of <c>channel</c> that leave the order with us: Admitad's own, "not attributed", or none.</summary>
    private static readonly string[] OurChannels = ["adm", "na", "own", "none"];

    private static readonly char[] CodeSeparators = [',', ';', '|'];

    public static Reading Read(RawRequest request, Parameters parameters)
    {
        var read = new NativeFields(parameters);
        var orderId = read.One("order_id");
        if (orderId?.Length > OrderKey.MaxOrderId)
        {
            read.Refuse("order_id_too_long", $"order_id has {orderId.Length} characters; at most {OrderKey.MaxOrderId} are kept.", "order_id");
        }
        else if (orderId?.EnumerateRunes().Any(IsHidden) == true)
        {
            read.Refuse("invalid_character", "order_id holds an invisible or direction-changing character.", "order_id");
        }

        var currency = read.One("currency", "currency_code");
        if (currency is not null && !Currencies.TryParse(currency, out currency))
        {
            read.Refuse("currency", $"“{currency}” is no ISO 4217 currency in use.", "currency");
        }

        var codes = Codes(read);
        var facts = new OrderFacts
        {
            Door = Door,
            AdvertiserId = read.Integer("aid", "advertiser_id"),
            OfferId = read.Integer("oid", "offer_id"),
            PartnerId = read.Integer("affid", "affiliate_id", "partner_id", "publisher_id"),
            ClickIds = [.. new[] { read.One("transaction_id"), read.One("click_id"), read.One("uid") }.OfType<string>().Distinct(StringComparer.Ordinal).Select(id => Excerpt.Of(id, MaxClickId))],
            Codes = codes,
            OrderId = orderId,
            Event = OrderKey.NormaliseEvent(Excerpt.Of(read.One("event_id", "event") ?? "", MaxSub)),
            AmountText = read.One("amount", "price", "sale_amount"),
            Currency = currency,
            SentTime = Time(read),
            Channel = Channel(read),
            IdempotencyKey = IdempotencyKey(request, read),
            Sub1 = Sub(read, "sub1"),
            Sub2 = Sub(read, "sub2"),
            Sub3 = Sub(read, "sub3"),
            Sub4 = Sub(read, "sub4"),
            Sub5 = Sub(read, "sub5"),
        };
        var proof = new ChannelProof(Key(request, read), read.One("signature", "sig"), SignedTexts(request, orderId));
        return read.Why is { } why ? new Reading.Refused(why) : new Reading.Order(facts, proof);
    }

    private static List<string> Codes(NativeFields read)
    {
        var sent = read.Many("coupon_code", "promocode", "promo_code", "coupon").ToList();

        // A sender that separates parameters with semicolons would otherwise have its amount taken for a code.
        if (sent.Exists(code => code.Split(';').Skip(1).Any(part => part.Contains('=', StringComparison.Ordinal))))
        {
            read.Refuse("separator", "Separate parameters with & and not with a semicolon.", "coupon_code");
        }

        return [.. sent.SelectMany(code => code.Split(CodeSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }

    private static DateTime? Time(NativeFields read)
    {
        var text = read.One("datetime");
        if (text is null)
        {
            return null;
        }

        if (OrderTimes.TryParse(text, out var utc))
        {
            return utc;
        }

        read.Refuse("datetime_format", "Send datetime as 2026-11-20T10:15:00Z, as YYYY-MM-DD HH:MM:SS in UTC, or as Unix seconds.", "datetime");
        return null;
    }

    private static string? Channel(NativeFields read) =>
        read.One("channel", "broker") is { } channel && !OurChannels.Contains(channel, StringComparer.OrdinalIgnoreCase) ? Excerpt.Of(channel, 50) : null;

    // Part of the index that makes orders idempotent, whose entries PostgreSQL bounds.
    private static string? IdempotencyKey(RawRequest request, NativeFields read)
    {
        var key = request.Header("idempotency-key")?.Trim();
        if (key?.Length > MaxIdempotencyKey || key?.Any(c => c is < ' ' or > '~') == true)
        {
            read.Refuse("idempotency_key", $"An Idempotency-Key has at most {MaxIdempotencyKey} printable ASCII characters.", "idempotency-key");
        }

        return key;
    }

    private static string? Key(RawRequest request, NativeFields read)
    {
        const string Bearer = "Bearer ";
        var header = request.Header("authorization");
        return read.One("verification_token", "postback_key")
            ?? request.Header("x-postback-key")
            ?? (header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? header[Bearer.Length..].Trim() : null);
    }

    // The signature covers the order id (as at Pepperjam), or method, host, path and the raw query before it.
    private static List<string> SignedTexts(RawRequest request, string? orderId)
    {
        var texts = new List<string>();
        if (orderId is not null)
        {
            texts.Add(orderId);
        }

        // What stands behind the signature, or in a body, it does not cover: whoever saw the request could add a code of theirs there.
        var at = Math.Max(request.Query.LastIndexOf("&signature=", StringComparison.Ordinal), request.Query.LastIndexOf("&sig=", StringComparison.Ordinal));
        if (at > 0 && request.Query.IndexOf('&', at + 1) < 0 && request.Body.Length == 0)
        {
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{request.Method}\n{request.Host}\n{request.Path}\n{request.Query[..at]}"));
        }

        return texts;
    }

    private static string? Sub(NativeFields read, string name) => read.One(name) is { } value ? Excerpt.Of(value, MaxSub) : null;

    private static bool IsHidden(Rune c) => Rune.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate;
}
