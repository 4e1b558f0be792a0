using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Ownership in the query, for partners: what the actor may read as the partner that it is. Staff see nothing here, they have their own queries.</summary>
public static class PartnerOwnership
{
    /// <summary>The partner that acts; null for staff, and for a partner's user without a partner.</summary>
    public static int? Self(this Actor actor) => actor is { Role: Role.Partner, PartnerId: { } me } ? me : null;

    /// <summary>Coupons that the partner may use: on offers that it is approved for, those that name it, alone or with others, and Public ones.</summary>
    public static IQueryable<Coupon> OfPartner(this PortalDbContext db, Actor actor)
    {
        // No partner has this id.
        var me = actor.Self() ?? 0;
        var offers = db.Approvals.Where(a => a.PartnerId == me && a.Status == ApprovalStatus.Approved).Select(a => a.OfferId);

        // Three look-ups by index, of ids, instead of one walk through all codes of an offer.
        var own = db.Coupons.Where(c => c.OwnerId == me).Select(c => c.Id);
        var shared = db.CouponPartners.Where(p => p.PartnerId == me).Select(p => p.CouponId);
        var open = db.Coupons.Where(c => c.Visibility == CouponVisibility.Public && offers.Contains(c.OfferId)).Select(c => c.Id);
        var ids = own.Union(shared).Union(open);
        return db.Coupons.Where(c => ids.Contains(c.Id) && offers.Contains(c.OfferId));
    }

    /// <summary>The same of a few coupons, which are asked one by one: for whoever names them by id.</summary>
    public static IQueryable<Coupon> OfPartner(this PortalDbContext db, Actor actor, IQueryable<Coupon> few)
    {
        var me = actor.Self() ?? 0;
        return few.Where(c => (c.OwnerId == me || c.Visibility == CouponVisibility.Public || db.CouponPartners.Any(p => p.CouponId == c.Id && p.PartnerId == me))
            && db.Approvals.Any(a => a.OfferId == c.OfferId && a.PartnerId == me && a.Status == ApprovalStatus.Approved));
    }

    /// <summary>Whether there is any: the first that is found answers.</summary>
    public static async Task<bool> HasCouponsAsync(this PortalDbContext db, Actor actor, CancellationToken cancel)
    {
        var me = actor.Self() ?? 0;
        var offers = db.Approvals.Where(a => a.PartnerId == me && a.Status == ApprovalStatus.Approved).Select(a => a.OfferId);
        var onOffers = db.Coupons.Where(c => offers.Contains(c.OfferId));
        return await db.Coupons.AnyAsync(c => c.OwnerId == me && offers.Contains(c.OfferId), cancel)
            || await db.CouponPartners.AnyAsync(p => p.PartnerId == me && onOffers.Any(c => c.Id == p.CouponId), cancel)
            || await onOffers.AnyAsync(c => c.Visibility == CouponVisibility.Public, cancel);
    }
}
