using System.Globalization;
using System.Text;
using System.Xml;
using static CouponPortal.Intake.Dialects.Sheet.OrderSheet;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>Rows and cells of a sheet. Empty rows are passed over, up to a limit: a sheet that was formatted to its end has a million of them.</summary>
internal sealed class XlsxCells(XmlReader reader, List<string> strings)
{
    private const int MaxRowElements = 100_000;
    private const int MaxDepth = 32;
    private readonly StringBuilder _value = new();
    private readonly List<SheetLine> _lines = [];
    private IReadOnlyList<string>? _header;
    private int _total;

    public (IReadOnlyList<string> Header, IReadOnlyList<SheetLine> Lines) Read()
    {
        var (row, elements, column, type, formula, inValue) = (0, 0, 0, "", false, false);
        List<SheetCell> cells = [];
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw Fault("too_deep", "The sheet is nested deeper than any that a spreadsheet program writes.");
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "row":
                    row = int.TryParse(reader.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : row + 1;
                    (cells, column) = ([], 0);
                    if (++elements > MaxRowElements)
                    {
                        throw Fault("too_many_rows", $"The sheet has more than {MaxRowElements} rows, most of them empty. Delete the empty ones.");
                    }

                    break;
                case XmlNodeType.Element when reader.LocalName == "c":
                    column = ColumnOf(reader.GetAttribute("r")) ?? column + 1;
                    (type, formula) = (reader.GetAttribute("t") ?? "n", false);
                    _value.Clear();
                    break;
                case XmlNodeType.Element when reader.LocalName == "f":
                    formula = true;
                    break;
                case XmlNodeType.Element when reader.LocalName is "v" or "t":
                    inValue = !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when inValue:
                    TakeValue(reader, _value, $"A cell of row {row}");
                    break;
                case XmlNodeType.EndElement when reader.LocalName is "v" or "t":
                    inValue = false;
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "c":
                    Put(cells, row, column, CellOf(type, formula));
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "row":
                    End(row, cells);
                    break;
                case XmlNodeType.Element when reader.LocalName == "mergeCell" && IsInHeader(reader.GetAttribute("ref")):
                    throw Fault("merged_header", "Cells of the first row are merged. Each column needs its own name there.");
            }
        }

        return _header is null ? throw Fault("empty", "The sheet is empty.") : (_header, _lines);
    }

    /// <summary>In pieces, so that a text of any length costs no more than what is kept of it.</summary>
    internal static void TakeValue(XmlReader reader, StringBuilder value, string where)
    {
        var chunk = new char[512];
        int read;
        while ((read = reader.ReadValueChunk(chunk, 0, chunk.Length)) > 0)
        {
            if (value.Length + read > SheetTable.MaxCell)
            {
                throw Fault("field_too_long", $"{where} has more than {SheetTable.MaxCell} characters.");
            }

            value.Append(chunk, 0, read);
        }
    }

    private SheetCell CellOf(string type, bool formula)
    {
        var text = _value.ToString().Trim();
        return formula ? new(text, CellKind.Formula) : type switch
        {
            "s" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < strings.Count ? new(strings[at], CellKind.Text) : throw Fault("corrupt", "A cell names a text that the workbook does not have."),
            "str" or "inlineStr" or "d" => new(text, CellKind.Text),
            "e" or "b" => new(text, CellKind.Fault),
            _ => new(text, CellKind.Number),
        };
    }

    private void Put(List<SheetCell> cells, int row, int column, SheetCell cell)
    {
        if (cell.IsEmpty)
        {
            return;
        }

        if (column > SheetTable.MaxColumns)
        {
            throw Fault("too_many_columns", $"Row {row} has something in column {column}; at most {SheetTable.MaxColumns} columns are read.");
        }

        if ((_total += cell.Text.Length) > SheetTable.MaxText)
        {
            throw Fault("too_large", "The sheet holds more text than a list of orders can have.");
        }

        while (cells.Count < column)
        {
            cells.Add(new("", CellKind.Text));
        }

        cells[column - 1] = cell;
    }

    private void End(int row, List<SheetCell> cells)
    {
        if (cells.Count == 0)
        {
            return;
        }

        if (_header is null)
        {
            _header = row == 1
                ? [.. cells.Select(c => c.Text.Trim().Trim('\uFEFF', '\u00A0'))]
                : throw Fault("no_header", $"The first row must name the columns, and it is empty. The first row with something in it is row {row}: “{Domain.Excerpt.Of(StoredText.Clean(cells[^1].Text), 50)}”.");
            return;
        }

        if (_lines.Count == SheetTable.MaxRows)
        {
            throw Fault("too_many_rows", $"The sheet has more than {SheetTable.MaxRows} rows. Split it into several.");
        }

        _lines.Add(new(row, cells));
    }

    private static bool IsInHeader(string? range) => range?.Split(':')[0] is { } first && first.SkipWhile(char.IsAsciiLetter).SequenceEqual("1");

    /// <summary>From 1; null where the cell does not say.</summary>
    private static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var letter in (reference ?? "").TakeWhile(char.IsAsciiLetterUpper))
        {
            column = (column * 26) + (letter - 'A') + 1;
            if (column > 16_384)
            {
                throw Fault("corrupt", "A cell stands in a column that no sheet has.");
            }
        }

        return column == 0 ? null : column;
    }
}
