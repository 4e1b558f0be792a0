using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>
/// Turns ids, already paged, into rows, those that the actor may see: a few small look-ups by key, whatever the size of the tables, instead of one wide join
/// that the engine would have to sort.
/// </summary>
internal static class CouponRows
{
    /// <returns>In the order of <paramref name="ids"/>.</returns>
    public static async Task<IReadOnlyList<CouponRow>> ReadAsync(PortalDbContext db, Actor actor, IReadOnlyList<int> ids, DateTime now, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var coupons = await db.Coupons.AsNoTracking().VisibleTo(actor).Include(c => c.Partners).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancel);
        var found = coupons.Values;
        var (advertiserIds, offerIds) = (Distinct(found.Select(c => c.AdvertiserId)), Distinct(found.Select(c => c.OfferId)));
        var (partnerIds, ownerIds) = (Distinct(found.SelectMany(c => c.PartnerIds)), Distinct(found.Select(c => c.OwnerId).OfType<int>()));
        var advertisers = await db.Advertisers.AsNoTracking().Where(a => advertiserIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        var offers = await db.Offers.AsNoTracking().Where(o => offerIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        var partners = await db.Partners.AsNoTracking().Where(p => partnerIds.Contains(p.Id))
            .Select(p => new { p.Id, p.Name, p.Status }).ToDictionaryAsync(p => p.Id, cancel);
        var approved = (await db.Approvals.Where(a => offerIds.Contains(a.OfferId) && ownerIds.Contains(a.PartnerId) && a.Status == ApprovalStatus.Approved)
            .Select(a => new { a.OfferId, a.PartnerId }).ToListAsync(cancel)).Select(a => (a.OfferId, a.PartnerId)).ToHashSet();
        var domains = await LinkDomains.ReadAsync(db, advertiserIds, cancel);
        var twins = await CodeTwins.ReadAsync(db, found.Select(c => c.NormalCode), now, cancel);

        return [.. ids.Where(coupons.ContainsKey).Select(id => Row(coupons[id]))];

        CouponRow Row(Coupon coupon)
        {
            var (advertiser, offer) = (advertisers[coupon.AdvertiserId], offers[coupon.OfferId]);
            PartnerStatus? owner = coupon.OwnerId is { } ownerId ? partners[ownerId].Status : null;
            var tracking = new TrackingFacts(
                domains.Of(advertiser.Id),
                offer.Status,
                owner,
                coupon.OwnerId is { } approvedId && approved.Contains((coupon.OfferId, approvedId)),
                twins.NeedsOffer(coupon.NormalCode, coupon.AdvertiserId, coupon.OfferId, ownDomain: domains.Own(advertiser.Id) is not null));
            return new CouponRow(
                coupon,
                new(advertiser.Id, advertiser.Name),
                advertiser.TimeZone,
                advertiser.ExclusiveCodesInEffect,
                new(offer.Id, offer.Name),
                [.. coupon.PartnerIds.Select(p => new Named(p, partners[p].Name)).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Id)],
                tracking,
                now);
        }
    }

    private static int[] Distinct(IEnumerable<int> ids) => [.. ids.Distinct()];
}
