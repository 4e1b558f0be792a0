using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CouponPortal.Domain.Attribution;

/// <summary>
/// How a decision's trace and its losing claims are kept beside the conversion: a compact JSON list, snake_case, nothing written for null. Written once and
/// read for years, so the reader skips what it does not know (a line of a later version, an unknown key) instead of hiding the whole order.
/// </summary>
public static class TraceJson
{
    // Stored text, never put into HTML unescaped: names and quotes stay readable in the database.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<TraceLine> lines) => WriteList(lines, static (json, line) =>
    {
        json.WriteString("step", SnakeCase.Of(line.Step));
        json.WriteString("verdict", SnakeCase.Of(line.Verdict));
        json.WriteString("reason", SnakeCase.Of(line.Reason));
        WriteText(json, "code", line.Code);
        WriteNumber(json, "partner_id", line.PartnerId);
        WriteNumber(json, "offer_id", line.OfferId);
        WriteText(json, "subject", line.Subject);
    });

    public static string Write(IReadOnlyList<Assist> assists) => WriteList(assists, static (json, assist) =>
    {
        json.WriteNumber("partner_id", assist.PartnerId);
        json.WriteString("basis", SnakeCase.Of(assist.Basis));
        WriteText(json, "code", assist.Code);
        WriteNumber(json, "offer_id", assist.OfferId);
    });

    /// <returns>The lines in the order written; empty when <paramref name="json"/> is no JSON list.</returns>
    public static IReadOnlyList<TraceLine> Read(string? json) => ReadList(json, static item =>
        Choice<AttributionStep>(item, "step") is { } step && Choice<TraceVerdict>(item, "verdict") is { } verdict && Choice<TraceReason>(item, "reason") is { } reason
            ? new TraceLine(step, verdict, reason, Text(item, "code"), Number(item, "partner_id"), Number(item, "offer_id"), Text(item, "subject"))
            : null);

    /// <returns>The claims in the order written; empty when <paramref name="json"/> is no JSON list.</returns>
    public static IReadOnlyList<Assist> ReadAssists(string? json) => ReadList(json, static item =>
        Number(item, "partner_id") is { } partner && Choice<AttributionBasis>(item, "basis") is { } basis
            ? new Assist(partner, basis, Text(item, "code"), Number(item, "offer_id"))
            : null);

    private static string WriteList<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> fields)
    {
        if (items.Count == 0)
        {
            return "[]";
        }

        var buffer = new ArrayBufferWriter<byte>(128 * items.Count);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                json.WriteStartObject();
                fields(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static List<T> ReadList<T>(string? text, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(text) ? "[]" : text);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object).Select(read).OfType<T>()]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static TEnum? Choice<TEnum>(JsonElement item, string name)
        where TEnum : struct, Enum => SnakeCase.TryParse<TEnum>(Text(item, name), out var value) ? value : null;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
