using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Api;

/// <summary>
/// The fields of a JSON request body, read by name with every fault collected at its field. An absent field keeps what was there (PATCH) or takes the default
/// (POST); null clears. Numbers are also taken as text, since senders disagree. Fields nobody asked for are refused: no mass assignment, no silent typo.
/// </summary>
public sealed partial class ApiBody
{
    private static readonly string[] ReadOnlyFields = ["id", "version"];
    private static readonly JsonSerializerOptions Strict = new(RuleText.Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private readonly Dictionary<string, JsonElement> _sent = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ApiField?> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly FieldErrors _errors;

    /// <param name="root">An object.</param>
    /// <exception cref="InvalidOperationException">A text is no Unicode: an escape is half of a surrogate pair.</exception>
    public ApiBody(JsonElement root, FieldErrors errors)
    {
        _errors = errors;
        foreach (var property in root.EnumerateObject())
        {
            if (JsonTexts.HaveNul(property.Value))
            {
                errors.Add(property.Name, "The character U+0000 is not allowed.");
            }

            if (!_sent.TryAdd(property.Name, property.Value))
            {
                errors.Add(property.Name, "Sent twice.");
            }
        }
    }

    public FieldErrors Errors => _errors;

    /// <summary>The fields that the endpoint has asked for so far, as it reads them.</summary>
    public IEnumerable<ApiField> Asked => _asked.Values.OfType<ApiField>();

    /// <summary>With nothing in it: whoever reads it learns which fields are asked for (<see cref="Asked"/>).</summary>
    public static ApiBody Empty() => new(JsonDocument.Parse("{}").RootElement, new FieldErrors());

    public bool Has(string name)
    {
        _asked.TryAdd(name, null);
        return _sent.ContainsKey(name);
    }

    /// <summary>Text without surrounding blanks; null stays null.</summary>
    public string? Text(string name, string? otherwise, int maxLength = 2_000)
    {
        if (!TryGet([name], ApiFieldKind.Text, out var value, out _))
        {
            return otherwise;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => null,
            _ => Fault<string>(name, "Send text."),
        };
        if (text?.Length > maxLength)
        {
            return Fault<string>(name, $"At most {maxLength} characters; this has {text.Length}.");
        }

        return text?.Any(IsOdd) == true ? Fault<string>(name, "Control characters are not allowed.") : text;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (!TryGet([name], ApiFieldKind.Flag, out var value, out _))
        {
            return otherwise;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => Fault<bool>(name, "Send true or false."),
        };
    }

    /// <param name="names">The field and its synonyms (<c>affiliate_id</c>, <c>publisher_id</c>, …).</param>
    public int? Integer(int? otherwise, params ReadOnlySpan<string> names)
    {
        if (!TryGet(names, ApiFieldKind.Integer, out var value, out var name))
        {
            return otherwise;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number when value.TryGetInt32(out var number) => number,
            JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => Fault<int?>(name, "Send a whole number."),
        };
    }

    public IReadOnlyList<int>? Integers(IReadOnlyList<int>? otherwise, params ReadOnlySpan<string> names)
    {
        if (!TryGet(names, ApiFieldKind.Integers, out var value, out var name))
        {
            return otherwise;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.ValueKind == JsonValueKind.Null ? [] : Fault<IReadOnlyList<int>>(name, "Send a list of whole numbers.");
        }

        var numbers = new List<int>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var number))
            {
                return Fault<IReadOnlyList<int>>(name, "Send a list of whole numbers.");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    public TEnum Choice<TEnum>(string name, TEnum otherwise, params ReadOnlySpan<(string Word, TEnum Value)> synonyms)
        where TEnum : struct, Enum => Choice(name, (TEnum?)otherwise, synonyms) ?? otherwise;

    /// <param name="synonyms">Other words for a value, e.g. "inactive" for paused.</param>
    public TEnum? Choice<TEnum>(string name, TEnum? otherwise, params ReadOnlySpan<(string Word, TEnum Value)> synonyms)
        where TEnum : struct, Enum
    {
        if (!TryGet([name], ApiFieldKind.Choice, out var value, out _, typeof(TEnum)))
        {
            return otherwise;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return TryChoose(text, synonyms, out var choice) ? choice : Fault<TEnum?>(name, Choices<TEnum>());
    }

    public static bool TryChoose<TEnum>(string? text, ReadOnlySpan<(string Word, TEnum Value)> synonyms, out TEnum choice)
        where TEnum : struct, Enum
    {
        foreach (var (word, value) in synonyms)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                choice = value;
                return true;
            }
        }

        return SnakeCase.TryParse(text, out choice);
    }

    public static string Choices<TEnum>()
        where TEnum : struct, Enum => "Send one of " + string.Join(", ", Enum.GetValues<TEnum>().Select(SnakeCase.Of)) + ".";

    /// <summary>A day, <c>yyyy-mm-dd</c>.</summary>
    public DateOnly? Day(string name, DateOnly? otherwise)
    {
        if (!TryGet([name], ApiFieldKind.Day, out var value, out _))
        {
            return otherwise;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String when value.GetString()!.Length == 0 => null,
            JsonValueKind.String when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
            _ => Fault<DateOnly?>(name, "Send a day as yyyy-mm-dd."),
        };
    }

    /// <summary>Lines of text sent as a list of strings, or as one text.</summary>
    public string Lines(string name, string otherwise)
    {
        if (!TryGet([name], ApiFieldKind.Texts, out var value, out _))
        {
            return otherwise;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) =>
                string.Join('\n', value.EnumerateArray().Select(i => i.GetString()!.Trim())),
            _ => Fault<string>(name, "Send a list of strings.") ?? "",
        };
        return text.Any(IsOdd) ? Fault<string>(name, "Control characters are not allowed.") ?? "" : text;
    }

    /// <summary>Call last: refuses what was sent and never asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var name in _sent.Keys)
        {
            if (!_asked.ContainsKey(name) && !ReadOnlyFields.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                _errors.Add(name, "Unknown or read-only field.");
            }
        }
    }

    private bool TryGet(ReadOnlySpan<string> names, ApiFieldKind kind, out JsonElement value, out string found, Type? choices = null)
    {
        _asked[names[0]] = new ApiField(names[0], kind, choices, [.. names[1..]]);
        foreach (var name in names[1..])
        {
            _asked.TryAdd(name, null);
        }

        foreach (var name in names)
        {
            if (_sent.TryGetValue(name, out value))
            {
                found = name;
                return true;
            }
        }

        value = default;
        found = names[0];
        return false;
    }

    // U+0000 has been refused when the body was read.
    private static bool IsOdd(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\0');

    private T? Fault<T>(string name, string message)
    {
        _errors.Add(name, message);
        return default;
    }
}
