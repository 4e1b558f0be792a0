using System.Globalization;
using System.Text;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake.Dialects;

/// <summary>The fields that orders have in every parameter dialect, each under that dialect's names.</summary>
internal static class OrderFields
{
    public const int MaxSub = 255;
    private const int MaxClickId = 200;
    private const int MaxClickIds = 20;
    private const int MaxQuantity = 1_000_000;
    private const int MaxIdempotencyKey = 255;

    /// <summary>Values of <c>channel</c> that leave the order with us: Admitad's own, "not attributed", or none.</summary>
    private static readonly string[] OurChannels = ["adm", "na", "own", "none"];

    private static readonly char[] ListSeparators = [',', ';', '|'];

    public static string? OrderId(SentFields read, params ReadOnlySpan<string> names)
    {
        var id = read.One(names);
        if (id?.Length > OrderKey.MaxOrderId)
        {
            read.Refuse("order_id_too_long", $"{names[0]} has {id.Length} characters; at most {OrderKey.MaxOrderId} are kept.", names[0]);
        }
        else if (id is not null && HasHidden(id))
        {
            read.Refuse("invalid_character", $"{names[0]} holds an invisible or direction-changing character.", names[0]);
        }

        return id;
    }

    public static bool HasHidden(string text) =>
        text.EnumerateRunes().Any(c => Rune.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate);

    public static string? Currency(SentFields read, params ReadOnlySpan<string> names)
    {
        var currency = read.One(names);
        if (currency is not null && !Currencies.TryParse(currency, out currency))
        {
            read.Refuse("currency", $"“{Excerpt.Of(currency, 40)}” is no ISO 4217 currency in use.", names[0]);
        }

        return currency;
    }

    public static List<string> Codes(SentFields read, params string[] names)
    {
        var sent = read.Many(names).ToList();

        // A sender that separates parameters with semicolons would otherwise have its amount taken for a code.
        if (sent.Exists(code => code.Split(';').Skip(1).Any(part => part.Contains('=', StringComparison.Ordinal))))
        {
            read.Refuse("separator", "Separate parameters with & and not with a semicolon.", names[0]);
        }

        return [.. sent.SelectMany(Listed)];
    }

    /// <summary>Click ids, each field once; the engine takes the newest valid one.</summary>
    public static List<string> ClickIds(SentFields read, params string[] names) => Distinct(names.Select(name => read.One(name)).OfType<string>());

    /// <summary>Click ids of a field that holds a list, or comes several times.</summary>
    public static List<string> ClickIdList(SentFields read, params string[] names) => Distinct(read.Many(names).SelectMany(Listed));

    public static int Quantity(SentFields read, string name) => read.One(name) is { } text ? Quantity(read, text, name) : 1;

    public static int Quantity(SentFields read, string text, string name)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces) && pieces is > 0 and <= MaxQuantity)
        {
            return pieces;
        }

        read.Refuse("quantity", $"{name} must be a whole number from 1; “{Excerpt.Of(text, 40)}” is not.", name);
        return 1;
    }

    public static DateTime? Time(SentFields read, params ReadOnlySpan<string> names)
    {
        var text = read.One(names);
        if (text is null)
        {
            return null;
        }

        if (OrderTimes.TryParse(text, out var utc))
        {
            return utc;
        }

        read.Refuse("datetime_format", $"Send {names[0]} as 2026-11-20T10:15:00Z, as YYYY-MM-DD HH:MM:SS in UTC, or as Unix seconds.", names[0]);
        return null;
    }

    /// <returns>Null for none and for ours.</returns>
    public static string? Channel(SentFields read) =>
        read.One("channel", "broker") is { } channel && !OurChannels.Contains(channel, StringComparer.OrdinalIgnoreCase) ? Excerpt.Of(channel, 50) : null;

    /// <summary>Only compared, so it refuses nothing: of several the first that is an address, or the hash of one.</summary>
    public static string? CustomerMark(SentFields read) => read.Many("customer_email", "customer_email_sha256").Select(MailMark.Of).FirstOrDefault(mark => mark is not null);

    public static string? Sub(SentFields read, string name) => read.Text(name) is { } value ? Excerpt.Of(value.Contains(';', StringComparison.Ordinal) ? SecretMask.Pairs(value) : value, MaxSub) : null;

    // Part of the index that makes orders idempotent, whose entries PostgreSQL bounds.
    public static string? IdempotencyKey(RawRequest request, SentFields read)
    {
        var key = (request.Header("idempotency-key") ?? request.Header("webhook-id"))?.Trim();
        if (key?.Length > MaxIdempotencyKey || key?.Any(c => c is < ' ' or > '~') == true)
        {
            read.Refuse("idempotency_key", $"An Idempotency-Key has at most {MaxIdempotencyKey} printable ASCII characters.", "idempotency-key");
        }

        return key;
    }

    private static string[] Listed(string text) => text.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static List<string> Distinct(IEnumerable<string> ids) => [.. ids.Select(id => Excerpt.Of(id, MaxClickId)).Distinct(StringComparer.Ordinal).Take(MaxClickIds)];
}
