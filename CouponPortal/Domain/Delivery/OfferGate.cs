using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery;

/// <summary>Why an offer does not serve a visitor, or gives nobody the click.</summary>
/// <param name="Why">For the chain.</param>
internal readonly record struct GateFault(SwitchReason Reason, string Why, CapEffect Effect = CapEffect.Switch)
{
    public static readonly GateFault Paused = new(SwitchReason.OfferPaused, "offer_paused");
}

/// <summary>What stands between a visitor and an offer that is live and whose partner is right: targeting, then caps.</summary>
internal static class OfferGate
{
    public static GateFault? Ask(Offer offer, int? partnerId, int? couponId, in Visit visit, CapUse caps) =>
        offer.Status != OfferStatus.Active ? GateFault.Paused
        : offer.Targeting.FaultOf(visit) is { } fact ? new GateFault(SwitchReason.Targeting, SnakeCase.Of(fact))
        : caps.Reached(offer, partnerId, couponId, visit.Now) is { } cap ? new GateFault(SwitchReason.Cap, "cap." + cap.Name, cap.Effect)
        : null;
}
