using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery;

/// <summary>What became of a visit.</summary>
public enum VisitOutcome
{
    /// <summary>Sent to the offer; the partner has the click.</summary>
    Delivered,

    /// <summary>Sent to the offer; the code names no single partner, so nobody has the click.</summary>
    NoOwner,
    UnknownCode,
    CouponPaused,
    NotStarted,
    Ended,
    Unassigned,
    OfferPaused,
    PartnerPaused,
    NotApproved,
    UnknownOffer,
    UnknownPartner,
}

/// <summary>Where a visitor goes and why.</summary>
/// <param name="Template">The destination before its macros are filled in; null = the plain page.</param>
public readonly record struct VisitDecision(VisitOutcome Outcome, string? Template, int? OfferId, int? PartnerId, int? CouponId)
{
    /// <summary>Whether the visit counts as a click that can earn credit.</summary>
    public bool HasCredit => Outcome == VisitOutcome.Delivered;
}

/// <summary>Decides every visit of a tracking URL; the redirect and the Scan Tool call the same functions (RULES §3).</summary>
public static class DeliveryEngine
{
    /// <summary>A coupon URL. Without <paramref name="offerId"/> the live offer with the lowest id is taken.</summary>
    public static VisitDecision ForCode(AdvertiserRules rules, string normalCode, int? offerId, DateTime now)
    {
        CouponStanding? found = null;
        var bestFault = TraceReason.UnknownCode;
        foreach (var record in rules.Find(normalCode, now))
        {
            var coupon = record.Standing;
            if (offerId is not null && coupon.OfferId != offerId)
            {
                continue;
            }

            var fault = FaultOf(rules, coupon, now);
            if (found is not { } other
                || (Rank(OutcomeOf(fault)), coupon.OfferId, coupon.CouponId).CompareTo((Rank(OutcomeOf(bestFault)), other.OfferId, other.CouponId)) < 0)
            {
                (found, bestFault) = (coupon, fault);
            }
        }

        if (found is not { } best)
        {
            return new(VisitOutcome.UnknownCode, Checked(rules, rules.Advertiser.FallbackUrl), null, null, null);
        }

        var outcome = OutcomeOf(bestFault);
        var offer = rules.Offer(best.OfferId);
        var template = outcome is VisitOutcome.Delivered or VisitOutcome.NoOwner ? offer?.BaseDestinationUrl : offer?.FallbackUrl ?? rules.Advertiser.FallbackUrl;
        return new(outcome, Checked(rules, template), best.OfferId, outcome == VisitOutcome.Delivered ? best.OwnerId : null, best.CouponId);
    }

    /// <summary>
    /// Whether a code of two advertisers, at a domain that serves both, means <paramref name="one"/> rather than <paramref name="other"/>: the one that
    /// credits, else serves, else at least has the code where it was asked for; then the lower offer id.
    /// </summary>
    public static bool IsBetter(VisitDecision one, VisitDecision other) =>
        (Rank(one.Outcome), one.OfferId ?? int.MaxValue).CompareTo((Rank(other.Outcome), other.OfferId ?? int.MaxValue)) < 0;

    /// <summary>An offer click of a partner (<c>/clk</c>).</summary>
    public static VisitDecision ForOffer(AdvertiserRules rules, int offerId, int partnerId, DateTime now)
    {
        var offer = rules.Offer(offerId);
        var outcome = offer switch
        {
            null => VisitOutcome.UnknownOffer,
            { Status: OfferStatus.Paused } => VisitOutcome.OfferPaused,
            _ when !rules.IsActivePartner(partnerId) => VisitOutcome.UnknownPartner,
            _ when !rules.IsApproved(offerId, partnerId, now) => VisitOutcome.NotApproved,
            _ => VisitOutcome.Delivered,
        };
        var template = outcome == VisitOutcome.Delivered ? offer!.BaseDestinationUrl : offer?.FallbackUrl ?? rules.Advertiser.FallbackUrl;
        return new(outcome, Checked(rules, template), offer?.Id, outcome == VisitOutcome.Delivered ? partnerId : null, null);
    }

    // An order asks first whom a code names; a visit asks first whether there is a live offer to land on.
    private static TraceReason FaultOf(AdvertiserRules rules, in CouponStanding coupon, DateTime now)
    {
        var fault = rules.FaultOf(coupon, now);
        return OutcomeOf(fault) == VisitOutcome.NoOwner && rules.Offer(coupon.OfferId) is not { Status: OfferStatus.Active } ? TraceReason.OfferPaused : fault;
    }

    // Checked again at use: a row may have been written by an older version or by hand.
    private static string? Checked(AdvertiserRules rules, string? template) => template is not null && rules.IsGoodDestination(template) ? template : null;

    private static int Rank(VisitOutcome outcome) => outcome switch
    {
        VisitOutcome.Delivered => 0,
        VisitOutcome.NoOwner => 1,
        VisitOutcome.UnknownCode => 3,
        _ => 2,
    };

    private static VisitOutcome OutcomeOf(TraceReason fault) => fault switch
    {
        TraceReason.None => VisitOutcome.Delivered,
        TraceReason.PublicCode or TraceReason.SeveralPartners => VisitOutcome.NoOwner,
        TraceReason.CouponPaused => VisitOutcome.CouponPaused,
        TraceReason.NotStarted => VisitOutcome.NotStarted,
        TraceReason.Ended => VisitOutcome.Ended,
        TraceReason.Unassigned => VisitOutcome.Unassigned,
        TraceReason.OfferPaused => VisitOutcome.OfferPaused,
        TraceReason.OwnerPaused => VisitOutcome.PartnerPaused,
        TraceReason.OwnerNotApproved => VisitOutcome.NotApproved,
        _ => VisitOutcome.UnknownCode,
    };
}
