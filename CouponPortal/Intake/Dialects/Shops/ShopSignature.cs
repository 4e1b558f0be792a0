using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain.Connections;

namespace CouponPortal.Intake.Dialects.Shops;

public enum SignatureVerdict
{
    Right,
    Wrong,

    /// <summary>Made with the secret, and too long ago or ahead (Stripe signs the time as well).</summary>
    Stale,
}

/// <summary>Whether the bytes of a body are what somebody with the connection's secret sent. Nothing of the body is read before.</summary>
public static class ShopSignature
{
    private const int MacBytes = 32;
    private const int MaxSignatures = 20;
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    /// <param name="secrets">Those that count: the present one, and for a while the one before.</param>
    public static SignatureVerdict Check(ConnectionKind kind, RawRequest raw, IEnumerable<string> secrets)
    {
        string[] keys = [.. secrets];
        return kind switch
        {
            ConnectionKind.Woocommerce => OfBody(raw, "x-wc-webhook-signature", keys),
            ConnectionKind.Shopify => OfBody(raw, "x-shopify-hmac-sha256", keys),
            ConnectionKind.Stripe => OfTimedBody(raw, keys),
        };
    }

    // Base64 and nothing else: a lenient reading would take more than one text for the same signature.
    private static SignatureVerdict OfBody(RawRequest raw, string header, string[] secrets)
    {
        Span<byte> sent = stackalloc byte[MacBytes];
        if (raw.Header(header) is not { Length: 44 } text || !Convert.TryFromBase64String(text, sent, out var length) || length != MacBytes)
        {
            return SignatureVerdict.Wrong;
        }

        return IsOf(sent, secrets, raw.Body) ? SignatureVerdict.Right : SignatureVerdict.Wrong;
    }

    private static SignatureVerdict OfTimedBody(RawRequest raw, string[] secrets)
    {
        string? time = null;
        var sent = new List<byte[]>();
        foreach (var part in (raw.Header("stripe-signature") ?? "").Split(','))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (part.Trim(), "") : (part[..at].Trim(), part[(at + 1)..].Trim());
            if (name == "t")
            {
                time ??= value;
            }
            else if (name == "v1" && value.Length == MacBytes * 2 && value.All(char.IsAsciiHexDigit) && sent.Count < MaxSignatures)
            {
                sent.Add(Convert.FromHexString(value));
            }
        }

        if (sent.Count == 0 || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return SignatureVerdict.Wrong;
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(time + "."), .. raw.Body];
        if (!sent.Exists(mac => IsOf(mac, secrets, signed)))
        {
            return SignatureVerdict.Wrong;
        }

        var now = new DateTimeOffset(raw.ReceivedAt).ToUnixTimeSeconds();
        return seconds >= now - (long)Tolerance.TotalSeconds && seconds <= now + (long)Tolerance.TotalSeconds ? SignatureVerdict.Right : SignatureVerdict.Stale;
    }

    private static bool IsOf(ReadOnlySpan<byte> mac, string[] secrets, byte[] signed)
    {
        var right = false;
        foreach (var secret in secrets)
        {
            right |= CryptographicOperations.FixedTimeEquals(mac, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        }

        return right;
    }
}
