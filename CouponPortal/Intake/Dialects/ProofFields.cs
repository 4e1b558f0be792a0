using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Intake.Dialects;

/// <summary>What a parameter request brings to prove its sender: a key in query, form or header, and signatures of three kinds (WIRE, HARDENING K1 to K4).</summary>
internal static class ProofFields
{
    private const string Bearer = "Bearer ";
    private const string SchemeOfWebhooks = "v1,";
    private const int MaxSignatures = 10;

    public static ChannelProof Of(RawRequest request, SentFields read, string? orderId)
    {
        var signature = read.One("signature", "sig");
        var timed = new List<TimedSignature>();
        var texts = orderId is null ? new List<string>() : [orderId];
        if (signature is not null && SignedPart(request) is { } part)
        {
            // An order id makes a replay harmless, so such a request may go without its time.
            if (read.One("ts") is { } ts)
            {
                timed.Add(new(TimeOf(ts), Encoding.UTF8.GetBytes(part), [signature]));
            }
            else if (orderId is not null)
            {
                texts.Add(part);
            }
        }

        var webhook = Webhook(request);
        return new ChannelProof(Key(request, read), signature, texts)
        {
            Timed = webhook is null ? timed : [.. timed, webhook],
            Delivery = webhook is null ? null : (request.Header("webhook-id")!, Convert.ToHexStringLower(SHA256.HashData(request.Body))),
            IsBrowser = IsBrowser(request, read),
        };
    }

    private static string? Key(RawRequest request, SentFields read)
    {
        var header = request.Header("authorization");
        return read.One("verification_token", "postback_key")
            ?? request.Header("x-postback-key")?.Trim()
            ?? (header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? header[Bearer.Length..].Trim() : null);
    }

    // What stands behind the signature, or in a body, it does not cover: whoever saw the request could add a code of theirs there.
    private static string? SignedPart(RawRequest request)
    {
        var at = Math.Max(request.Query.LastIndexOf("&signature=", StringComparison.OrdinalIgnoreCase), request.Query.LastIndexOf("&sig=", StringComparison.OrdinalIgnoreCase));
        return at > 0 && request.Query.IndexOf('&', at + 1) < 0 && request.Body.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{request.Method}\n{request.Host}\n{request.Path}\n{request.Query[..at]}")
            : null;
    }

    // Standard Webhooks: webhook-id.webhook-timestamp.body. Parameters of the query would not be covered, so there must be none.
    private static TimedSignature? Webhook(RawRequest request)
    {
        if (request.Header("webhook-signature") is not { } sent || request.Header("webhook-id") is not { } id || request.Header("webhook-timestamp") is not { } ts || request.Query.Length > 0)
        {
            return null;
        }

        var macs = sent.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(s => s.StartsWith(SchemeOfWebhooks, StringComparison.Ordinal)).Take(MaxSignatures);
        return new(TimeOf(ts), [.. Encoding.UTF8.GetBytes($"{id}.{ts}."), .. request.Body], [.. macs.Select(s => s[SchemeOfWebhooks.Length..])]);
    }

    // Unix seconds alone: what is signed must have one reading.
    private static DateTime? TimeOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTime.UnixEpoch.AddSeconds(seconds)
            : null;

    // Browsers say what a request is for, and shops' servers do not; an image is never asked for by a server.
    private static bool IsBrowser(RawRequest request, SentFields read) =>
        request.Header("sec-fetch-dest") is { Length: > 0 } || string.Equals(read.One("response_type"), "img", StringComparison.OrdinalIgnoreCase);
}
