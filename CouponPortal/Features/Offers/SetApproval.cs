using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Offers;

/// <summary>Approves or rejects a partner on an offer, with the dated periods that orders are judged by.</summary>
public sealed class SetApproval(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <param name="mustExist">True: the pair is an approval to change, and one that never was is not found. False: it is made.</param>
    public async Task<Outcome<Approval>> RunAsync(Actor actor, int offerId, int partnerId, ApprovalStatus status, bool mustExist, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var offer = await db.Offers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(o => o.Id == offerId, cancel);
        if (offer is null && mustExist)
        {
            return new Outcome<Approval>.NotFound();
        }

        if (offer is null ? !actor.ManagesSome : !actor.Manages(offer.AdvertiserId))
        {
            return new Outcome<Approval>.Forbidden("You may read approvals, not change them. Ask one of the advertiser's managers.");
        }

        var errors = new FieldErrors();
        if (offer is null)
        {
            errors.Add("offer_id", $"Offer {offerId} was not found.");
        }

        if (!await db.Partners.AnyAsync(p => p.Id == partnerId, cancel))
        {
            errors.Add("partner_id", $"Partner {partnerId} was not found.");
        }

        if (offer is null || errors.Any)
        {
            return new Outcome<Approval>.Invalid(errors);
        }

        // Saving a coupon approves its partner under the same lock: two of them together would open two periods.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockCouponsAsync(offer.AdvertiserId, cancel);
        if (mustExist && !await db.Approvals.AnyAsync(a => a.OfferId == offerId && a.PartnerId == partnerId, cancel))
        {
            return new Outcome<Approval>.NotFound();
        }

        await Approvals.SetAsync(db, offerId, partnerId, status, time.GetUtcNow().UtcDateTime, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        var approval = await db.Approvals.AsNoTracking().SingleAsync(a => a.OfferId == offerId && a.PartnerId == partnerId, cancel);
        return Outcome.Done(approval, await NoticesAsync(db, offerId, partnerId, status, cancel));
    }

    private static async Task<IReadOnlyList<string>> NoticesAsync(PortalDbContext db, int offerId, int partnerId, ApprovalStatus status, CancellationToken cancel)
    {
        var coupons = status == ApprovalStatus.Approved ? 0 : await db.Coupons.CountAsync(c => c.OfferId == offerId && c.OwnerId == partnerId, cancel);
        return coupons == 0 ? [] : [$"Orders from now on give this partner no credit on this offer, with none of its coupons here ({coupons})."];
    }
}
