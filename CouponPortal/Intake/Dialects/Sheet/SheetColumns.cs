using System.Globalization;
using CouponPortal.Domain;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>Which column of a file holds what (S2), by its name: case, blanks, <c>_</c> and a byte order mark do not matter.</summary>
public sealed record SheetColumns(IReadOnlyDictionary<string, int> ByField, IReadOnlyList<string> Ignored)
{
    /// <summary>The fields, the required ones first, each with its synonyms after it.</summary>
    public static readonly IReadOnlyList<string[]> Fields =
    [
        ["promocode", "couponcode", "coupon", "code"], ["price", "amount"], ["datetime_action", "datetime", "date"], ["order_id", "order", "ordernumber"], ["currency_code", "currency"],
        ["uid", "admitaduid", "clickid"], ["product_id", "product", "sku"], ["quantity", "qty"],
    ];

    /// <summary>The header of the template.</summary>
    public static IReadOnlyList<string> Names => [.. Fields.Select(f => f[0])];

    public static string Normal(string name) => string.Concat(name.Where(c => !char.IsWhiteSpace(c) && c is not ('_' or '\uFEFF' or '\u00A0'))).ToLower(CultureInfo.InvariantCulture);

    /// <summary>The field that a column's name means; null for none.</summary>
    public static string? FieldOf(string name)
    {
        var normal = Normal(name);
        return Fields.FirstOrDefault(f => f.Any(n => Normal(n) == normal))?[0];
    }

    public static int Known(IEnumerable<string> header) => header.Count(h => FieldOf(h) is not null);

    /// <returns>The columns, or why the header is none.</returns>
    public static (SheetColumns? Columns, Refusal? Why) Of(IReadOnlyList<string> header)
    {
        var byField = new Dictionary<string, int>(StringComparer.Ordinal);
        var ignored = new List<string>();
        for (var i = 0; i < header.Count; i++)
        {
            if (FieldOf(header[i]) is not { } field)
            {
                if (header[i].Length > 0)
                {
                    ignored.Add(Excerpt.Of(StoredText.Clean(header[i]), 50));
                }
            }
            else if (!byField.TryAdd(field, i))
            {
                return (null, Refusal.Bad("repeated_column", $"Two columns are {field}: “{header[byField[field]]}” and “{header[i]}”. Which one is meant cannot be known.", "file"));
            }
        }

        string[] missing = [.. Names.Take(2).Where(n => !byField.ContainsKey(n))];
        var found = string.Join(", ", header.Where(h => h.Length > 0).Take(12).Select(h => $"“{Excerpt.Of(StoredText.Clean(h), 50)}”"));
        return missing.Length > 0
            ? (null, Refusal.Bad("missing_column", $"The first row must name the columns; {string.Join(" and ", missing)} {(missing.Length == 1 ? "is" : "are")} missing. Found: {(found.Length > 0 ? found : "nothing")}.", "file"))
            : (new(byField, ignored), null);
    }
}
