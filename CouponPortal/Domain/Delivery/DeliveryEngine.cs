using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery;

/// <summary>Decides every visit of a tracking URL; the redirect and the Scan Tool call the same functions (RULES §3).</summary>
public static class DeliveryEngine
{
    /// <summary>A coupon URL. Without <paramref name="offerId"/> the live offer with the lowest id is taken.</summary>
    public static VisitDecision ForCode(AdvertiserRules rules, string normalCode, int? offerId, in Visit visit, CapUse caps)
    {
        CouponStanding? found = null;
        var bestFault = TraceReason.UnknownCode;
        foreach (var record in rules.Find(normalCode, visit.Now))
        {
            var coupon = record.Standing;
            if (offerId is not null && coupon.OfferId != offerId)
            {
                continue;
            }

            var fault = FaultOf(rules, coupon, visit.Now);
            if (found is not { } other
                || (Rank(OutcomeOf(fault)), coupon.OfferId, coupon.CouponId).CompareTo((Rank(OutcomeOf(bestFault)), other.OfferId, other.CouponId)) < 0)
            {
                (found, bestFault) = (coupon, fault);
            }
        }

        return found is { } best
            ? SignJudge.Of(rules, OfferRoute.Of(rules, new(OutcomeOf(bestFault), rules.Offer(best.OfferId), best.OfferId, best.OwnerId, best.CouponId), visit, caps), visit)
            : SignJudge.Of(rules, new(VisitOutcome.UnknownCode, OfferRoute.Checked(rules, rules.Advertiser.FallbackUrl), null, null, null), visit);
    }

    /// <summary>Whether the code leads to an offer now, whoever asks.</summary>
    public static bool IsLive(AdvertiserRules rules, string normalCode, DateTime now)
    {
        foreach (var record in rules.Find(normalCode, now))
        {
            if (OutcomeOf(FaultOf(rules, record.Standing, now)) is VisitOutcome.Delivered or VisitOutcome.NoOwner)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a code of two advertisers, at a domain that serves both, means <paramref name="one"/> rather than <paramref name="other"/>: the one that
    /// credits, else serves, else at least has the code where it was asked for; then the lower offer id.
    /// </summary>
    public static bool IsBetter(VisitDecision one, VisitDecision other) =>
        (Rank(one.Outcome), one.OfferId ?? int.MaxValue).CompareTo((Rank(other.Outcome), other.OfferId ?? int.MaxValue)) < 0;

    /// <summary>An offer click of a partner (<c>/clk</c>).</summary>
    public static VisitDecision ForOffer(AdvertiserRules rules, int offerId, int partnerId, in Visit visit, CapUse caps)
    {
        var offer = rules.Offer(offerId);
        var outcome = offer switch
        {
            null => VisitOutcome.UnknownOffer,
            { Status: OfferStatus.Paused } => VisitOutcome.OfferPaused,
            _ when !rules.IsActivePartner(partnerId) => VisitOutcome.UnknownPartner,
            _ when !rules.IsApproved(offerId, partnerId, visit.Now) => VisitOutcome.NotApproved,
            _ => VisitOutcome.Delivered,
        };
        return SignJudge.Of(rules, OfferRoute.Of(rules, new(outcome, offer, offer?.Id, partnerId, null), visit, caps), visit);
    }

    /// <summary>Where a visitor whose link is in order lands, by an offer that need not be stored: for trying rules before they are saved. Nobody has the click.</summary>
    /// <param name="offer">Takes the place of the stored one with its id.</param>
    public static VisitDecision Preview(AdvertiserRules rules, Offer offer, in Visit visit, CapUse caps) =>
        OfferRoute.Of(rules, new(offer.Status == OfferStatus.Active ? VisitOutcome.NoOwner : VisitOutcome.OfferPaused, offer, offer.Id, null, null), visit, caps);

    // An order asks first whom a code names; a visit asks first whether there is a live offer to land on.
    private static TraceReason FaultOf(AdvertiserRules rules, in CouponStanding coupon, DateTime now)
    {
        var fault = rules.FaultOf(coupon, now);
        return OutcomeOf(fault) == VisitOutcome.NoOwner && rules.Offer(coupon.OfferId) is not { Status: OfferStatus.Active } ? TraceReason.OfferPaused : fault;
    }

    // Who is not served, or not counted, still has the code where it was asked for.
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
