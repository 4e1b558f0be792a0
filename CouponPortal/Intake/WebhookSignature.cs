using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Intake;

namespace CouponPortal.Tracking.PartnerPostbacks;

/// <summary>Standard Webhooks: <c>v1,</c> and the base64 HMAC-SHA256 of id, time and body.</summary>
public static class WebhookSignature
{
    /// <param name="secret">As <see cref="WebhookSecret.New"/> gives it.</param>
    /// <param name="unixSeconds">Of the attempt; part of what is signed.</param>
    public static string Of(string secret, string id, long unixSeconds, string body)
    {
        var key = Convert.FromBase64String(secret[WebhookSecret.Prefix.Length..]);
        var text = string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.{body}");
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
