using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CouponPortal.Features.Accounts.OpenId;

/// <summary>Checks an ID token (OpenID Connect Core 3.1.3.7): signature, issuer, audience, time and nonce. The package that usually does it is not on every feed.</summary>
internal static class IdToken
{
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(2);

    /// <returns>The claims.</returns>
    /// <exception cref="OpenIdException">Which check failed.</exception>
    public static JsonElement Claims(string token, IReadOnlyList<JsonElement> keys, OpenIdSettings settings, string? nonce, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Parse(parts[0]) is not { } header || Parse(parts[1]) is not { } claims || !Base64Url.IsValid(parts[2]))
        {
            throw new OpenIdException("The ID token is not in three parts of JSON.");
        }

        var algorithm = Text(header, "alg");
        var candidates = keys.Where(k => Text(header, "kid") is not { } kid || Text(k, "kid") == kid);
        if (!candidates.Any(key => IsSigned(key, algorithm, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]))))
        {
            throw new OpenIdException("The ID token's signature is not the provider's.");
        }

        var fault = 0 switch
        {
            _ when Text(claims, "iss")?.TrimEnd('/') != settings.Issuer => "issuer",
            _ when !IsFor(claims, settings.ClientId) => "audience",
            _ when Moment(claims, "exp") is not { } end || end + Drift < now => "time",
            _ when Moment(claims, "iat") is { } made && made - Drift > now => "time",
            _ when nonce is null || Text(claims, "nonce") != nonce => "nonce",
            _ when string.IsNullOrEmpty(Text(claims, "sub")) => "subject",
            _ => null,
        };
        return fault is null ? claims : throw new OpenIdException($"The ID token's {fault} is wrong.");
    }

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The key's own kind decides what a signature may be: "none", and an HMAC made with a public key, find none here.
    private static bool IsSigned(JsonElement key, string? algorithm, byte[] signed, byte[] signature)
    {
        try
        {
            switch (Text(key, "kty"), algorithm)
            {
                case ("RSA", "RS256" or "PS256"):
                    using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }))
                    {
                        return rsa.KeySize >= 2048 && rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, algorithm == "RS256" ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);
                    }

                case ("EC", "ES256") when Text(key, "crv") == "P-256":
                    using (var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } }))
                    {
                        return ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256);
                    }

                default:
                    return false;
            }
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private static bool IsFor(JsonElement claims, string clientId) => claims.TryGetProperty("aud", out var audience) && audience.ValueKind switch
    {
        JsonValueKind.String => audience.GetString() == clientId,
        JsonValueKind.Array => audience.EnumerateArray().Any(a => a.ValueKind == JsonValueKind.String && a.GetString() == clientId) && (audience.GetArrayLength() == 1 || Text(claims, "azp") == clientId),
        _ => false,
    };

    private static DateTimeOffset? Moment(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name) ?? "");

    private static JsonElement? Parse(string part)
    {
        try
        {
            return Base64Url.IsValid(part) ? JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A sign-in at the provider that must not be taken; the message is for the log.</summary>
public sealed class OpenIdException(string message) : Exception(message);
