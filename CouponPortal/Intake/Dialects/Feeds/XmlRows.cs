using System.Text;
using System.Xml;

namespace CouponPortal.Intake.Dialects.Feeds;

/// <summary>Ends the reading of a document.</summary>
internal sealed class FeedFaultException(Refusal why) : Exception(why.Message)
{
    public Refusal Why => why;
}

/// <summary>The root of a document with rows below it.</summary>
internal sealed record XmlRoot(string Name, string? Version);

/// <summary>
/// Walks a document of the shape root, rows, fields, without ever holding more of it than one row: names without their namespaces, values without surrounding blanks,
/// deeper elements and attributes left aside.
/// </summary>
internal sealed class XmlRows(XmlReader reader)
{
    private const int MaxDepth = 16;
    private const int MaxValue = 4_096;
    private const int MaxFields = 100;
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];
    private readonly char[] _chunk = new char[1_024];
    private readonly StringBuilder _value = new();

    /// <summary>Rows that were ended; the one at fault is the next.</summary>
    public int Count { get; private set; }

    /// <exception cref="XmlException">No XML.</exception>
    /// <exception cref="FeedFaultException">Too deep, too long, too many.</exception>
    public void Walk(Action<XmlRoot> begun, Func<string, bool> isRow, Action<int, List<KeyValuePair<string, string>>> ended)
    {
        List<KeyValuePair<string, string>>? row = null;
        string? field = null;
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw Fault("too_deep", $"elements are nested deeper than {MaxDepth}.");
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Depth == 0:
                    begun(new(reader.LocalName, reader.GetAttribute("version")));
                    break;
                case XmlNodeType.Element when reader.Depth == 1 && isRow(reader.LocalName):
                    row = [];
                    if (reader.IsEmptyElement)
                    {
                        End(ref row, ended);
                    }

                    break;
                case XmlNodeType.Element when reader.Depth == 2 && row is not null:
                    field = reader.LocalName;
                    _value.Clear();
                    if (reader.IsEmptyElement)
                    {
                        Add(row, ref field);
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when field is not null && reader.Depth == 3:
                    TakeValue(field);
                    break;
                case XmlNodeType.EndElement when reader.Depth == 2 && field is not null:
                    Add(row!, ref field);
                    break;
                case XmlNodeType.EndElement when reader.Depth == 1 && row is not null:
                    End(ref row, ended);
                    break;
            }
        }
    }

    private void End(ref List<KeyValuePair<string, string>>? row, Action<int, List<KeyValuePair<string, string>>> ended)
    {
        if (Count >= FeedDocument.MaxRows)
        {
            throw new FeedFaultException(Refusal.Bad("too_many_rows", $"At most {FeedDocument.MaxRows} rows in one document. Split it into several."));
        }

        ended(++Count, row!);
        row = null;
    }

    private void Add(List<KeyValuePair<string, string>> row, ref string? field)
    {
        if (row.Count >= MaxFields)
        {
            throw Fault("too_many_fields", $"row {Count + 1} has more than {MaxFields} fields.");
        }

        row.Add(new(field!, _value.ToString().Trim(Blanks)));
        field = null;
    }

    // In pieces: a value of any length costs no more than what is kept of it.
    private void TakeValue(string field)
    {
        int read;
        while ((read = reader.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0)
        {
            if (_value.Length + read > MaxValue)
            {
                throw Fault("field_too_long", $"the value of {Domain.Excerpt.Of(field, 50)} in row {Count + 1} has more than {MaxValue} characters.");
            }

            _value.Append(_chunk, 0, read);
        }
    }

    private FeedFaultException Fault(string code, string message)
    {
        var place = (IXmlLineInfo)reader;
        return new(Refusal.Bad(code, $"Line {place.LineNumber}, column {place.LinePosition}: {message}"));
    }
}
