using System.Globalization;
using System.Net;
using System.Text;
using CouponPortal.Domain.Privacy;

namespace CouponPortal.Hosting.Telemetry;

/// <summary>
/// Takes out of a log's text what must not lie in log files: query strings, keys, whole addresses, control characters. The product writes none of them; libraries do in their
/// messages of errors.
/// </summary>
internal static class LogText
{
    private const int Longest = 16 * 1024;
    private static readonly string[] Secrets = ["password", "pwd", "secret", "token", "key", "signature", "authorization", "bearer"];

    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        for (var at = 0; at < text.Length && clean.Length < Longest;)
        {
            if (IsEnd(text[at]))
            {
                Append(clean, text[at++]);
                continue;
            }

            var end = at;
            while (end < text.Length && !IsEnd(text[end]))
            {
                end++;
            }

            AppendWord(clean, text.AsSpan(at, end - at));
            at = end;
        }

        return clean.Length < Longest ? clean.ToString() : clean.Append('…').ToString();
    }

    private static void AppendWord(StringBuilder clean, ReadOnlySpan<char> word)
    {
        // A query string ends with its word.
        if (word.IndexOf('?') is >= 0 and var query && query < word.Length - 1)
        {
            AppendWord(clean, word[..query]);
            clean.Append("?…");
            return;
        }

        if (word.IndexOfAny('=', ':') is > 0 and var sign && IsSecret(word[..sign]) && sign < word.Length - 1)
        {
            clean.Append(word[..(sign + 1)]).Append('…');
            return;
        }

        if (word.StartsWith("cpk_", StringComparison.Ordinal) || word.StartsWith("whsec_", StringComparison.Ordinal))
        {
            clean.Append(word[..(word.IndexOf('_') + 1)]).Append('…');
            return;
        }

        clean.Append(AddressIn(word) is { } address ? AddressPrefix.Of(address) : word.ToString());
    }

    private static bool IsSecret(ReadOnlySpan<char> name)
    {
        foreach (var secret in Secrets)
        {
            if (name.EndsWith(secret, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static IPAddress? AddressIn(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd('.');
        if (word.Count('.') == 3)
        {
            // With a port.
            var colon = word.LastIndexOf(':');
            return IPAddress.TryParse(colon > 0 ? word[..colon] : word, out var four) && four.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? Known(four) : null;
        }

        return word.Count(':') >= 2 && IPAddress.TryParse(word, out var six) ? Known(six) : null;
    }

    // Of this machine: says nothing of anybody, and much to the operator.
    private static IPAddress? Known(IPAddress address) => IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? null : address;

    private static bool IsEnd(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or '<' or '>' or '(' or ')' or '[' or ']' or '{' or '}' or ',' or ';' or '|' || char.IsControl(c);

    // Line ends inside a stack trace stay; anything else that steers a terminal is spelled out.
    private static void Append(StringBuilder clean, char c) => _ = char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : clean.Append(c);
}
