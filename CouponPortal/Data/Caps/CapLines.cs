using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Data.Caps;

/// <summary>How far one cap is used now.</summary>
/// <param name="SubjectId">Whose of a partner's or coupon's; null of a cap for each one in which nothing is counted yet, and of the offer's.</param>
/// <param name="Use">In the unit of the limit.</param>
/// <param name="Until">UTC, when the count begins again; null = never.</param>
public sealed record CapLine(Advertiser Advertiser, Offer Offer, CapLimit Limit, int? SubjectId, long Use, DateTime? Until)
{
    public bool IsReached => Use >= Limit.Limit;

    /// <summary>Whole percent, rounded down, so that 100 means reached.</summary>
    public int Percent => (int)Math.Min((decimal)Use * 100 / Limit.Limit, 99_999);
}

/// <summary>The caps of the catalog with their use, as this process knows it: what visits and orders are judged by.</summary>
public sealed class CapLines(Catalog.Catalog catalog, CapCounters counters, TimeProvider time)
{
    /// <summary>From this use on staff is told.</summary>
    public const int NearPercent = 80;

    /// <summary>In the order of the limits; of one for each partner or coupon those with the most use first.</summary>
    public IReadOnlyList<CapLine> OfOffer(int offerId) =>
        catalog.Current.ByOffer(offerId) is { } rules && rules.Offer(offerId) is { } offer ? [.. Of(rules, offer, counters.Keys.ToLookup(k => k.OfferId))] : [];

    /// <summary>Caps that are used to <see cref="NearPercent"/> or more, of offers that are live, the fullest first.</summary>
    public IReadOnlyList<CapLine> Near(Func<int, bool> isAdvertiser)
    {
        var keys = counters.Keys.ToLookup(k => k.OfferId);
        return [.. from rules in catalog.Current.Advertisers
                   where isAdvertiser(rules.Advertiser.Id)
                   from offer in rules.Offers
                   where !offer.Caps.IsEmpty && offer.Status == OfferStatus.Active
                   from line in Of(rules, offer, keys)
                   where line.Percent >= NearPercent
                   orderby line.Percent descending, line.Offer.Id
                   select line];
    }

    private IEnumerable<CapLine> Of(AdvertiserRules rules, Offer offer, ILookup<int, CapKey> keys)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var limit in offer.Caps.Limits)
        {
            DateTime? until = limit.Period == CapPeriod.Ever ? null : CapWindow.Of(limit.Period, now, LocalDays.Zone(rules.Advertiser.TimeZone)).End;
            if (limit.Scope == CapScope.Offer || limit.SubjectId is not null)
            {
                yield return LineOf(limit, limit.SubjectId, until);
                continue;
            }

            var own = offer.Caps.Limits.Where(l => l.SubjectId is not null && (l.Scope, l.Metric, l.Period) == (limit.Scope, limit.Metric, limit.Period)).Select(l => l.SubjectId!.Value).ToHashSet();
            var used = keys[offer.Id].Where(k => (k.Scope, k.Metric, k.Period) == (limit.Scope, limit.Metric, limit.Period) && !own.Contains(k.SubjectId))
                .Select(k => LineOf(limit, k.SubjectId, until)).Where(l => l.Use > 0).OrderByDescending(l => l.Use).ThenBy(l => l.SubjectId).ToList();
            foreach (var line in used.DefaultIfEmpty(new(rules.Advertiser, offer, limit, null, 0, until)))
            {
                yield return line;
            }
        }

        CapLine LineOf(CapLimit limit, int? subject, DateTime? until) =>
            new(rules.Advertiser, offer, limit, subject, counters.UseOf(new(offer.Id, limit.Scope, subject ?? 0, limit.Metric, limit.Period), now), until);
    }
}
