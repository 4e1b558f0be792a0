using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Whether one coupon passes a filter and is the actor's to see; text and whole code are asked elsewhere. What only the store knows has become ids beforehand.</summary>
internal sealed class CouponTest
{
    private readonly Actor _actor;
    private readonly CouponFilter _filter;
    private readonly DateTime _now;
    private SeenIds? _used;
    private SeenIds? _made;
    private SeenIds? _chosen;

    private CouponTest(Actor actor, CouponFilter filter, DateTime now) => (_actor, _filter, _now) = (actor, filter, now);

    public static async Task<CouponTest> OfAsync(PortalDbContext db, Actor actor, CouponFilter filter, DateTime now, CancellationToken cancel)
    {
        var test = new CouponTest(actor, filter, now);
        if (filter.BatchId is { } id)
        {
            // No index has the batch; its coupons' ids are neighbours.
            var (first, last) = await db.CouponBatches.VisibleTo(actor).Where(b => b.Id == id)
                .Select(b => new Tuple<int, int>(b.FirstCouponId ?? 0, b.LastCouponId ?? int.MaxValue)).SingleOrDefaultAsync(cancel) ?? new(1, 0);
            test._made = SeenIds.Of(await db.Coupons.Where(c => c.Id >= first && c.Id <= last && c.BatchId == id).Select(c => c.Id).ToListAsync(cancel));
        }

        test._used = filter.Use is { } use ? SeenIds.Of(await CouponUses.IdsAsync(db, actor, use, now, clicks: true, cancel)) : null;
        test._chosen = filter.Ids is { } ids ? SeenIds.Of(ids) : null;
        return test;
    }

    public bool Passes(CouponRecord coupon)
    {
        if (!_actor.Sees(coupon.AdvertiserId) || (_filter.AdvertiserId is { } advertiser && advertiser != coupon.AdvertiserId))
        {
            return false;
        }

        var standing = coupon.Standing;
        return (_filter.OfferId is not { } offer || offer == standing.OfferId)
            && (_filter.PartnerId is not { } partner || coupon.IsFor(partner))
            && (_filter.Visibility is not { } visibility || visibility == standing.Visibility)
            && (_filter.Status is not { } status || status == standing.Status)
            && (!_filter.Unassigned || (standing.PartnerCount == 0 && standing.Visibility == CouponVisibility.Private))
            && (_filter.State is not { } state || state == CouponRow.StateOf(standing, _now))
            && Has(_chosen, coupon) && Has(_used, coupon) && Has(_made, coupon);
    }

    private static bool Has(SeenIds? ids, CouponRecord coupon) => ids is null || ids.Contains(coupon.CouponId);
}
