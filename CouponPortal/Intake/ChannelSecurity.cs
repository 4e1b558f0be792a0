using System.Net;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Intake;

/// <summary>Whether a request may speak for an advertiser (RULES §4). Every refusal reads the same, whatever was wrong.</summary>
public static class ChannelSecurity
{
    /// <param name="verified">False for a browser's request that proves nothing where the advertiser asks for proof: it is taken, marked and held.</param>
    /// <returns>Null = admitted.</returns>
    public static Refusal? Check(Advertiser advertiser, ChannelProof proof, string remoteIp, out bool verified)
    {
        verified = true;
        if (proof.IsGiven)
        {
            return null;
        }

        if (proof is { IsBrowser: true, Origin: { } origin } && !advertiser.AllowsOrigin(origin))
        {
            return new(403, "origin_not_allowed", $"Pages of {Excerpt.Of(origin, 100)} may not send orders for the advertiser: add the address to its allowed origins.", "origin");
        }

        if (proof is { IsBrowser: true, Key: null, Signature: null })
        {
            verified = advertiser.PostbackSecurity == PostbackSecurity.None;
            return null;
        }

        if (!IpAllowed(advertiser.AllowedIps, remoteIp))
        {
            return new(403, "ip_not_allowed", "This address may not send orders for the advertiser.");
        }

        var admitted = advertiser.PostbackSecurity switch
        {
            PostbackSecurity.None => true,
            PostbackSecurity.Key => Same(proof.Key, advertiser.PostbackKey),
            PostbackSecurity.Signature => Signed(proof, advertiser.SigningSecret),
            _ => throw new InvalidOperationException($"No check for {advertiser.PostbackSecurity}."),
        };
        return admitted ? null : new(401, "not_authenticated", "The key or signature is missing or wrong.");
    }

    // Hashed first, so that neither length nor content of the expected key shows in the time.
    private static bool Same(string? sent, string? expected) =>
        !string.IsNullOrEmpty(expected)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    private static bool Signed(ChannelProof proof, string? secret)
    {
        if (string.IsNullOrEmpty(secret) || proof.Signature is not { } signature)
        {
            return false;
        }

        var key = Encoding.UTF8.GetBytes(secret);
        return proof.SignedTexts.Any(text =>
        {
            var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
            return Same(signature.ToLowerInvariant(), Convert.ToHexStringLower(mac))
                || Same(signature.TrimEnd('='), Convert.ToBase64String(mac).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        });
    }

    private static bool IpAllowed(string allowed, string remoteIp)
    {
        if (string.IsNullOrWhiteSpace(allowed))
        {
            return true;
        }

        if (!IPAddress.TryParse(remoteIp, out var address))
        {
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return allowed.Split(['\n', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => (IPNetwork.TryParse(entry, out var block) && block.Contains(address)) || (IPAddress.TryParse(entry, out var one) && one.Equals(address)));
    }
}
