using CsvHelper;

namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>The reader's refusals as line, column and a sentence that says what to do.</summary>
internal static class CsvFaults
{
    /// <param name="start">Bytes before what the reader was given.</param>
    /// <param name="linesBefore">Lines before it.</param>
    public static FileFault Of(CsvFormatException error, string path, long start, int linesBefore)
    {
        var line = Math.Max(1, error.LineNumber) + linesBefore;
        if (error.Message.Contains("MaxRecordSize", StringComparison.Ordinal))
        {
            return FileFault.At("field_too_long", (line, 1), $"this row is longer than {FileLimits.MaxRecord / 1024} KB. A quote that is never closed makes one row of many.");
        }

        if (error.Message.Contains("were expected", StringComparison.Ordinal))
        {
            return FileFault.At("field_count", (line, 1), FieldCount(error.Message));
        }

        if (error.Message.Contains("never closed", StringComparison.Ordinal))
        {
            // The reader noticed at the end of the file; the person must look where it began.
            return FileFault.At("malformed", TextPlace.Of(path, OpeningQuote(path, TextPlace.StartOf(path, line))), "a quote opens here and is never closed. Close it, or double a quote that is meant as a character (\"\").");
        }

        var sentence = error.Message.Contains("after the closing quote", StringComparison.Ordinal)
            ? "there is text after a closing quote. Quotes stand around a whole cell; a quote within it is doubled (\"\")."
            : "there is a quote inside a cell that does not begin with one. Put the whole cell in quotes and double those within (\"\").";
        return FileFault.At("malformed", TextPlace.Of(path, start + error.ByteOffset), sentence);
    }

    // "Record 3 (line 3) has 1 fields but 2 were expected."
    private static string FieldCount(string message)
    {
        var numbers = message.Split(' ').Where(w => w.All(char.IsAsciiDigit) && w.Length > 0).TakeLast(2).ToArray();
        return numbers is [var has, var expected] ? $"{has} cells where the header has {expected}. Cells with a separator in them need quotes." : "the number of cells differs from the header's.";
    }

    /// <summary>The last quote of the record that opens a cell; every later one is doubled or there is none.</summary>
    private static long OpeningQuote(string path, long start)
    {
        using var file = new BufferedStream(FileHeader.OpenAt(path, start), 64 * 1024);
        var (at, opened, inside) = (start, start, false);
        while (file.ReadByte() is >= 0 and var b)
        {
            if (b == '"')
            {
                (opened, inside) = inside ? (opened, false) : (at, true);
            }

            at++;
        }

        return opened;
    }
}
