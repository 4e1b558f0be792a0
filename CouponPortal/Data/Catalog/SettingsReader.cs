using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>Reads what the catalog holds besides coupons.</summary>
internal static class SettingsReader
{
    public static Task<NetworkState> NetworkAsync(this PortalDbContext db, CancellationToken cancel) =>
        db.NetworkStates.AsNoTracking().SingleAsync(n => n.Id == NetworkState.TheId, cancel);

    /// <param name="ids">Null for all.</param>
    public static async Task<List<AdvertiserRules>> AdvertisersAsync(
        this PortalDbContext db, IReadOnlyCollection<int>? ids, ApprovalTimes approvals, PartnerSet activePartners, CancellationToken cancel)
    {
        var advertisers = await Only(db.Advertisers, ids is null ? null : a => ids.Contains(a.Id)).ToListAsync(cancel);
        advertisers.ForEach(a => a.FallbackUrl = Spelt(a.FallbackUrl));
        var offers = (await Only(db.Offers, ids is null ? null : o => ids.Contains(o.AdvertiserId)).ToListAsync(cancel)).ConvertAll(SpeltOffer).ToLookup(o => o.AdvertiserId);
        var suppressed = (await Only(db.SuppressedCodes, ids is null ? null : s => ids.Contains(s.AdvertiserId)).ToListAsync(cancel)).ToLookup(s => s.AdvertiserId);
        return advertisers.ConvertAll(a => new AdvertiserRules(a, offers[a.Id], suppressed[a.Id], CouponEdition.Empty, approvals, activePartners));

        // Rows of before, and those written by hand, are visited in the spelling that is judged.
        static string? Spelt(string? url) => url is null ? null : DestinationSpelling.Of(url);

        static Offer SpeltOffer(Offer offer)
        {
            (offer.BaseDestinationUrl, offer.FallbackUrl) = (DestinationSpelling.Of(offer.BaseDestinationUrl), Spelt(offer.FallbackUrl));
            return offer;
        }

        static IQueryable<T> Only<T>(IQueryable<T> all, System.Linq.Expressions.Expression<Func<T, bool>>? condition)
            where T : class => condition is null ? all.AsNoTracking() : all.AsNoTracking().Where(condition);
    }

    // Not to a list first: there can be as many as coupons.
    public static ApprovalTimes Approvals(this PortalDbContext db) => ApprovalTimes.Of(db.ApprovalPeriods.AsNoTracking().AsEnumerable());

    public static PartnerSet ActivePartners(this PortalDbContext db) => PartnerSet.Of(db.Partners.Where(p => p.Status == PartnerStatus.Active).Select(p => p.Id).AsEnumerable());

    /// <summary>Active postbacks by partner, the partner's own URL as the one with id 0.</summary>
    /// <param name="ids">Of partners; null for all.</param>
    public static async Task<Dictionary<int, PartnerPostback[]>> PostbacksAsync(this PortalDbContext db, IReadOnlyCollection<int>? ids, CancellationToken cancel)
    {
        var partners = db.Partners.Where(p => p.Status == PartnerStatus.Active && (ids == null || ids.Contains(p.Id)));
        var own = await partners.Where(p => p.PostbackUrl != null).Select(p => new PartnerPostback { PartnerId = p.Id, Url = p.PostbackUrl! }).ToListAsync(cancel);
        var others = await db.PartnerPostbacks.AsNoTracking().Where(p => p.IsActive && partners.Any(x => x.Id == p.PartnerId)).ToListAsync(cancel);
        return own.Concat(others).GroupBy(p => p.PartnerId).ToDictionary(g => g.Key, g => g.ToArray());
    }
}
