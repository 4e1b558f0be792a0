namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>
/// Step 4: a valid Exclusive code in effect → its owner, whatever the click path, also with no click, also when another channel claims the order (S0, S2).
/// </summary>
internal sealed class ExclusiveCodeWins : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        if (order.Coupons.Count == 0)
        {
            return;
        }

        var exclusive = order.Coupons.FindAll(c => c.IsExclusive);
        if (exclusive.Count == 0 || !order.ExclusiveCodes)
        {
            var reason = exclusive.Count == 0 ? TraceReason.NoExclusiveCode : TraceReason.ExclusiveNotInEffect;
            order.Note(AttributionStep.ExclusiveCode, TraceVerdict.Passed, reason, exclusive.FirstOrDefault()?.Code);
            return;
        }

        var (winner, conflict) = CodeChoice.Of(exclusive, order);
        order.Note(
            AttributionStep.ExclusiveCode, TraceVerdict.Decided, conflict ?? TraceReason.ExclusiveOwner, winner.Code, winner.OwnerId, winner.OfferId);
        order.CreditCoupon(winner, AttributionBasis.ExclusiveCode);
    }
}
