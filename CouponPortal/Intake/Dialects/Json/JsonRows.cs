using System.Text.Json;
using System.Text.Unicode;

namespace CouponPortal.Intake.Dialects.Json;

/// <summary>
/// A JSON body of one order or a list of them, cut into rows without reading them: a body of 16 MiB costs no more memory than itself, and each row is judged,
/// stored and replayed alone.
/// </summary>
/// <param name="Rows">Each as it was sent.</param>
/// <param name="IsList">Whether a list was sent; false for one order by itself.</param>
public sealed record JsonRows(IReadOnlyList<ReadOnlyMemory<byte>> Rows, bool IsList)
{
    public const int MaxRows = 1_000;
    private const int MaxDepth = 16;
    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>A list stands alone, or under <c>conversions</c>.</summary>
    public static (JsonRows? Read, Refusal? Why) Of(ReadOnlyMemory<byte> body)
    {
        body = body.Span.StartsWith(Bom) ? body[Bom.Length..] : body;
        if (!Utf8.IsValid(body.Span))
        {
            return (null, Refusal.Bad("encoding", "The body is not valid UTF-8."));
        }

        try
        {
            return Cut(body);
        }
        catch (JsonException error)
        {
            return (null, Refusal.Bad("json", $"The body is not valid JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}."));
        }
        catch (InvalidOperationException)
        {
            return (null, Refusal.Bad("encoding", "A name in the body is no Unicode text."));
        }
    }

    private static (JsonRows? Read, Refusal? Why) Cut(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return (null, Refusal.Bad("json", "Send one order as an object, or a list of them."));
        }

        var isList = reader.TokenType == JsonTokenType.StartArray;
        var start = (int)reader.TokenStartIndex;
        List<ReadOnlyMemory<byte>>? rows = null;
        if (isList)
        {
            rows = RowsOf(ref reader, body);
        }
        else
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var wraps = rows is null && reader.ValueTextEquals("conversions"u8);
                reader.Read();
                if (wraps && reader.TokenType == JsonTokenType.StartArray)
                {
                    (rows, isList) = (RowsOf(ref reader, body), true);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        rows ??= [body[start..(int)reader.BytesConsumed]];

        // To the end: a second document behind the first one is a fault of the whole.
        while (reader.Read())
        {
            reader.Skip();
        }

        return rows.Count switch
        {
            0 => (null, Refusal.Bad("no_rows", "The list is empty.")),
            > MaxRows => (null, Refusal.Bad("too_many_rows", $"At most {MaxRows} orders in one request.")),
            _ => (new JsonRows(rows, isList), null),
        };
    }

    private static List<ReadOnlyMemory<byte>> RowsOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var rows = new List<ReadOnlyMemory<byte>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (rows.Count <= MaxRows)
            {
                rows.Add(body[start..(int)reader.BytesConsumed]);
            }
        }

        return rows;
    }
}
