using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Intake;

/// <summary>HMAC-SHA256 as senders write it, compared without telling by the time taken how much of it was right.</summary>
internal static class Signatures
{
    private const string WebhookPrefix = "whsec_";

    /// <summary>False when nothing is expected.</summary>
    public static bool Same(string? sent, string? expected) =>
        !string.IsNullOrEmpty(expected)

        // Hashed first, so that neither length nor content of the expected text shows in the time.
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    /// <param name="secret">Its text is the key; of <c>whsec_…</c> also the bytes that the rest stands for, as Standard Webhooks wants it.</param>
    /// <param name="mac">Hex, base64 or base64url, with or without padding.</param>
    public static bool Match(string secret, byte[] signed, string mac) => KeysOf(secret).Any(key =>
    {
        var right = HMACSHA256.HashData(key, signed);
        return Same(mac.ToLowerInvariant(), Convert.ToHexStringLower(right))
            || Same(mac.TrimEnd('=').Replace('+', '-').Replace('/', '_'), Convert.ToBase64String(right).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
    });

    private static IEnumerable<byte[]> KeysOf(string secret)
    {
        yield return Encoding.UTF8.GetBytes(secret);
        if (secret.StartsWith(WebhookPrefix, StringComparison.Ordinal))
        {
            var bytes = new byte[secret.Length];
            if (Convert.TryFromBase64String(secret[WebhookPrefix.Length..], bytes, out var length) && length > 0)
            {
                yield return bytes[..length];
            }
        }
    }
}
