using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Intake;

/// <summary>Standard Webhooks: <c>v1,</c> and the base64 HMAC-SHA256 of id, time and body.</summary>
public static class WebhookSignature
{
    /// <param name="secret">As <see cref="WebhookSecret.New"/> gives it.</param>
    /// <param name="unixSeconds">Of the attempt; part of what is signed.</param>
    public static string Of(string secret, string id, long unixSeconds, string body)
    {
        using var hash = Begin(secret, id, unixSeconds);
        hash.AppendData(Encoding.UTF8.GetBytes(body));
        return End(hash);
    }

    /// <inheritdoc cref="Of(string, string, long, string)"/>
    /// <param name="body">Read from where it stands to its end, in pieces: it may be larger than memory.</param>
    public static async Task<string> OfAsync(string secret, string id, long unixSeconds, Stream body, CancellationToken cancel)
    {
        using var hash = Begin(secret, id, unixSeconds);
        var piece = new byte[64 * 1024];
        while (await body.ReadAsync(piece, cancel) is > 0 and var length)
        {
            hash.AppendData(piece, 0, length);
        }

        return End(hash);
    }

    private static IncrementalHash Begin(string secret, string id, long unixSeconds)
    {
        var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(secret[WebhookSecret.Prefix.Length..]));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.")));
        return hash;
    }

    private static string End(IncrementalHash hash) => "v1," + Convert.ToBase64String(hash.GetHashAndReset());
}
