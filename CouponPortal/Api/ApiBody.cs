using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain;

namespace CouponPortal.Api;

/// <summary>
/// The fields of a JSON request body, read by name with every fault collected at its field. An absent field keeps what was there (PATCH) or takes the default
/// (POST); null clears. Numbers are also taken as text, since senders disagree. Fields nobody asked for are refused: no mass assignment, no silent typo.
/// </summary>
public sealed class ApiBody(JsonElement root, FieldErrors errors)
{
    private static readonly string[] ReadOnlyFields = ["id", "version"];
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public FieldErrors Errors => errors;

    public bool Has(string name) => TryGet([name], out _, out _);

    /// <summary>Text without surrounding blanks; null stays null.</summary>
    public string? Text(string name, string? otherwise, int maxLength = 2_000)
    {
        if (!TryGet([name], out var value, out _))
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

        return text?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true ? Fault<string>(name, "Control characters are not allowed.") : text;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (!TryGet([name], out var value, out _))
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
        if (!TryGet(names, out var value, out var name))
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
        if (!TryGet(names, out var value, out var name))
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

    public TEnum Choice<TEnum>(string name, TEnum otherwise)
        where TEnum : struct, Enum
    {
        if (!TryGet([name], out var value, out _))
        {
            return otherwise;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return SnakeCase.TryParse<TEnum>(text, out var choice)
            ? choice
            : Fault<TEnum>(name, "Send one of " + string.Join(", ", Enum.GetValues<TEnum>().Select(SnakeCase.Of)) + ".");
    }

    /// <summary>A day, <c>yyyy-mm-dd</c>.</summary>
    public DateOnly? Day(string name, DateOnly? otherwise)
    {
        if (!TryGet([name], out var value, out _))
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
        if (!TryGet([name], out var value, out _))
        {
            return otherwise;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) =>
                string.Join('\n', value.EnumerateArray().Select(i => i.GetString()!.Trim())),
            _ => Fault<string>(name, "Send a list of strings.") ?? "",
        };
    }

    /// <summary>Call last: refuses what was sent and never asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var property in root.EnumerateObject())
        {
            if (!_asked.Contains(property.Name) && !ReadOnlyFields.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add(property.Name, "Unknown or read-only field.");
            }
        }
    }

    private bool TryGet(ReadOnlySpan<string> names, out JsonElement value, out string found)
    {
        foreach (var name in names)
        {
            _asked.Add(name);
        }

        foreach (var property in root.EnumerateObject())
        {
            foreach (var name in names)
            {
                if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    value = property.Value;
                    found = name;
                    return true;
                }
            }
        }

        value = default;
        found = names[0];
        return false;
    }

    private T? Fault<T>(string name, string message)
    {
        errors.Add(name, message);
        return default;
    }
}
