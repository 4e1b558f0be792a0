using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;

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

        // Three look-ups by index instead of one walk through all codes of an offer.
        var own = db.Coupons.Where(c => c.OwnerId == me).Select(c => c.Id);
        var shared = db.CouponPartners.Where(p => p.PartnerId == me).Select(p => p.CouponId);
        var open = db.Coupons.Where(c => c.Visibility == CouponVisibility.Public && offers.Contains(c.OfferId)).Select(c => c.Id);
        var ids = own.Union(shared).Union(open);
        return db.Coupons.Where(c => ids.Contains(c.Id) && offers.Contains(c.OfferId));
    }
}
