using System.Text;
using System.Xml;

namespace CouponPortal.Intake.Dialects.Feeds;

/// <summary>
/// The bytes of an XML document as characters, strictly: by its byte order mark, else by what it declares, else UTF-8. An encoding that is not listed here, or that the bytes
/// are not in, refuses the document; a replacement character would make another code of it.
/// </summary>
internal static class XmlText
{
    private const int DeclarationLength = 200;

    /// <summary>No DTD, nothing fetched, bounded. Depth and the length of values are watched by the one who reads.</summary>
    internal static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1_024,
        MaxCharactersInDocument = 32 * 1024 * 1024,
        ConformanceLevel = ConformanceLevel.Document,
        CloseInput = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <returns>The reader, or why the bytes are no text.</returns>
    public static (XmlReader? Reader, Refusal? Why) Open(byte[] body)
    {
        if (body.Length == 0)
        {
            return (null, Refusal.Bad("empty", "There is no document: the body is empty."));
        }

        if (body is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return (null, new(415, "content", "This is a compressed archive. Send the XML as it is."));
        }

        if (EncodingOf(body) is not var (encoding, start))
        {
            return (null, Refusal.Bad("encoding", "The declared encoding is not read here, or is not the document's. Send UTF-8 (or UTF-16, ISO-8859-1, windows-1251, windows-1252), and declare it."));
        }

        var text = new StreamReader(new MemoryStream(body, start, body.Length - start, writable: false), encoding, detectEncodingFromByteOrderMarks: false);
        return (XmlReader.Create(text, Strict), null);
    }

    private static (Encoding Encoding, int Start)? EncodingOf(byte[] body) => body switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Declared(body.AsSpan(3)) is null or "utf-8" ? (Utf8, 3) : null,
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => null,
        [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2),
        [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2),
        [(byte)'<', 0, ..] => (Utf16(bigEndian: false), 0),
        [0, (byte)'<', ..] => (Utf16(bigEndian: true), 0),
        _ => Declared(body) switch
        {
            null or "utf-8" or "us-ascii" or "ascii" => (Utf8, 0),
            "iso-8859-1" or "latin1" => (Encoding.Latin1, 0),
            "windows-1251" or "cp1251" => (Page(1251), 0),
            "windows-1252" or "cp1252" => (Page(1252), 0),
            _ => null,
        },
    };

    private static UTF8Encoding Utf8 => new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    private static Encoding Page(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>What the XML declaration says, in lower case; null without one.</summary>
    private static string? Declared(ReadOnlySpan<byte> body)
    {
        var head = Encoding.Latin1.GetString(body[..Math.Min(body.Length, DeclarationLength)]);
        var end = head.IndexOf("?>", StringComparison.Ordinal);
        if (!head.StartsWith("<?xml", StringComparison.Ordinal) || end < 0)
        {
            return null;
        }

        var at = head.IndexOf("encoding", 0, end, StringComparison.Ordinal);
        var quoted = at < 0 ? null : head[at..end].Split('\'', '"');
        return quoted is [_, var name, ..] ? name.Trim().ToLowerInvariant() : null;
    }
}
