using System.Text;
using System.Text.Json;
using CouponPortal.Domain;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>A verified body as a document: strict, bounded, and without personal data. What a dialect reads is what is stored, so that a replay reads the same.</summary>
public static class ShopDocument
{
    private const int MaxDepth = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <param name="kept">All that may be read and stored; the rest is masked.</param>
    /// <returns>The masked text of the document, or why it is none.</returns>
    public static (byte[]? Masked, Refusal? Why) Read(RawRequest raw, KeptFields kept)
    {
        if (raw.Header("content-type") is { } type && !IsJson(type))
        {
            return (null, Refusal.Bad("content_type", $"The body must be JSON in UTF-8; it came as “{Excerpt.Of(type, 80)}”."));
        }

        var body = raw.Body.AsSpan();
        body = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (body.IsEmpty)
        {
            return (null, Refusal.Bad("body_empty", "The delivery has no body."));
        }

        try
        {
            _ = Strict.GetCharCount(body);
            using var document = JsonDocument.Parse(body.ToArray(), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, Refusal.Bad("json", "The body must be one JSON object."));
            }

            return HasNul(document.RootElement)
                ? (null, Refusal.Bad("invalid_character", "A text holds the character U+0000."))
                : (kept.Masked(document.RootElement), null);
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidOperationException)
        {
            // The second is a text with half of a surrogate pair, escaped.
            return (null, Refusal.Bad("encoding", "The body is not valid UTF-8 text."));
        }
        catch (JsonException error)
        {
            return (null, Why(error));
        }
    }

    private static Refusal Why(JsonException error) => error.Message switch
    {
        var m when m.Contains("configured depth", StringComparison.OrdinalIgnoreCase) => Refusal.Bad("too_deep", $"The document is nested more than {MaxDepth} levels deep."),
        var m when m.Contains("duplicate", StringComparison.OrdinalIgnoreCase) => Refusal.Bad("duplicate_key", "The document has a key twice; which one is meant cannot be known."),
        _ => Refusal.Bad("json", "The body is not a JSON document."),
    };

    // As JSON all the same where the header says nothing of the kind a shop would send: +json and a charset of UTF-8 are fine.
    private static bool IsJson(string type)
    {
        var parts = type.Split(';', StringSplitOptions.TrimEntries);
        var media = parts[0];
        var isJson = media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
        return isJson && parts.Skip(1).All(p => !p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)
            || p["charset=".Length..].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static bool HasNul(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Contains('\0', StringComparison.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Any(HasNul),
        JsonValueKind.Object => value.EnumerateObject().Any(p => p.Name.Contains('\0', StringComparison.Ordinal) || HasNul(p.Value)),
        _ => false,
    };
}
