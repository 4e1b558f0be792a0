using CouponPortal.Data.Caps;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery.Caps;

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
            CapOnOrder.Apply(row, offer, over);
            if (over.Orders == CapOrders.Unpaid)
            {
                ticket.PayNothing();
            }
        }

        return ticket;
    }
}
