using System.Text.Json;

namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>
/// The fields of a shop's document that are read and stored. Shops send names, addresses and phone numbers with every order, and plugins add more: so what is
/// kept is listed, and everything else masked, also what nobody has thought of.
/// </summary>
public sealed class KeptFields
{
    private const string Mask = "***";

    // Custom fields of an order: of a list of pairs only those values are kept whose key is one that is read.
    private static readonly string[] PairLists = ["meta_data", "note_attributes"];
    private static readonly string[] UrlFields = ["landing_site"];

    private readonly Dictionary<string, KeptFields?> _fields = new(StringComparer.Ordinal);

    /// <param name="fields"><c>id,refunds(id,total)</c>: names with commas between, what is kept of an object or of a list's objects in brackets.</param>
    public static KeptFields Parse(string fields)
    {
        var at = 0;
        return Parse(fields, ref at);
    }

    public byte[] Masked(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, root, this);
        }

        return buffer.ToArray();
    }

    private static KeptFields Parse(string text, ref int at)
    {
        var kept = new KeptFields();
        while (at < text.Length && text[at] != ')')
        {
            var start = at;
            while (at < text.Length && text[at] is not (',' or '(' or ')'))
            {
                at++;
            }

            var name = text[start..at].Trim();
            KeptFields? inner = null;
            if (at < text.Length && text[at] == '(')
            {
                at++;
                inner = Parse(text, ref at);
                at++;
            }

            kept._fields.Add(name, inner);
            at += at < text.Length && text[at] == ',' ? 1 : 0;
        }

        return kept;
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, KeptFields kept)
    {
        json.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            json.WritePropertyName(property.Name);
            if (kept._fields.TryGetValue(property.Name, out var inner))
            {
                WriteKept(json, property, inner);
            }
            else
            {
                WriteMasked(json, property.Value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteKept(Utf8JsonWriter json, JsonProperty property, KeptFields? inner)
    {
        var value = property.Value;
        if (value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var entry in value.EnumerateArray())
            {
                WriteOne(json, property.Name, entry, inner);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteOne(json, property.Name, value, inner);
        }
    }

    private static void WriteOne(Utf8JsonWriter json, string name, JsonElement value, KeptFields? inner)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when inner is not null && (!PairLists.Contains(name, StringComparer.Ordinal) || ClickFields.IsPair(value)):
                Write(json, value, inner);
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                WriteMasked(json, value);
                break;
            case JsonValueKind.String when UrlFields.Contains(name, StringComparer.Ordinal) || (name == "value" && ClickFields.IsUrl(value.GetString()!)):
                json.WriteStringValue(ClickFields.Trim(value.GetString()!));
                break;
            default:
                // As it was written: ids beyond 2^53 and the digits of an amount are exactly what they were.
                json.WriteRawValue(value.GetRawText());
                break;
        }
    }

    private static void WriteMasked(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False)
        {
            value.WriteTo(json);
        }
        else
        {
            json.WriteStringValue(Mask);
        }
    }
}
