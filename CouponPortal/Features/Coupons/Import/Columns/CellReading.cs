using System.Globalization;
using System.Text.RegularExpressions;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Import.Columns;

/// <summary>Cells as values. Each gives null for a blank cell, and for one that cannot be read, whose fault it adds at the column.</summary>
/// <param name="places">By field, where its cell is; null where there is none.</param>
internal sealed partial class CellReading(IReadOnlyList<string> cells, int?[] places, FieldErrors faults)
{
    /// <summary>Takes a value away in an update, where a blank cell keeps it.</summary>
    public const string Nothing = "-";

    private static readonly char[] BetweenIds = [';', ',', '|', ' '];

    public string Text(ImportField field) => places[(int)field] is { } index ? cells[index].Trim() : "";

    /// <summary>As it stands in the file; blanks alone are no text.</summary>
    public string? Prose(ImportField field) =>
        places[(int)field] is { } index && !string.IsNullOrWhiteSpace(cells[index]) ? SpreadsheetCell.Unguard(cells[index]) : null;

    public int? Id(ImportField field)
    {
        var text = Text(field);
        return text.Length == 0 ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : Fault<int?>(field, "Write the id, a whole number.");
    }

    /// <summary>Ids with semicolons between; empty for <see cref="Nothing"/>.</summary>
    public IReadOnlyList<int>? Ids(ImportField field)
    {
        var text = Text(field);
        if (text.Length == 0 || text == Nothing)
        {
            return text.Length == 0 ? null : [];
        }

        var ids = new List<int>();
        foreach (var part in text.Split(BetweenIds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return Fault<IReadOnlyList<int>?>(field, "Write partner ids with semicolons between, e.g. 5;6.");
            }

            ids.Add(id);
        }

        return [.. ids.Distinct().Order()];
    }

    /// <summary>0 or 1, as the template says: anything else is a misunderstanding that could make a code Exclusive.</summary>
    public bool? Digit(ImportField field) => Text(field) switch
    {
        "" => null,
        "0" => false,
        "1" => true,
        _ => Fault<bool?>(field, "Write 1 for an exclusive code, else 0 or nothing."),
    };

    public bool? Flag(ImportField field) => Text(field).ToUpperInvariant() switch
    {
        "" => null,
        "0" or "FALSE" => false,
        "1" or "TRUE" => true,
        _ => Fault<bool?>(field, "Write true or false."),
    };

    public CouponStatus? Status() => Text(ImportField.Status).ToUpperInvariant() switch
    {
        "" => null,
        "ACTIVE" => CouponStatus.Active,
        "PAUSED" or "INACTIVE" => CouponStatus.Paused,
        _ => Fault<CouponStatus?>(ImportField.Status, "Write active or paused."),
    };

    public CouponVisibility? Visibility() => Text(ImportField.Visibility) is not { Length: > 0 } text ? null
        : SnakeCase.TryParse<CouponVisibility>(text, out var value) ? value
        : Fault<CouponVisibility?>(ImportField.Visibility, "Write public, private or exclusive.");

    /// <param name="given">False for a blank cell; a day that is taken away is given and null.</param>
    public DateOnly? Day(ImportField field, out bool given)
    {
        var text = Text(field);
        given = text.Length > 0 && !text.StartsWith("0000-00-00", StringComparison.Ordinal);
        if (!given || text == Nothing)
        {
            return null;
        }

        var day = text.Length > 10 && TimeOfDay().IsMatch(text.AsSpan(10)) ? text[..10] : text;
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
            : Fault<DateOnly?>(field, "Write a day of the calendar as yyyy-mm-dd, e.g. 2026-02-28.");
    }

    public T? Fault<T>(ImportField field, string message)
    {
        faults.Add(ImportFields.NameOf(field), message);
        return default;
    }

    // Other products' files have an hour behind the day; coupons begin and end with whole days of the advertiser's zone.
    [GeneratedRegex(@"\A[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimeOfDay();
}
