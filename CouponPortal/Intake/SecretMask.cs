using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CouponPortal.Intake;

/// <summary>
/// Takes keys and signatures out of a text before it is stored, so that the inbox and a database backup give nobody the means to forge an order. Names are
/// decoded first: a sender may write <c>postback%5Fkey</c> or <c>"postback\u005fkey"</c>.
/// </summary>
internal static partial class SecretMask
{
    private const string Mask = "***";

    // Also what senders try by mistake: a key is one under any name.
    private static readonly FrozenSet<string> Names = new[]
    {
        "verification_token", "postback_key", "signature", "sig", "signing_secret", "secret", "api_key", "apikey", "access_token", "token", "password",

        // No secrets, but nobody's business: what is asked of it is asked at once.
        "customer_email", "customer_email_sha256",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a query or a form.</summary>
    public static string Pairs(string encoded)
    {
        if (!encoded.Contains('=', StringComparison.Ordinal))
        {
            return encoded;
        }

        var text = new StringBuilder(encoded.Length);
        var start = 0;
        while (start <= encoded.Length)
        {
            var end = encoded.AsSpan(start).IndexOfAny('&', ';');
            var pair = end < 0 ? encoded.AsSpan(start) : encoded.AsSpan(start, end);
            var equals = pair.IndexOf('=');
            var isSecret = equals > 0 && Parameters.TryDecode(pair[..equals].ToString(), out var name) && Names.Contains(name.Trim());
            text.Append(isSecret ? pair[..(equals + 1)] : pair).Append(isSecret ? Mask : "");
            if (end < 0)
            {
                break;
            }

            text.Append(encoded[start + end]);
            start += end + 1;
        }

        return text.ToString();
    }

    public static string Header(string name, string value) => name switch
    {
        "authorization" or "x-postback-key" or "webhook-signature" => Mask,
        "referer" when value.IndexOf('?', StringComparison.Ordinal) is > -1 and var query => value[..(query + 1)] + Pairs(value[(query + 1)..]),
        _ => value,
    };

    public static string Body(byte[] body) => body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) switch
    {
        [(byte)'{' or (byte)'[', ..] => Json(body),
        [(byte)'<', ..] => Encoding.UTF8.GetString(body),
        _ => Pairs(Encoding.UTF8.GetString(body)),
    };

    private static string Json(byte[] body)
    {
        var text = new StringBuilder(body.Length);
        var start = body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var (copied, isSecret) = (start, false);
        var reader = new Utf8JsonReader(body.AsSpan(start), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                if (isSecret && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    var at = start + (int)reader.TokenStartIndex;
                    text.Append(Encoding.UTF8.GetString(body, copied, at - copied)).Append('"').Append(Mask).Append('"');
                    copied = start + (int)reader.BytesConsumed;
                }

                isSecret = reader.TokenType switch
                {
                    JsonTokenType.PropertyName => Names.Contains(reader.GetString()!),
                    JsonTokenType.StartArray or JsonTokenType.String or JsonTokenType.Number => isSecret,
                    _ => false,
                };
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON from here on, or a name that is no text; what looks like a secret goes all the same.
            return text.Append(Looks().Replace(Encoding.UTF8.GetString(body, copied, body.Length - copied), "${name}" + Mask)).ToString();
        }

        return text.Append(Encoding.UTF8.GetString(body, copied, body.Length - copied)).ToString();
    }

    // Without backtracking: its time is bounded by the text alone.
    private static Regex Looks() => new(
        """(?<name>"(verification_token|postback_key|signature|sig|signing_secret|secret|api_key|apikey|access_token|token|password|customer_email|customer_email_sha256)"\s*:\s*"?)(\\.|[^"\\,}])*""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
}
