using System.Buffers.Binary;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace CouponPortal.Tests.Intake.Feeds;

/// <summary>Workbooks written by hand, so that they can be as odd as a test wants.</summary>
internal static class TestWorkbook
{
    public const string Sheet = "xl/worksheets/sheet1.xml";

    /// <summary>A cell that is XML already begins with an angle bracket; the others are texts, and empty ones are left out.</summary>
    public static byte[] Of(params string[][] rows) => With("", "", rows);

    /// <param name="workbook">Before the sheets in the workbook part.</param>
    /// <param name="behind">Behind the rows.</param>
    public static byte[] With(string workbook, string behind, params string[][] rows)
    {
        var sheet = new StringBuilder("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        for (var row = 0; row < rows.Length; row++)
        {
            sheet.Append(null, $"<row r=\"{row + 1}\">");
            for (var column = 0; column < rows[row].Length; column++)
            {
                if (rows[row][column] is { Length: > 0 } cell)
                {
                    var at = $"{(char)('A' + column)}{row + 1}";
                    sheet.Append(cell.StartsWith('<') ? cell.Replace("<c", $"<c r=\"{at}\"", StringComparison.Ordinal) : $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(cell)}</t></is></c>");
                }
            }

            sheet.Append("</row>");
        }

        return Zip([.. Frame(workbook, "<sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/>"), (Sheet, sheet.Append("</sheetData>").Append(behind).Append("</worksheet>").ToString())]);
    }

    public static (string Name, string Text)[] Frame(string workbook, string sheets) =>
    [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", $"<workbook xmlns:r=\"urn:r\">{workbook}<sheets>{sheets}</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
    ];

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    /// <summary>A sheet of blanks that is 300 MB large and says so, or says that it is small.</summary>
    public static byte[] Bomb(bool lies)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in Frame("", "<sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/>"))
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }

            using var sheet = archive.CreateEntry(Sheet).Open();
            sheet.Write("<worksheet><sheetData>"u8);
            var blanks = new byte[1024 * 1024];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 300; i++)
            {
                sheet.Write(blanks);
            }
        }

        var bytes = file.ToArray();
        if (lies)
        {
            // The size that readers look at stands 24 bytes into the last entry of the central directory.
            var entry = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[(byte)'P', (byte)'K', 1, 2]);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), 10_000);
        }

        return bytes;
    }
}
