using System.Globalization;
using CouponPortal.Domain;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>The known cells of a row as the texts that a postback would send; remembers the first reason why they cannot be.</summary>
internal sealed class SheetCells(SheetColumns columns, SheetLine line, bool has1904Dates)
{
    private const double ExactIntegers = 1e15;

    // Days that .NET can name: from 1900 to 9999.
    private const double LastSerial = 2_958_465;
    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Epoch1904 = new(1904, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public Refusal? Why { get; private set; }

    /// <summary>Whether the fault is one that staff may mend, and not the sender alone.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>As the file has them, by field.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sent() => Known().Select(c => KeyValuePair.Create(c.Field, c.Cell.Text));

    public IReadOnlyList<KeyValuePair<string, string>> Fields() => [.. Known().Select(c => KeyValuePair.Create(c.Field, TextOf(c.Field, c.Cell)))];

    private IEnumerable<(string Field, SheetCell Cell)> Known() =>
        columns.ByField.Where(f => f.Value < line.Cells.Count && !line.Cells[f.Value].IsEmpty).Select(f => (f.Key, line.Cells[f.Value]));

    private string TextOf(string field, SheetCell cell)
    {
        switch (cell)
        {
            case { Kind: CellKind.Formula } or { Kind: CellKind.Text, Text: ['=', ..] }:
                return Refuse("formula", field, $"{field} is a formula. Paste its value instead: what a formula shows may differ from one program to the next.");
            case { Kind: CellKind.Fault }:
                return Refuse("cell_error", field, $"{field} holds “{Excerpt.Of(cell.Text, 20)}”, an error or a yes/no value.");
            case { Kind: CellKind.Text }:
                return cell.Text;
        }

        if (!double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return Refuse("cell_error", field, $"{field} holds “{Excerpt.Of(cell.Text, 20)}”, which is no number.");
        }

        return field switch
        {
            "promocode" => Hold(field, $"The code of row {line.Row} is a number or a day: the spreadsheet may have made it of a text (MAR20, 1E5, 007). Format the column as text and type the code again."),
            "order_id" or "uid" or "product_id" when Math.Abs(number) >= ExactIntegers || number != Math.Floor(number) =>
                Refuse("precision", field, $"{field} is a number with more digits than a spreadsheet keeps. Format the column as text."),
            "datetime_action" => Time(field, number),
            _ => Plain(number, cell.Text),
        };
    }

    // A spreadsheet keeps 19.99 as the nearest binary fraction; fifteen digits are what it shows and means.
    private static string Plain(double number, string otherwise) =>
        Math.Abs(number) < ExactIntegers * 10 ? ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture) : otherwise;

    private string Time(string field, double serial)
    {
        if (serial is < 1 or > LastSerial)
        {
            return Refuse("datetime_format", field, $"{field} is no day.");
        }

        var time = (has1904Dates ? Epoch1904 : Epoch).AddSeconds(Math.Round(serial * 86_400));
        return time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private string Refuse(string code, string field, string message)
    {
        Why ??= Refusal.Bad(code, message, field);
        return "";
    }

    private string Hold(string field, string message)
    {
        IsHeld = Why is null;
        return Refuse("code_cell_type", field, message);
    }
}
