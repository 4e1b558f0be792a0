using System.Net;
using System.Text;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Intake;

/// <summary>Which of an advertiser's secrets admitted a request.</summary>
public enum SecretUsed
{
    None,
    Present,

    /// <summary>The one before the last rotation, which works for a while.</summary>
    Former,
}

/// <summary>What the check of a channel came to.</summary>
/// <param name="Why">Null = admitted.</param>
/// <param name="Verified">False for a browser's request that proves nothing where the advertiser asks for proof: it is taken, marked and held.</param>
public sealed record Admission(Refusal? Why, bool Verified, SecretUsed Secret = SecretUsed.None);

/// <summary>Whether a request may speak for an advertiser (RULES §4). Every refusal reads the same, whatever was wrong.</summary>
public static class ChannelSecurity
{
    /// <summary>How far a signature's time may lie from ours, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private static readonly Refusal NotAuthenticated = new(401, "not_authenticated", "The key or signature is missing or wrong.");
    private static readonly Refusal Stale = new(401, "stale_signature", "The signature is right but too old, or dated ahead. Sign again with the present time.");

    /// <param name="now">UTC; the request's arrival.</param>
    public static Admission Check(Advertiser advertiser, ChannelProof proof, string remoteIp, DateTime now)
    {
        if (proof.IsGiven)
        {
            return new(null, Verified: true);
        }

        if (proof is { IsBrowser: true, Origin: { } origin } && !advertiser.AllowsOrigin(origin))
        {
            return new(new(403, "origin_not_allowed", $"Pages of {Excerpt.Of(origin, 100)} may not send orders for the advertiser: add the address to its allowed origins.", "origin"), Verified: false);
        }

        if (proof is { IsBrowser: true, Key: null, Signature: null, Timed.Count: 0 })
        {
            return new(null, advertiser.PostbackSecurity == PostbackSecurity.None);
        }

        if (!IpAllowed(advertiser.AllowedIps, remoteIp))
        {
            return new(new(403, "ip_not_allowed", "This address may not send orders for the advertiser."), Verified: false);
        }

        var overlaps = now < advertiser.PreviousSecretUntil;
        return advertiser.PostbackSecurity switch
        {
            PostbackSecurity.None => new(null, Verified: true),
            PostbackSecurity.Key => ByKey(proof.Key, advertiser.PostbackKey, overlaps ? advertiser.PreviousPostbackKey : null),
            PostbackSecurity.Signature => BySignature(proof, advertiser.SigningSecret, overlaps ? advertiser.PreviousSigningSecret : null, now),
            _ => throw new InvalidOperationException($"No check for {advertiser.PostbackSecurity}."),
        };
    }

    // Both are compared always, so that the time does not say which one was tried.
    private static Admission ByKey(string? sent, string? present, string? former)
    {
        var (isPresent, isFormer) = (Signatures.Same(sent, present), Signatures.Same(sent, former));
        return isPresent ? new(null, Verified: true, SecretUsed.Present) : isFormer ? new(null, Verified: true, SecretUsed.Former) : new(NotAuthenticated, Verified: false);
    }

    private static Admission BySignature(ChannelProof proof, string? present, string? former, DateTime now)
    {
        var stale = false;
        foreach (var (secret, used) in new[] { (present, SecretUsed.Present), (former, SecretUsed.Former) })
        {
            if (string.IsNullOrEmpty(secret))
            {
                continue;
            }

            if (proof.Signature is { } signature && proof.SignedTexts.Any(text => Signatures.Match(secret, Encoding.UTF8.GetBytes(text), signature)))
            {
                return new(null, Verified: true, used);
            }

            foreach (var timed in proof.Timed.Where(t => t.Macs.Any(mac => Signatures.Match(secret, t.Signed, mac))))
            {
                if (timed.At is { } at && (now - at).Duration() <= Tolerance)
                {
                    return new(null, Verified: true, used);
                }

                stale = true;
            }
        }

        return new(stale ? Stale : NotAuthenticated, Verified: false);
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
