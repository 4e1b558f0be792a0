using System.Text;
using CouponPortal.Domain;

namespace CouponPortal.Intake;

/// <summary>A request as it came, before anything judged it.</summary>
/// <param name="Query">Raw, without the question mark.</param>
/// <param name="Headers">Those that can matter, by lower-case name.</param>
/// <param name="ReceivedAt">UTC.</param>
public sealed record RawRequest(
    string Method,
    string Host,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    string RemoteIp,
    DateTime ReceivedAt)
{
    /// <summary>Kept of a request's text; doors cap bodies long before.</summary>
    public const int MaxText = 64 * 1024;

    /// <summary>How many characters of it are stored. Doors that take larger bodies raise it, so that every request can be replayed whole.</summary>
    public int KeptText { get; init; } = MaxText;

    public string? Header(string lowerCaseName) => Headers.GetValueOrDefault(lowerCaseName);

    /// <summary>
    /// The text that is stored: request line, headers, blank line, body. Keys and signatures are masked, so that the inbox and a database backup
    /// give nobody the means to forge an order; U+0000 is replaced, because PostgreSQL refuses it.
    /// </summary>
    public string ToStoredText()
    {
        var text = new StringBuilder(256 + Body.Length);
        text.Append(Method).Append(' ').Append(Path);
        if (Query.Length > 0)
        {
            text.Append('?').Append(SecretMask.Pairs(Query));
        }

        text.Append("\nhost: ").Append(Host);
        foreach (var (name, value) in Headers)
        {
            text.Append('\n').Append(name).Append(": ").Append(SecretMask.Header(name, value));
        }

        if (Body.Length > 0)
        {
            text.Append("\n\n").Append(SecretMask.Body(Body));
        }

        return StoredText.Clean(Excerpt.Of(text.ToString(), KeptText));
    }
}
