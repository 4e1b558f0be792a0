namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>
/// Step 2: the sent offer; else the click's if the code stands on it; else the only live offer of the code; several → held as ambiguous (S3).
/// </summary>
internal sealed class ChooseOffer : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        foreach (var coupons in order.ValidCoupons)
        {
            var onClickOffer = coupons.Find(c => c.OfferId == order.LastClick?.OfferId);
            if (coupons.Count > 1 && onClickOffer is null)
            {
                var offers = string.Join(", ", coupons.Select(c => c.OfferId));
                order.Note(AttributionStep.ChooseOffer, TraceVerdict.Held, TraceReason.AmbiguousOffer, coupons[0].Code, coupons[0].OwnerId, subject: offers);
                order.CreditNobody(AttributionOutcome.AmbiguousOffer, coupons[0].Code);
                return;
            }

            var chosen = coupons.Count > 1 ? onClickOffer! : coupons[0];
            var reason = order.Facts.OfferId is not null ? TraceReason.SentOffer : coupons.Count > 1 ? TraceReason.ClickOffer : TraceReason.OnlyOffer;
            order.Coupons.Add(chosen);
            order.Note(AttributionStep.ChooseOffer, TraceVerdict.Passed, reason, chosen.Code, offer: chosen.OfferId);
        }
    }
}
