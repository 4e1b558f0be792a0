using CouponPortal.Data.RowSecurity;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Caps;

/// <summary>
/// Brings the counters to what the store says. On one process the counters are exact at any moment but for clicks that are decided at the very same moment as the
/// one that reaches the cap (at most one a thread). On several, each knows the others' as of its last reading: a cap may be passed by what the others count in
/// <see cref="Every"/> plus the time that a reading takes (<see cref="EveryEver"/> for caps that never begin again).
/// </summary>
public sealed class CapStore(Catalog.Catalog catalog, CapCounters counters, IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>All days of an offer are many rows.</summary>
    public static readonly TimeSpan EveryEver = TimeSpan.FromSeconds(30);

    // Earlier windows are in memory for orders that come late, and the store has them.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private Dictionary<int, OfferCaps> _everRead = [];
    private DateTime _everAt = DateTime.MinValue;

    /// <summary>Reads the present windows of all caps.</summary>
    /// <returns>False when orders were stored meanwhile which may be counted twice until the next reading.</returns>
    public async Task<bool> ReadAsync(CancellationToken cancel)
    {
        await _reading.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow().UtcDateTime;
            var capped = (from rules in catalog.Current.Advertisers
                          from offer in rules.Offers
                          where !offer.Caps.IsEmpty
                          select (rules.Advertiser, Offer: offer)).ToList();
            var isEver = now - _everAt >= EveryEver || capped.Exists(c => !c.Offer.Caps.Equals(_everRead.GetValueOrDefault(c.Offer.Id)));
            var exact = true;
            foreach (var zone in capped.GroupBy(c => c.Advertiser.TimeZone, StringComparer.Ordinal))
            {
                foreach (var period in Enum.GetValues<CapPeriod>())
                {
                    var some = period == CapPeriod.Ever && !isEver ? [] : zone.Where(c => c.Offer.Caps.Limits.Any(l => l.Period == period)).ToList();
                    exact &= some.Count == 0 || await ReadAsync(some, zone.Key, period, now, now, cancel);
                }
            }

            if (isEver)
            {
                (_everRead, _everAt) = (capped.ToDictionary(c => c.Offer.Id, c => c.Offer.Caps), now);
            }

            counters.Forget(now - Kept);
            return exact;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Sees to it that the windows of an order are known, also one that lies back.</summary>
    public async Task KnowAsync(AdvertiserRules rules, Offer offer, int? partnerId, int? couponId, DateTime orderTime, CancellationToken cancel)
    {
        if (Unknown(rules, offer, partnerId, couponId, orderTime).Count == 0)
        {
            return;
        }

        await _reading.WaitAsync(cancel);
        try
        {
            foreach (var period in Unknown(rules, offer, partnerId, couponId, orderTime))
            {
                await ReadAsync([(rules.Advertiser, offer)], rules.Advertiser.TimeZone, period, orderTime, time.GetUtcNow().UtcDateTime, cancel);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private HashSet<CapPeriod> Unknown(AdvertiserRules rules, Offer offer, int? partnerId, int? couponId, DateTime at)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var unknown = new HashSet<CapPeriod>();
        foreach (var limit in offer.Caps.For(partnerId, couponId))
        {
            if (limit.Metric != CapMetric.Clicks && !counters.SpanOf(CapKey.Of(offer.Id, limit, partnerId, couponId), rules.Advertiser.TimeZone, at, now).IsRead)
            {
                unknown.Add(limit.Period);
            }
        }

        return unknown;
    }

    // One reading at a time, so that what was settled before it began is in what it finds.
    private async Task<bool> ReadAsync(List<(Advertiser Advertiser, Offer Offer)> capped, string zone, CapPeriod period, DateTime at, DateTime now, CancellationToken cancel)
    {
        var window = CapWindow.Of(period, at, LocalDays.Zone(zone));
        var limits = capped.SelectMany(c => c.Offer.Caps.Limits, (c, limit) => (c.Offer, Limit: limit)).Where(l => l.Limit.Period == period).ToList();
        var (advertisers, offers) = (capped.Select(c => c.Advertiser.Id).Distinct().ToList(), capped.ConvertAll(c => c.Offer.Id));
        var known = counters.Keys.ToLookup(k => (k.OfferId, k.Scope, k.Metric, k.Period), k => k.SubjectId);
        var round = counters.NextRound();
        using var product = RowScope.OfProduct();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var clicks = limits.Exists(l => l.Limit.Metric == CapMetric.Clicks) ? (await CapSums.ClicksAsync(db, advertisers, offers, window, cancel)).ToLookup(s => s.OfferId) : null;
        var orders = limits.Exists(l => l.Limit.Metric != CapMetric.Clicks) ? (await CapSums.OrdersAsync(db, advertisers, offers, window, cancel)).ToLookup(s => s.OfferId) : null;
        var exact = true;
        foreach (var (offer, limit) in limits)
        {
            var isClicks = limit.Metric == CapMetric.Clicks;
            var sums = CapSums.Of(limit, (isClicks ? clicks : orders)![offer.Id], offer.Currency);
            foreach (var subject in SubjectsOf(limit, sums, known[(offer.Id, limit.Scope, limit.Metric, limit.Period)]))
            {
                var span = counters.SpanOf(new(offer.Id, limit.Scope, subject, limit.Metric, period), zone, at, now);
                if (isClicks)
                {
                    span.AtLeast(sums.GetValueOrDefault(subject));
                }
                else
                {
                    exact &= span.Is(sums.GetValueOrDefault(subject), round);
                }
            }
        }

        return exact;
    }

    private static IEnumerable<int> SubjectsOf(CapLimit limit, Dictionary<int, long> sums, IEnumerable<int> known) =>
        limit.Scope == CapScope.Offer ? [0] : limit.SubjectId is { } id ? [id] : sums.Keys.Union(known);
}
