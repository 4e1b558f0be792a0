using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Tracking.PartnerPostbacks;

/// <summary>Standard Webhooks: <c>v1,</c> and the base64 HMAC-SHA256 of id, time and body.</summary>
public static class WebhookSignature
{
    public const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <param name="secret">As <see cref="NewSecret"/> gives it.</param>
    /// <param name="unixSeconds">Of the attempt; part of what is signed.</param>
    public static string Of(string secret, string id, long unixSeconds, string body)
    {
        var key = Convert.FromBase64String(secret[Prefix.Length..]);
        var text = string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.{body}");
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
