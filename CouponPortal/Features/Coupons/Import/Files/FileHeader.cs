using System.Text;
using CouponPortal.Features.Coupons.Import.Columns;
using CsvHelper;

namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>The first record of a file, and how its records are separated.</summary>
/// <param name="Start">Bytes before the header: a line "sep=;" that Excel writes.</param>
/// <param name="LinesBefore">Lines before the header.</param>
internal sealed record FileHeader(char Separator, IReadOnlyList<string> Names, long Start, int LinesBefore)
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Takes the separator with which the header's names are fields; the content is never asked, since a list of ids has more semicolons than commas.</summary>
    /// <exception cref="FileFaultException">Codes <c>empty</c>, <c>no_header</c>, or what the reading of the first record gives.</exception>
    public static FileHeader Read(string path)
    {
        var (start, lines, hint) = SkipHint(path);
        var best = (Known: -1, Header: (FileHeader?)null);
        FileFault? fault = null;
        foreach (var separator in hint is { } told ? [told] : Separators)
        {
            try
            {
                var header = new FileHeader(separator, NamesOf(path, separator, start), start, lines);
                var known = ColumnMatch.Of(header.Names).Known;
                if (known > best.Known || (known == best.Known && known == 0 && header.Names.Count > best.Header!.Names.Count))
                {
                    best = (known, header);
                }
            }
            catch (CsvFormatException error)
            {
                fault ??= CsvFaults.Of(error, path, start, lines);
            }
        }

        return best.Header switch
        {
            null => throw new FileFaultException(fault!),
            { Names.Count: 0 } => throw new FileFaultException(new("empty", "The file is empty.")),
            { Names.Count: > FileLimits.MaxColumns } => throw new FileFaultException(new("too_many_columns", $"Line 1: {best.Header.Names.Count} columns; at most {FileLimits.MaxColumns} are read.", 1)),
            _ when best.Known == 0 => throw new FileFaultException(new("no_header", "Line 1: none of its cells is the name of a field. The first line must name the columns, as in the template.", 1)),
            var header => header,
        };
    }

    private static List<string> NamesOf(string path, char separator, long start)
    {
        using var reader = CsvReader.Create(OpenAt(path, start), CsvRows.OptionsFor(separator));
        reader.ReadHeader();
        return [.. reader.Headers.Select(h => h.Trim().Trim('\uFEFF', '\u00A0'))];
    }

    public static FileStream OpenAt(string path, long start)
    {
        var file = File.OpenRead(path);
        file.Position = start;
        return file;
    }

    private static (long Start, int Lines, char? Separator) SkipHint(string path)
    {
        using var file = File.OpenRead(path);
        var mark = TextPlace.HasMark(file) ? 3 : 0;
        file.Position = mark;
        var first = new byte[8];
        var length = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var text = Encoding.ASCII.GetString(first, 0, length);
        if (!text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || length < 6 || !Separators.Contains(text[4]) || text[5] is not ('\r' or '\n'))
        {
            return (0, 0, null);
        }

        return (mark + (text[5..] is ['\r', '\n', ..] ? 7 : 6), 1, text[4]);
    }
}
