using System.Text;
using CsvHelper;
using static CouponPortal.Intake.Dialects.Sheet.OrderSheet;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>Text with separators, strictly: an unreadable byte, a stray quote or a row of another length refuses the file instead of being guessed at.</summary>
internal static class CsvSheet
{
    private const int MaxRecord = 64 * 1024;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    public static SheetTable Read(byte[] file)
    {
        var text = Utf8Of(file);
        var (separator, start) = Hint(text);
        FeedFault? fault = null;
        (int Known, char Separator) best = (-1, ',');
        foreach (var tried in separator is { } told ? [told] : Separators)
        {
            try
            {
                using var reader = Open(text, start, tried);
                reader.ReadHeader();
                var known = SheetColumns.Known(reader.Headers);
                best = known > best.Known ? (known, tried) : best;
            }
            catch (CsvFormatException error)
            {
                fault ??= Of(error);
            }
        }

        if (best.Known < 0)
        {
            throw Fault(fault!.Code, fault.Message);
        }

        try
        {
            return Rows(text, start, best.Separator);
        }
        catch (CsvFormatException error)
        {
            var (code, message) = Of(error);
            throw Fault(code, message);
        }
    }

    private static SheetTable Rows(byte[] text, int start, char separator)
    {
        using var reader = Open(text, start, separator);
        reader.ReadHeader();
        string[] header = [.. reader.Headers.Select(h => h.Trim().Trim('\uFEFF', '\u00A0'))];
        if (header.Length > SheetTable.MaxColumns)
        {
            throw Fault("too_many_columns", $"The file has {header.Length} columns; at most {SheetTable.MaxColumns} are read.");
        }

        var lines = new List<SheetLine>();
        while (reader.Read())
        {
            var cells = new SheetCell[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = new(Encoding.UTF8.GetString(reader.GetSpan(i)).Trim(), CellKind.Text);
                if (cells[i].Text.Length > SheetTable.MaxCell)
                {
                    throw Fault("field_too_long", $"Line {reader.LineNumber}: a cell has more than {SheetTable.MaxCell} characters.");
                }
            }

            if (cells.All(c => c.IsEmpty))
            {
                continue;
            }

            if (lines.Count == SheetTable.MaxRows)
            {
                throw Fault("too_many_rows", $"The file has more than {SheetTable.MaxRows} rows. Split it into several.");
            }

            lines.Add(new((int)reader.LineNumber, cells));
        }

        return new("", header, lines, Has1904Dates: false);
    }

    private static CsvReader Open(byte[] text, int start, char separator) => CsvReader.Create(new MemoryStream(text, start, text.Length - start, writable: false), new CsvReaderOptions
    {
        Separator = separator,
        DetectSeparatorHint = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MissingField = CsvMissingFieldHandling.Throw,
        MaxRecordSize = MaxRecord,
        IncludeValuesInExceptions = false,
        TrackLineNumbers = true,
    });

    private static byte[] Utf8Of(byte[] file)
    {
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            var text = file switch
            {
                [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetString(file, 2, file.Length - 2),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetString(file, 2, file.Length - 2),
                [0xEF, 0xBB, 0xBF, ..] => strict.GetString(file, 3, file.Length - 3),
                _ => strict.GetString(file),
            };
            return text.Contains('\0', StringComparison.Ordinal) ? throw Encoding() : strict.GetBytes(text);
        }
        catch (ArgumentException)
        {
            throw Encoding();
        }

        static Exception Encoding() => Fault("encoding", "The file is not UTF-8. In Excel save it as “CSV UTF-8 (Comma delimited)”, in LibreOffice with the character set Unicode (UTF-8), or upload the .xlsx.");
    }

    // A line "sep=;" that Excel writes and reads.
    private static (char? Separator, int Start) Hint(byte[] text) => text switch
    {
        [(byte)'s', (byte)'e', (byte)'p', (byte)'=', var separator, (byte)'\r', (byte)'\n', ..] => ((char)separator, 7),
        [(byte)'s', (byte)'e', (byte)'p', (byte)'=', var separator, (byte)'\n', ..] => ((char)separator, 6),
        _ => (null, 0),
    };

    private static FeedFault Of(CsvFormatException error) => error.Message switch
    {
        var m when m.Contains("MaxRecordSize", StringComparison.Ordinal) => new("field_too_long", $"Line {error.LineNumber}: the row is longer than {MaxRecord / 1024} KB. A quote that is never closed makes one row of many."),
        var m when m.Contains("were expected", StringComparison.Ordinal) => new("field_count", $"Line {error.LineNumber} has another number of cells than the header. Cells with a separator in them need quotes."),
        _ => new("malformed", $"Line {error.LineNumber}: quotes stand around a whole cell and are doubled within it; one here is stray or never closed."),
    };

    private sealed record FeedFault(string Code, string Message);
}
