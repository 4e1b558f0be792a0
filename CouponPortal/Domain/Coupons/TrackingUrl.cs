using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Domain.Coupons;

/// <summary>What a coupon's tracking URL depends on besides the coupon itself.</summary>
/// <param name="Domain">The advertiser's tracking domain, else the network's, as host name; null when neither is set.</param>
/// <param name="Owner">State of the coupon's owner; null without one.</param>
/// <param name="OwnerApproved">Whether the owner may promote the offer now.</param>
/// <param name="NeedsOffer">Whether the code alone is ambiguous at that domain, because it is live on another offer too.</param>
public sealed record TrackingFacts(string? Domain, OfferStatus Offer, PartnerStatus? Owner, bool OwnerApproved, bool NeedsOffer);

/// <summary>The address that records a click for the coupon's owner (RULES §3), or the sentence that says why there is none.</summary>
public sealed record TrackingUrl(string? Url, string? Reason)
{
    /// <param name="now">UTC. A coupon that starts later already has its URL, so that it can be handed out ahead.</param>
    /// <param name="origin">Scheme and host of the portal, used when there is no tracking domain.</param>
    public static TrackingUrl For(CouponTerms terms, TrackingFacts facts, DateTime now, string origin)
    {
        if (ReasonAgainst(terms, facts, now) is { } reason)
        {
            return new(null, reason);
        }

        var site = facts.Domain is { } domain ? "https://" + domain : origin.TrimEnd('/');
        return new($"{site}/{terms.Code}{(facts.NeedsOffer ? $"?oid={terms.OfferId}" : "")}", null);
    }

    // The same order as the redirect judges in (AdvertiserRules.FaultOf), so that the two never contradict each other.
    private static string? ReasonAgainst(CouponTerms terms, TrackingFacts facts, DateTime now) => terms switch
    {
        _ when CouponCode.Check(terms.Code) != CodeFault.None => "The code is not formatted correctly, so no address can carry it.",
        { Status: CouponStatus.Paused } => "The coupon is paused.",
        _ when terms.Ended(now) => "The coupon has ended.",
        { Visibility: CouponVisibility.Public } => "A Public code names no partner, so a click on it would count for nobody.",
        { PartnerIds.Count: 0 } => "No partner is assigned yet.",
        { OwnerId: null } => "Several partners share the code, so a click on it would count for nobody.",
        _ when facts.Offer == OfferStatus.Paused => "The offer is paused.",
        _ when facts.Owner == PartnerStatus.Paused => "The partner is paused.",
        _ when !facts.OwnerApproved => "The partner is not approved on the offer.",
        _ => null,
    };
}
