using System.Text;
using System.Text.RegularExpressions;
using CouponPortal.Domain;

namespace CouponPortal.Intake;

/// <summary>A request as it came, before anything judged it.</summary>
/// <param name="Query">Raw, without the question mark.</param>
/// <param name="Headers">Those that can matter, by lower-case name.</param>
/// <param name="ReceivedAt">UTC.</param>
public sealed partial record RawRequest(
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

    /// <summary>A door that takes larger bodies keeps them whole, so that they can be replayed.</summary>
    public int MaxKept { get; init; } = MaxText;

    private const string Mask = "***";

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
            text.Append('?').Append(Query);
        }

        text.Append("\nhost: ").Append(Host);
        foreach (var (name, value) in Headers)
        {
            text.Append('\n').Append(name).Append(": ").Append(name is "authorization" or "x-postback-key" ? Mask : value);
        }

        if (Body.Length > 0)
        {
            text.Append("\n\n").Append(Encoding.UTF8.GetString(Body));
        }

        var stored = SecretPair().Replace(text.ToString(), "${name}" + Mask);
        return StoredText.Clean(Excerpt.Of(stored, MaxKept));
    }

    [GeneratedRegex("""(?<name>(verification(_|%5F)token|postback(_|%5F)key|signature|sig)=)[^&\s"]*|(?<name>"(verification_token|postback_key|signature|sig)"\s*:\s*"?)(\\.|[^"\\])*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretPair();
}
