using System.Collections.Concurrent;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>
/// How much of every cap is used, as this process knows it. A visit reads and adds numbers here and nothing else: no store, no lock (but for the one visit that begins
/// a window). Who fills it from the store, and how far it may be off, is said where that happens (<c>CapStore</c>).
/// </summary>
public sealed class CapCounters : CapUse
{
    private readonly ConcurrentDictionary<CapKey, CapCounter> _counters = new();
    private int _round;

    /// <summary>How many readings of the store have begun.</summary>
    public int Round => Volatile.Read(ref _round);

    /// <summary>Begins a reading of the store.</summary>
    public int NextRound() => Interlocked.Increment(ref _round);

    public override ReachedCap? Reached(Offer offer, int? partnerId, int? couponId, DateTime now) =>
        offer.Caps.IsEmpty ? null : Strictest(offer, partnerId, couponId, now)?.Told;

    /// <summary>The reached limit that is strictest about a visit; null when there is room under all of them.</summary>
    public CapLimit? Strictest(Offer offer, int? partnerId, int? couponId, DateTime now)
    {
        CapLimit? strictest = null;
        foreach (var limit in offer.Caps.For(partnerId, couponId))
        {
            if ((strictest is null || limit.Visits < strictest.Visits) && UseOf(CapKey.Of(offer.Id, limit, partnerId, couponId), now) >= limit.Limit)
            {
                strictest = limit;
            }
        }

        return strictest;
    }

    /// <summary>The use of a count now.</summary>
    public long UseOf(in CapKey key, DateTime now) => _counters.TryGetValue(key, out var counter) ? counter.UseAt(now) : 0;

    /// <summary>Counts one visit that was sent to the offer, in the moment it is decided and before it is stored.</summary>
    /// <param name="zone">IANA name: the advertiser's.</param>
    public void Count(Offer offer, string zone, int? partnerId, int? couponId, DateTime now)
    {
        if (offer.Caps.IsEmpty)
        {
            return;
        }

        foreach (var limit in offer.Caps.For(partnerId, couponId))
        {
            if (limit.Metric == CapMetric.Clicks)
            {
                SpanOf(CapKey.Of(offer.Id, limit, partnerId, couponId), zone, now, now).Add(1);
            }
        }
    }

    /// <param name="at">An instant of the window.</param>
    /// <param name="now">The present.</param>
    public CapSpan SpanOf(in CapKey key, string zone, DateTime at, DateTime now)
    {
        if (!_counters.TryGetValue(key, out var counter) || !string.Equals(counter.Zone, zone, StringComparison.Ordinal))
        {
            var made = new CapCounter(key, zone);
            counter = _counters.AddOrUpdate(key, made, (_, there) => string.Equals(there.Zone, zone, StringComparison.Ordinal) ? there : made);
        }

        return counter.At(at, now);
    }

    /// <summary>Everything that is counted.</summary>
    public IEnumerable<CapKey> Keys => _counters.Keys;

    /// <summary>Forgets windows that are not the present one and that nobody has asked for since.</summary>
    public void Forget(DateTime before)
    {
        foreach (var (_, counter) in _counters)
        {
            counter.Forget(before);
        }
    }
}
