using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Native;

namespace CouponPortal.Intake.Dialects.Json;

/// <summary>One order as JSON (WIRE, REST): the native parameters by their names, and beside them items, a status and a test mark.</summary>
/// <param name="Reading">Without an advertiser where the row names none.</param>
/// <param name="Ignored">Fields that nothing reads: kept in the raw hit, and named in the answer so that a typo shows.</param>
public sealed record JsonOrder(Reading Reading, IReadOnlyList<string> Ignored)
{
    public const string Door = "api";

    /// <summary>Larger than any order of a thousand items.</summary>
    public const int MaxRow = 512 * 1024;

    private static readonly string[] Yes = ["1", "true", "yes"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Every name that is read at the top, with its synonyms after it.</summary>
    public static readonly IReadOnlyList<string[]> Fields =
    [
        ["order_id"], ["advertiser_id", "aid"], ["offer_id", "oid"], ["partner_id", "affiliate_id", "publisher_id", "affid"], ["coupon_code", "promocode", "promo_code", "coupon"],
        ["transaction_id"], ["click_id"], ["uid"], ["amount", "price", "sale_amount"], ["currency", "currency_code"], ["datetime", "order_time"], ["event", "event_id"], ["channel", "broker"], ["status"], ["updated_at", "revised_at"],
        ["test"], ["new_to_file", "new_customer"], ["items"], ["sub1"], ["sub2"], ["sub3"], ["sub4"], ["sub5"],
        ["customer_email", "customer_email_sha256"],
    ];

    private static readonly HashSet<string> Known = new(Fields.SelectMany(f => f), StringComparer.OrdinalIgnoreCase);

    /// <param name="row">One JSON value.</param>
    /// <param name="idempotencyKey">Of this row; null = none.</param>
    public static JsonOrder Of(ReadOnlyMemory<byte> row, string? idempotencyKey)
    {
        if (row.Length > MaxRow)
        {
            return Refused(Refusal.Bad("row_too_large", $"An order has at most {MaxRow / 1024} KiB."));
        }

        try
        {
            using var document = JsonDocument.Parse(row, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Of(document.RootElement, idempotencyKey)
                : Refused(Refusal.Bad("json", "An order is a JSON object."));
        }
        catch (JsonException)
        {
            // The body was read once already as valid JSON: what is left is a name that comes twice.
            return Refused(Refusal.Bad("duplicate_key", "A field was sent twice; which one is meant cannot be known."));
        }
        catch (InvalidOperationException)
        {
            return Refused(Refusal.Bad("encoding", "A text of the order is not valid Unicode."));
        }
    }

    private static JsonOrder Of(JsonElement row, string? idempotencyKey)
    {
        var (parameters, unreadable) = Parameters.Of(row);
        if (parameters is null)
        {
            return Refused(unreadable!);
        }

        var read = new SentFields(parameters, isEncoded: false);

        // A row that says when it was true is the order as it stands: the newest one counts, whichever comes last.
        var version = OrderFields.Time(read, "updated_at", "revised_at");
        var facts = NativePostback.FactsOf(read, Door) with
        {
            Items = JsonItems.Of(row, read),
            Status = StatusOf(read),
            Version = version,
            Repeat = version is null ? RepeatMeaning.Duplicate : RepeatMeaning.NewState,
            IsTest = Is(read, "test"),
            IsNewToFile = Is(read, "new_to_file", "new_customer"),
            IdempotencyKey = idempotencyKey,
        };
        var ignored = row.EnumerateObject().Select(p => p.Name).Where(name => !Known.Contains(name.Trim())).Select(name => Excerpt.Of(StoredText.Clean(name), 100)).Take(20).ToArray();
        return new(read.Why is { } why ? new Reading.Refused(why) : new Reading.Order(facts, ChannelProof.Given), ignored);
    }

    private static ConversionStatus? StatusOf(SentFields read)
    {
        if (read.One("status") is not { } sent)
        {
            return null;
        }

        if (SnakeCase.TryParse<ConversionStatus>(sent, out var status) && status != ConversionStatus.Invalid)
        {
            return status;
        }

        read.Refuse("status", "Send pending, approved or rejected, or leave it to the offer.", "status");
        return null;
    }

    private static bool Is(SentFields read, params ReadOnlySpan<string> names) => read.One(names) is { } sent && Yes.Contains(sent, StringComparer.OrdinalIgnoreCase);

    private static JsonOrder Refused(Refusal why) => new(new Reading.Refused(why), []);
}
