using CouponPortal.Components.Controls;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Features.Advertisers.Domains;

/// <summary>How a tracking domain stands, for people.</summary>
internal static class DomainWords
{
    public static (string Text, Tone Tone) StateOf(TrackingDomain domain) => domain.State switch
    {
        DomainState.Unverified => ("Unverified", Tone.Warning),
        DomainState.Verified => ("Verified", Tone.Success),
        DomainState.Failing => ("Failing", Tone.Error),
    };

    public static string Of(DomainProof? proof) => proof is { } known ? Of(known) : "";

    private static string Of(DomainProof proof) => proof switch
    {
        DomainProof.WellKnown => "leads to this portal",
        DomainProof.DnsRecord => "by its TXT record",
        DomainProof.TakenOver => "taken over from before domains were verified",
    };
}
