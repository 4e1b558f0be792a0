using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>
/// Writes one coupon inside the caller's transaction: every rule of RULES §2, under the advertiser's lock. Who writes several in one transaction calls it
/// several times; each sees what the one before left.
/// </summary>
internal static class CouponWriter
{
    /// <summary>The coupon as it is once no other save of its advertiser runs: what was read before the lock may be old by then.</summary>
    /// <returns>Null when it is not there or not the actor's.</returns>
    public static async Task<Coupon?> LockedAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        var visible = db.Coupons.VisibleTo(actor).Where(c => c.Id == id);
        if (await visible.Select(c => (int?)c.AdvertiserId).SingleOrDefaultAsync(cancel) is not { } advertiserId)
        {
            return null;
        }

        await db.LockCouponsAsync(advertiserId, cancel);
        return await visible.Include(c => c.Partners).SingleOrDefaultAsync(cancel);
    }

    /// <param name="coupon">As <see cref="LockedAsync"/> gave it, or a new one.</param>
    /// <param name="now">UTC.</param>
    /// <returns>The coupon, saved and not yet committed; after any other answer the caller leaves the transaction.</returns>
    public static async Task<Outcome<Coupon>> WriteAsync(PortalDbContext db, Actor actor, Coupon coupon, CouponDraft draft, DateTime now, CancellationToken cancel)
    {
        draft = draft.Tidied(out var description);
        var (errors, offer) = await CouponReferences.CheckAsync(db, actor, coupon, draft, cancel);
        if (description.Fault is { } fault)
        {
            errors.Add("description", fault);
        }

        if (offer is null || errors.Any)
        {
            return new Outcome<Coupon>.Invalid(errors);
        }

        if (!actor.Manages(offer.AdvertiserId))
        {
            return new Outcome<Coupon>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        if (coupon.Id != 0 && coupon.Version != draft.Version)
        {
            return Saving.Stale<Coupon>();
        }

        await db.LockCouponsAsync(offer.AdvertiserId, cancel);
        var advertiser = await db.Advertisers.AsNoTracking().SingleAsync(a => a.Id == offer.AdvertiserId, cancel);
        var terms = draft.Terms(coupon.Id, LocalDays.Zone(advertiser.TimeZone));
        if (await CouponObstacles.FindAsync(db, advertiser.Id, advertiser.TimeZone, terms, cancel) is { } obstacle)
        {
            return new Outcome<Coupon>.Conflict("code_taken", obstacle);
        }

        var before = coupon.Id == 0 ? null : coupon.Terms();
        Apply(coupon, draft, terms, advertiser.Id, now);
        if (before is null)
        {
            (coupon.CreatedAt, coupon.CreatedBy) = (now, actor.Name);
            db.Coupons.Add(coupon);
        }
        else
        {
            coupon.Version++;
        }

        var notices = new List<string>(CouponNotices.Of(coupon, advertiser));
        notices.AddRange(await ApproveAsync(db, offer, terms.PartnerIds, now, cancel));
        notices.AddRange(description.Notice is { } cleaned ? [cleaned] : []);
        await db.SaveChangesAsync(cancel);
        await CouponHistoryWriter.RecordAsync(db, coupon, before, actor.Name, now, cancel);
        return Outcome.Done(coupon, notices);
    }

    /// <summary>Gives the coupon the draft's state, tidied; version and creation are the caller's.</summary>
    public static void Apply(Coupon coupon, CouponDraft draft, CouponTerms terms, int advertiserId, DateTime now)
    {
        (coupon.AdvertiserId, coupon.OfferId, coupon.Code, coupon.NormalCode) = (advertiserId, draft.OfferId, draft.Code, terms.Code);
        (coupon.Visibility, coupon.Status) = (draft.Visibility, draft.Status);
        (coupon.StartDate, coupon.EndDate, coupon.StartsAt, coupon.EndsAt) = (draft.StartDate, draft.EndDate, terms.StartsAt, terms.EndsAt);
        (coupon.Description, coupon.IsDescriptionPlainText, coupon.InternalNote) = (draft.Description, draft.IsDescriptionPlainText, draft.InternalNote);
        coupon.SetPartners(terms.PartnerIds);
        coupon.UpdatedAt = now;
    }

    private static async Task<List<string>> ApproveAsync(PortalDbContext db, Offer offer, IReadOnlyList<int> partnerIds, DateTime now, CancellationToken cancel)
    {
        var notices = new List<string>();
        foreach (var partnerId in partnerIds)
        {
            if (await Approvals.ApproveAsync(db, offer.Id, partnerId, now, cancel))
            {
                var name = await db.Partners.Where(p => p.Id == partnerId).Select(p => p.Name).SingleAsync(cancel);
                notices.Add($"{name} was approved on offer {offer.Name}.");
            }
        }

        return notices;
    }
}
