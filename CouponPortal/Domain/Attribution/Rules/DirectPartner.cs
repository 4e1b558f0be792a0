namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>Step 7: no click and no valid code, but offer and partner ids sent → that partner, if it is active and approved there.</summary>
internal sealed class DirectPartner : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        if (order.Facts is not { PartnerId: { } partner, OfferId: { } offer })
        {
            return;
        }

        var fault = FaultOf(order, offer, partner);
        if (fault != TraceReason.None)
        {
            order.Note(AttributionStep.Direct, TraceVerdict.Ignored, fault, partner: partner, offer: offer);
            return;
        }

        order.Note(AttributionStep.Direct, TraceVerdict.Decided, TraceReason.DirectPartner, partner: partner, offer: offer);
        order.CreditDirect(partner, offer);
    }

    private static TraceReason FaultOf(AttributionCase order, int offer, int partner) => order.Rules switch
    {
        var rules when rules.Offer(offer) is null => TraceReason.DirectOfferUnknown,
        var rules when !rules.IsActivePartner(partner) => TraceReason.DirectPartnerUnknown,
        var rules when !rules.IsApproved(offer, partner, order.Facts.OrderTime) => TraceReason.DirectNotApproved,
        _ => TraceReason.None,
    };
}
