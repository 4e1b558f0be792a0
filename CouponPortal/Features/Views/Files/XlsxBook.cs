using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace CouponPortal.Features.Views.Files;

/// <summary>
/// A workbook written as it goes: a million rows cost no more memory than one, and what does not fit in one sheet goes on in the next. Text is text, so nothing in it is
/// a formula. Sheets of texts need so little of the format that a library would be larger than what it saves.
/// </summary>
internal static partial class XlsxBook
{
    /// <summary>Rows below the header that a sheet of Excel has.</summary>
    public const int MostRows = 1_048_575;

    private const int SendAt = 64 * 1024;
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    /// <param name="name">Of the sheet; further ones get a number. Plain words: nothing is escaped.</param>
    /// <param name="rows">A number becomes a number, everything else text.</param>
    /// <param name="mostRows">Below each header.</param>
    public static async Task WriteAsync(
        Stream stream, string name, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<object>> rows, CancellationToken cancel, int mostRows = MostRows)
    {
        var buffer = new SendBuffer(stream);
        await using (var zip = await ZipArchive.CreateAsync(buffer, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel))
        {
            await using var reader = rows.GetAsyncEnumerator(cancel);
            var sheets = 0;
            for (var more = true; more;)
            {
                more = await SheetAsync(zip, buffer, ++sheets, header, reader, mostRows, cancel);
            }

            // Last, when it is known how many sheets there are; readers find the parts by name.
            foreach (var (part, xml) in Frame(name, sheets))
            {
                await using var writer = await PartAsync(zip, part, cancel);
                await writer.WriteAsync(Head + xml);
            }
        }

        await buffer.SendAsync(cancel);
    }

    /// <returns>Whether there are rows that did not fit; the reader then stands on the first of them.</returns>
    private static async Task<bool> SheetAsync(
        ZipArchive zip, SendBuffer buffer, int number, IReadOnlyList<string> header, IAsyncEnumerator<IReadOnlyList<object>> reader, int mostRows, CancellationToken cancel)
    {
        await using var sheet = await PartAsync(zip, $"xl/worksheets/sheet{number}.xml", cancel);
        await sheet.WriteAsync($"{Head}<worksheet xmlns=\"{Main}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>");
        var line = new StringBuilder();
        await sheet.WriteAsync(Row(line, header), cancel);
        var (count, more) = (0, number > 1 || await reader.MoveNextAsync());
        while (more && count < mostRows)
        {
            await sheet.WriteAsync(Row(line, reader.Current), cancel);
            if (buffer.Waiting >= SendAt)
            {
                await buffer.SendAsync(cancel);
            }

            (count, more) = (count + 1, await reader.MoveNextAsync());
        }

        await sheet.WriteAsync("</sheetData></worksheet>");
        return more;
    }

    private static IEnumerable<(string Name, string Xml)> Frame(string name, int sheets)
    {
        var numbers = Enumerable.Range(1, sheets).ToList();
        yield return ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Document}\"><sheets>{string.Concat(numbers.Select(n => $"<sheet name=\"{name}{(n == 1 ? "" : $" {n}")}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"))}</sheets></workbook>");
        yield return ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}relationships\">{string.Concat(numbers.Select(n => $"<Relationship Id=\"r{n}\" Type=\"{Document}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))}</Relationships>");
        yield return ("_rels/.rels", $"<Relationships xmlns=\"{Package}relationships\"><Relationship Id=\"r1\" Type=\"{Document}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        yield return ("[Content_Types].xml", $"<Types xmlns=\"{Package}content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{Type}sheet.main+xml\"/>{string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Type}worksheet+xml\"/>"))}</Types>");
    }

    private static async Task<StreamWriter> PartAsync(ZipArchive zip, string name, CancellationToken cancel) =>
        new(await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancel), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);

    private static StringBuilder Row(StringBuilder line, IReadOnlyList<object> cells)
    {
        line.Clear().Append("<row>");
        foreach (var cell in cells)
        {
            switch (cell)
            {
                case int or long or decimal:
                    line.Append(CultureInfo.InvariantCulture, $"<c><v>{cell}</v></c>");
                    break;
                case "":
                    line.Append("<c/>");
                    break;
                default:
                    Append(line.Append("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">"), (string)cell);
                    line.Append("</t></is></c>");
                    break;
            }
        }

        return line.Append("</row>");
    }

    private static void Append(StringBuilder line, string text)
    {
        // Excel reads _x000D_ as the character of that number; text that only looks like one is kept apart by escaping its first character.
        foreach (var c in text.Contains("_x", StringComparison.Ordinal) ? Escape().Replace(text, "_x005F_") : text)
        {
            _ = c switch
            {
                '&' => line.Append("&amp;"),
                '<' => line.Append("&lt;"),
                '>' => line.Append("&gt;"),
                '\n' or '\t' => line.Append(c),
                < ' ' or '\uFFFE' or '\uFFFF' => line.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_"),
                _ => line.Append(c),
            };
        }
    }

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.None, 1000)]
    private static partial Regex Escape();
}
