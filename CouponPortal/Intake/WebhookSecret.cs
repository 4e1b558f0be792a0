using System.Security.Cryptography;

namespace CouponPortal.Intake;

/// <summary>Secrets of Standard Webhooks.</summary>
public static class WebhookSecret
{
    public const string Prefix = "whsec_";
    private const int Length = 32;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));
}
