using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>An order's place in the counts of its caps, taken before it is stored so that of two orders at the last free place one is the second.</summary>
public sealed class CapTicket
{
    private readonly CapCounters _counters;
    private readonly List<(CapSpan Span, CapMetric Metric, long Amount)> _places = [];
    private bool _isSettled;

    private CapTicket(CapCounters counters) => _counters = counters;

    /// <summary>The reached limit that is strictest about the order; null when there was room under all of them.</summary>
    public CapLimit? Over { get; private set; }

    /// <summary>Takes a place in every count that the order is in.</summary>
    /// <param name="orderTime">Which window: an order that comes late counts where it was made.</param>
    /// <param name="payout">Minor units of the offer's currency; null for an order in another one, which is in no sum of payouts.</param>
    /// <returns>Null when no cap concerns it.</returns>
    public static CapTicket? Take(CapCounters counters, Offer offer, string zone, int? partnerId, int? couponId, DateTime orderTime, DateTime now, long? payout)
    {
        CapTicket? ticket = null;
        foreach (var limit in offer.Caps.For(partnerId, couponId))
        {
            if (limit.Metric != CapMetric.Clicks && (limit.Metric == CapMetric.Conversions ? 1 : payout) is { } amount)
            {
                (ticket ??= new(counters)).Take(limit, counters.SpanOf(CapKey.Of(offer.Id, limit, partnerId, couponId), zone, orderTime, now), amount);
            }
        }

        return ticket;
    }

    /// <summary>The order will be paid nothing.</summary>
    public void PayNothing()
    {
        for (var i = 0; i < _places.Count; i++)
        {
            if (_places[i] is { Metric: CapMetric.Payout } place)
            {
                place.Span.Change(-place.Amount);
                _places[i] = place with { Amount = 0 };
            }
        }
    }

    /// <summary>Says what came of the order; the first word counts.</summary>
    /// <param name="isStored">False: it was there already, or could not be stored.</param>
    public void Settle(bool isStored)
    {
        if (_isSettled)
        {
            return;
        }

        _isSettled = true;
        var round = _counters.Round;
        _places.ForEach(p => p.Span.Settle(p.Amount, isStored, round));
    }

    private void Take(CapLimit limit, CapSpan span, long amount)
    {
        _places.Add((span, limit.Metric, amount));
        if (span.Take(amount) >= limit.Limit && (Over is null || limit.Orders < Over.Orders))
        {
            Over = limit;
        }
    }
}
