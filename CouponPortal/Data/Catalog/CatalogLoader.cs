using System.Collections.Frozen;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>Reads a whole snapshot in one transaction, so that no half of a save is ever seen.</summary>
internal static class CatalogLoader
{
    public static async Task<CatalogSnapshot> LoadAsync(PortalDbContext db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginReadAsync(cancel);
        var network = await db.NetworkStates.AsNoTracking().SingleAsync(n => n.Id == NetworkState.TheId, cancel);
        var advertisers = await db.Advertisers.AsNoTracking().ToListAsync(cancel);
        var offers = (await db.Offers.AsNoTracking().ToListAsync(cancel)).ToLookup(o => o.AdvertiserId);
        var active = (await db.Partners.AsNoTracking().Where(p => p.Status == PartnerStatus.Active).Select(p => p.Id).ToListAsync(cancel)).ToFrozenSet();
        var approvals = (await db.ApprovalPeriods.AsNoTracking().ToListAsync(cancel)).ToLookup(a => a.OfferId);
        var suppressed = (await db.SuppressedCodes.AsNoTracking().ToListAsync(cancel)).ToLookup(s => s.AdvertiserId);
        var owners = await db.Coupons.AsNoTracking().Select(c => new { c.Id, c.AdvertiserId }).ToDictionaryAsync(c => c.Id, c => c.AdvertiserId, cancel);
        var periods = await db.CouponPeriods.AsNoTracking().ToListAsync(cancel);
        await transaction.CommitAsync(cancel);

        var coupons = periods.GroupBy(p => p.CouponId).Where(g => owners.ContainsKey(g.Key))
            .SelectMany(HistoriesOf, (g, c) => (Advertiser: owners[g.Key], Coupon: c))
            .ToLookup(x => x.Advertiser, x => x.Coupon);
        return new CatalogSnapshot(network.CatalogVersion, network.IdKey, network.DefaultTrackingDomain, advertisers.ConvertAll(a => new AdvertiserRules(
            a, offers[a.Id], coupons[a.Id], suppressed[a.Id], offers[a.Id].SelectMany(o => approvals[o.Id]), active)));
    }

    private static IEnumerable<CouponHistoryOfCode> HistoriesOf(IGrouping<int, CouponPeriod> periods)
    {
        var history = new CouponHistory(periods.Select(p => (p.From, p.Terms())));
        return periods.Select(p => p.NormalCode).Distinct(StringComparer.Ordinal).Select(code => new CouponHistoryOfCode(code, history));
    }
}
