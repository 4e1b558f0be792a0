using System.Text;
using System.Xml;
using static CouponPortal.Intake.Dialects.Sheet.OrderSheet;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>The one sheet of a workbook, read as a stream within limits.</summary>
internal static class XlsxSheet
{
    private const int MaxStrings = 200_000;
    private const string Workbook = "xl/workbook.xml";

    public static SheetTable Read(byte[] file)
    {
        try
        {
            using var parts = new XlsxParts(file);
            return Read(parts);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Fault("corrupt", "The workbook is damaged or was cut off. Save it again and upload that.");
        }
        catch (XmlException error)
        {
            throw error.Message.Contains("DTD", StringComparison.Ordinal)
                ? Fault("dtd", "A part of the workbook has a document type, which no spreadsheet program writes.")
                : error.Message.Contains("exceeded", StringComparison.Ordinal)
                ? Fault("too_large", "A part of the workbook is longer than what is read.")
                : Fault("corrupt", "A part of the workbook is not readable. Save it again and upload that.");
        }
    }

    private static SheetTable Read(XlsxParts parts)
    {
        if (!parts.Has(Workbook) || !parts.Has("[Content_Types].xml"))
        {
            throw Fault("type", "This is an archive and no .xlsx workbook.");
        }

        if (parts.Names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
        {
            throw Fault("type", "The workbook holds macros. Save it as .xlsx without them.");
        }

        var (name, relation, is1904) = OnlySheet(parts);
        var part = TargetOf(parts, relation) ?? "xl/worksheets/sheet1.xml";
        var strings = Strings(parts);
        using var reader = parts.Open(part) ?? throw Fault("corrupt", $"The sheet “{name}” is missing in the workbook.");
        var (header, lines) = new XlsxCells(reader, strings).Read();
        return new(name, header, lines, is1904);
    }

    private static (string Name, string Relation, bool Is1904) OnlySheet(XlsxParts parts)
    {
        var sheets = new List<(string Name, string Relation, string State)>();
        var is1904 = false;
        using var reader = parts.Open(Workbook)!;
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && sheets.Count < 20)
            {
                sheets.Add((Domain.Excerpt.Of(StoredText.Clean(reader.GetAttribute("name") ?? ""), 50), Attribute(reader, "id") ?? "", reader.GetAttribute("state") ?? "visible"));
            }
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
            {
                is1904 = reader.GetAttribute("date1904") is "1" or "true";
            }
        }

        return sheets switch
        {
            [] => throw Fault("sheets", "The workbook has no sheet."),
            [{ State: "visible" } only] => (only.Name, only.Relation, is1904),
            [var hidden] => throw Fault("sheets", $"The only sheet, “{hidden.Name}”, is hidden. Show it, so that what is uploaded is what was seen."),
            _ => throw Fault("sheets", $"The workbook has {sheets.Count} sheets ({string.Join(", ", sheets.Select(s => $"“{s.Name}”{(s.State == "visible" ? "" : ", hidden")}"))}). Upload one with the sheet of orders alone."),
        };
    }

    // r:id, whatever prefix the namespace has.
    private static string? Attribute(XmlReader reader, string localName)
    {
        string? found = null;
        while (reader.MoveToNextAttribute())
        {
            found = reader.LocalName == localName ? reader.Value : found;
        }

        reader.MoveToElement();
        return found;
    }

    private static string? TargetOf(XlsxParts parts, string relation)
    {
        using var reader = parts.Open("xl/_rels/workbook.xml.rels");
        while (reader?.Read() == true)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && reader.GetAttribute("Id") == relation && reader.GetAttribute("Target") is { } target)
            {
                return target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }

        return null;
    }

    private static List<string> Strings(XlsxParts parts)
    {
        var strings = new List<string>();
        using var reader = parts.Open("xl/sharedStrings.xml");
        var (text, total, inText, phonetic) = (new StringBuilder(), 0, false, false);
        while (reader?.Read() == true)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "si":
                    text.Clear();
                    if (reader.IsEmptyElement)
                    {
                        strings.Add("");
                    }

                    break;
                case XmlNodeType.Element when reader.LocalName == "rPh":
                    phonetic = !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Element when reader.LocalName == "t":
                    inText = !reader.IsEmptyElement && !phonetic;
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "rPh":
                    phonetic = false;
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "t":
                    inText = false;
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "si":
                    if (strings.Count >= MaxStrings || (total += text.Length) > SheetTable.MaxText)
                    {
                        throw Fault("too_large", "The workbook holds more text than a list of orders can have.");
                    }

                    strings.Add(text.ToString().Trim());
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when inText:
                    XlsxCells.TakeValue(reader, text, "a shared text");
                    break;
            }
        }

        return strings;
    }
}
