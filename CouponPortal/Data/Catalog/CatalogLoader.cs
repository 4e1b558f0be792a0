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
        var found = await db.Coupons.AsNoTracking().Include(c => c.Partners).ToListAsync(cancel);
        var periods = (await db.CouponPeriods.AsNoTracking().ToListAsync(cancel)).ToLookup(p => p.CouponId);
        await transaction.CommitAsync(cancel);

        var coupons = found.SelectMany(c => HistoriesOf(c, periods[c.Id]), (c, h) => (c.AdvertiserId, History: h)).ToLookup(x => x.AdvertiserId, x => x.History);
        return new CatalogSnapshot(network.CatalogVersion, network.IdKey, network.DefaultTrackingDomain, advertisers.ConvertAll(a => new AdvertiserRules(
            a, offers[a.Id], coupons[a.Id], suppressed[a.Id], offers[a.Id].SelectMany(o => approvals[o.Id]), active)));
    }

    private static IEnumerable<CouponHistoryOfCode> HistoriesOf(Coupon coupon, IEnumerable<CouponPeriod> periods)
    {
        var dated = periods.ToArray();
        if (dated.Length == 0)
        {
            return [new(coupon.NormalCode, CouponHistory.Always(coupon.Terms()))];
        }

        var history = new CouponHistory(dated.Select(p => (p.From, p.Terms())));
        return dated.Select(p => p.NormalCode).Distinct(StringComparer.Ordinal).Select(code => new CouponHistoryOfCode(code, history));
    }
}
