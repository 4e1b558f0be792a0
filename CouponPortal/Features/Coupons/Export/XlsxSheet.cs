using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace CouponPortal.Features.Coupons.Export;

/// <summary>
/// A workbook of one sheet, written as it goes: a million rows cost no more memory than one. Text is text, so nothing in it is a formula. One sheet of
/// texts needs so little of the format that a library would be larger than what it saves.
/// </summary>
internal static partial class XlsxSheet
{
    /// <summary>Rows below the header that Excel can open.</summary>
    public const int MostRows = 1_048_575;

    private const int SendAt = 64 * 1024;
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private static readonly (string Name, string Xml)[] Frame =
    [
        ("[Content_Types].xml", $"<Types xmlns=\"{Package}content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{Type}sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{Type}worksheet+xml\"/></Types>"),
        ("_rels/.rels", $"<Relationships xmlns=\"{Package}relationships\"><Relationship Id=\"r1\" Type=\"{Document}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Document}\"><sheets><sheet name=\"Coupons\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}relationships\"><Relationship Id=\"r1\" Type=\"{Document}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
    ];

    /// <param name="rows">At most <see cref="MostRows"/>. An integer becomes a number, everything else text.</param>
    public static async Task WriteAsync(Stream stream, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<object>> rows, CancellationToken cancel)
    {
        var outbox = new Outbox(stream);
        await using (var zip = await ZipArchive.CreateAsync(outbox, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel))
        {
            foreach (var (name, xml) in Frame)
            {
                await using var part = await PartAsync(zip, name, cancel);
                await part.WriteAsync(Head + xml);
            }

            await using var sheet = await PartAsync(zip, "xl/worksheets/sheet1.xml", cancel);
            await sheet.WriteAsync($"{Head}<worksheet xmlns=\"{Main}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>");
            var line = new StringBuilder();
            await sheet.WriteAsync(Row(line, header), cancel);
            await foreach (var row in rows.WithCancellation(cancel))
            {
                await sheet.WriteAsync(Row(line, row), cancel);
                if (outbox.Waiting >= SendAt)
                {
                    await outbox.SendAsync(cancel);
                }
            }

            await sheet.WriteAsync("</sheetData></worksheet>");
        }

        await outbox.SendAsync(cancel);
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
                case int number:
                    line.Append(CultureInfo.InvariantCulture, $"<c><v>{number}</v></c>");
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
