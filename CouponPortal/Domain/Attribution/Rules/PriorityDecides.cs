using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>Step 6: the advertiser's priority. Click: last valid click, else the code's owner. Coupon code: the owner, else the click.</summary>
internal sealed class PriorityDecides : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        var click = order.LastClick;
        var priority = SnakeCase.Of(order.Rules.Advertiser.AttributionPriority);
        if (click is not null && (order.Coupons.Count == 0 || order.Rules.Advertiser.AttributionPriority == AttributionPriority.Click))
        {
            order.Note(AttributionStep.Priority, TraceVerdict.Decided, TraceReason.LastClick, click.CouponCode, click.PartnerId, click.OfferId, priority);
            order.CreditClick(click);
        }
        else if (order.Coupons.Count > 0)
        {
            var (winner, conflict) = CodeChoice.Of(order.Coupons, order);
            order.Note(
                AttributionStep.Priority, TraceVerdict.Decided, conflict ?? TraceReason.CodeOwner, winner.Code, winner.OwnerId, winner.OfferId, priority);
            order.CreditCoupon(winner, AttributionBasis.CouponCode);
        }
        else
        {
            order.Note(AttributionStep.Priority, TraceVerdict.Passed, TraceReason.NoClaim, subject: priority);
        }
    }
}
