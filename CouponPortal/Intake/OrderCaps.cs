using CouponPortal.Data.Caps;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake;

/// <summary>What an offer's caps do to a new order. Nothing but what follows the decision is changed: who is credited stays.</summary>
public sealed class OrderCaps(CapStore store, CapCounters counters, TimeProvider time)
{
    /// <summary>Takes the order's place in its caps and lets a reached one take effect.</summary>
    /// <param name="row">Judged, and not stored yet.</param>
    /// <returns>To be settled when it is known what came of the order; null when no cap concerns it.</returns>
    public async Task<CapTicket?> TakeAsync(AdvertiserRules rules, Conversion row, CancellationToken cancel)
    {
        if (row.PartnerId is null || rules.Offer(row.OfferId) is not { Caps.IsEmpty: false } offer || row.Flags.HasFlag(ConversionFlags.Test)
            || row.Status is ConversionStatus.Rejected or ConversionStatus.Invalid)
        {
            return null;
        }

        await store.KnowAsync(rules, offer, row.PartnerId, row.CouponId, row.OrderTime, cancel);
        var ticket = CapTicket.Take(
            counters, offer, rules.Advertiser.TimeZone, row.PartnerId, row.CouponId, row.OrderTime, time.GetUtcNow().UtcDateTime, row.Currency == offer.Currency ? row.Payout : null);
        if (ticket?.Over is { } over)
        {
            Apply(row, offer, over);
            if (over.Orders == CapOrders.Unpaid)
            {
                ticket.PayNothing();
            }
        }

        return ticket;
    }

    /// <summary>Whether a cap has held the order, which then waits for staff also when its shop says that it is complete.</summary>
    public static bool IsHeld(Conversion row) =>
        row.Flags.HasFlag(ConversionFlags.OverCap) && TraceJson.Read(row.Trace).Any(l => l is { Step: AttributionStep.Cap, Verdict: TraceVerdict.Held });

    private static void Apply(Conversion row, Offer offer, CapLimit over)
    {
        row.Flags |= ConversionFlags.OverCap;
        var (verdict, reason) = over.Orders switch
        {
            CapOrders.Hold => (TraceVerdict.Held, TraceReason.CapHeld),
            CapOrders.Unpaid => (TraceVerdict.Passed, TraceReason.CapUnpaid),
            CapOrders.Mark => (TraceVerdict.Passed, TraceReason.CapMarked),
        };
        row.Trace = TraceJson.Write([.. TraceJson.Read(row.Trace), new(AttributionStep.Cap, verdict, reason, PartnerId: row.PartnerId, OfferId: row.OfferId, Subject: $"{CapWords.Of(over, offer.Currency)} for {CapWords.ScopeOf(over.Scope)}")]);
        switch (over.Orders)
        {
            case CapOrders.Hold when row.Status == ConversionStatus.Approved:
                row.Status = ConversionStatus.Pending;
                break;
            case CapOrders.Unpaid:
                // As terms, so that a reversal or a new state of the order does not pay it after all.
                (row.Payout, row.PayoutType, row.PayoutValue) = (0, PayoutType.Fixed, 0);
                break;
        }
    }
}
