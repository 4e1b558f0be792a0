using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>What a reached cap does to an order: a flag, a line of the trace, and what was chosen. Who is credited stays.</summary>
public static class CapOnOrder
{
    /// <param name="row">Judged and credited.</param>
    /// <param name="over">Reached before it.</param>
    public static void Apply(Conversion row, Offer offer, CapLimit over)
    {
        row.Flags |= ConversionFlags.OverCap;
        var (verdict, reason) = over.Orders switch
        {
            CapOrders.Hold => (TraceVerdict.Held, TraceReason.CapHeld),
            CapOrders.Unpaid => (TraceVerdict.Passed, TraceReason.CapUnpaid),
            CapOrders.Mark => (TraceVerdict.Passed, TraceReason.CapMarked),
        };
        var subject = $"{CapWords.Of(over, offer.Currency)} for {CapWords.ScopeOf(over.Scope)}";
        row.Trace = TraceJson.Write([.. TraceJson.Read(row.Trace), new(AttributionStep.Cap, verdict, reason, PartnerId: row.PartnerId, OfferId: row.OfferId, Subject: subject)]);
        if (over.Orders == CapOrders.Hold)
        {
            // As what a check holds: no sender lets it through, and staff's word takes the hold away.
            row.Flags |= ConversionFlags.OnHold;
            row.Status = OrderChecks.Said(row.Flags, row.Status);
        }
        else if (over.Orders == CapOrders.Unpaid)
        {
            // As terms, so that a reversal or a new state of the order does not pay it after all.
            (row.Payout, row.PayoutType, row.PayoutValue) = (0, PayoutType.Fixed, 0);
        }
    }
}
