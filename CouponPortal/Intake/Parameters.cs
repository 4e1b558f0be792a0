using System.Text;
using System.Text.Json;

namespace CouponPortal.Intake;

/// <summary>
/// Name-value pairs of a request, decoded strictly: the query, and a form or a flat JSON object as body. Framework binding is not used: it refuses an odd
/// price before our code runs, joins repeated values with commas and reads <c>1,50</c> as 150.
/// </summary>
public sealed class Parameters
{
    // An order of a thousand items has four pairs for each.
    private const int MaxPairs = 5_000;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions StrictJson = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private readonly List<(string Name, string Value)> _pairs = [];
    private ILookup<string, string>? _byName;

    private Parameters() { }

    public IEnumerable<string> Names => _pairs.Select(p => p.Name);

    /// <summary>All values of a name, in order; names differ by more than case.</summary>
    public IEnumerable<string> All(string name) =>
        (_byName ??= _pairs.ToLookup(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase))[name];

    /// <summary>The top-level fields of one JSON object.</summary>
    public static (Parameters? Read, Refusal? Why) Of(JsonElement fields)
    {
        var parameters = new Parameters();
        return parameters.AddFields(fields) is { } why ? (null, why) : (parameters, null);
    }

    /// <summary>Fields that a document has by name, already decoded: elements of XML, cells of a sheet.</summary>
    public static (Parameters? Read, Refusal? Why) Of(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var parameters = new Parameters();
        foreach (var (name, value) in fields)
        {
            if (parameters.Add(name, value) is { } why)
            {
                return (null, why);
            }
        }

        return (parameters, null);
    }

    /// <returns>The parameters, or why the request cannot be read.</returns>
    public static (Parameters? Read, Refusal? Why) Of(RawRequest request)
    {
        var parameters = new Parameters();
        var why = parameters.AddEncoded(request.Query, "query") ?? parameters.AddBody(request);
        return why is null && parameters._pairs.Count > MaxPairs
            ? (null, Refusal.Bad("too_many_parameters", $"A request has at most {MaxPairs} parameters."))
            : (why is null ? parameters : null, why);
    }

    private Refusal? AddBody(RawRequest request)
    {
        if (request.Body.Length == 0)
        {
            return null;
        }

        var type = request.Header("content-type")?.Split(';')[0].Trim() ?? "";
        try
        {
            return type.ToLowerInvariant() switch
            {
                "application/x-www-form-urlencoded" or "" => AddEncoded(StrictUtf8.GetString(request.Body), "body"),
                "application/json" => AddJson(request.Body),
                _ => new Refusal(415, "content_type", $"Send a form or a JSON object, not {type}.", "content-type"),
            };
        }
        catch (Exception error) when (error is DecoderFallbackException or ArgumentException)
        {
            return Refusal.Bad("encoding", "The body is not valid UTF-8.");
        }
    }

    private Refusal? AddEncoded(string text, string where)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var rawName = equals < 0 ? pair : pair[..equals];
            if (!TryDecode(rawName, out var name) || !TryDecode(equals < 0 ? "" : pair[(equals + 1)..], out var value))
            {
                return Refusal.Bad("encoding", $"A parameter of the {where} is not percent-encoded UTF-8.", rawName.Length <= 50 ? rawName : null);
            }

            if (Add(name, value) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private Refusal? AddJson(byte[] body)
    {
        try
        {
            var bytes = body is [0xEF, 0xBB, 0xBF, ..] ? body.AsMemory(3) : body;
            using var document = JsonDocument.Parse(bytes, StrictJson);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Refusal.Bad("json", "The body must be one JSON object.");
            }

            return AddFields(document.RootElement);
        }
        catch (JsonException error)
        {
            return Refusal.Bad("json", $"The body is not valid JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            return Refusal.Bad("encoding", "A text of the JSON body is not valid Unicode.");
        }
    }

    private Refusal? AddFields(JsonElement fields)
    {
        foreach (var property in fields.EnumerateObject())
        {
            if (Add(property.Name, property.Value) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    // Shops send ids as numbers or as text; nested values are no parameter of any dialect and stay in the raw hit.
    private Refusal? Add(string name, JsonElement value)
    {
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        foreach (var item in items)
        {
            var text = item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
                _ => null,
            };
            if (text is not null && Add(name, text) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    // The name goes into the refusal that is stored, so it must be fit to store before its value is judged.
    private Refusal? Add(string name, string value)
    {
        if (name.Any(char.IsControl))
        {
            return Refusal.Bad("invalid_character", "The name of a parameter holds a control character.");
        }

        if (value.Any(char.IsControl))
        {
            return Refusal.Bad("invalid_character", $"The value of {name} holds a control character.", name);
        }

        _pairs.Add((name.Trim(), value));
        return null;
    }

    /// <summary>Percent-decoding as strict UTF-8; a plus is a blank.</summary>
    internal static bool TryDecode(string encoded, out string decoded)
    {
        decoded = encoded;
        if (encoded.AsSpan().IndexOfAny('%', '+') < 0 && Ascii.IsValid(encoded))
        {
            return true;
        }

        var bytes = new List<byte>(encoded.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%')
            {
                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2]))
                {
                    return false;
                }

                bytes.Add(Convert.ToByte(encoded.Substring(i + 1, 2), 16));
                i += 2;
            }
            else if (encoded[i] == '+')
            {
                bytes.Add((byte)' ');
            }
            else
            {
                if (!Rune.TryGetRuneAt(encoded, i, out var rune))
                {
                    return false;
                }

                var length = rune.EncodeToUtf8(utf8);
                bytes.AddRange(utf8[..length]);
                i += rune.Utf16SequenceLength - 1;
            }
        }

        try
        {
            decoded = StrictUtf8.GetString([.. bytes]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
