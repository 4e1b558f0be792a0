using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Offers;

/// <summary>A partner asks to promote an offer that is open to applications: a pending approval, which staff decide where they decide all of them.</summary>
public sealed class ApplyToOffer(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public async Task<Outcome<Approval>> RunAsync(Actor actor, int offerId, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return new Outcome<Approval>.NotFound();
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var offer = await db.Offers.AsNoTracking().SingleOrDefaultAsync(o => o.Id == offerId, cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (offer is not null)
        {
            await db.LockCouponsAsync(offer.AdvertiserId, cancel);
        }

        var status = await db.Approvals.Where(a => a.OfferId == offerId && a.PartnerId == me).Select(a => (ApprovalStatus?)a.Status).SingleOrDefaultAsync(cancel);
        if (offer is null || (status is null && offer is not { OpenToApplications: true, Status: OfferStatus.Active }))
        {
            return new Outcome<Approval>.NotFound();
        }

        if (actor.ReadOnly || await db.Partners.AnyAsync(p => p.Id == me && p.Status != PartnerStatus.Active, cancel))
        {
            return new Outcome<Approval>.Forbidden(actor.ReadOnly ? "This key may read, not write." : "Your account is paused. Ask your network.");
        }

        if (status is { } known)
        {
            return new Outcome<Approval>.Conflict("already_asked", known switch
            {
                ApprovalStatus.Approved => $"You are approved on {offer.Name} already.",
                ApprovalStatus.Pending => $"Your application for {offer.Name} waits for a decision already.",
                ApprovalStatus.Rejected => $"You were turned down on {offer.Name}. Ask your network.",
            });
        }

        await Approvals.SetAsync(db, offerId, me, ApprovalStatus.Pending, time.GetUtcNow().UtcDateTime, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(await db.Approvals.AsNoTracking().SingleAsync(a => a.OfferId == offerId && a.PartnerId == me, cancel));
    }

    /// <summary>Takes an application back that nobody has decided yet.</summary>
    /// <returns>The offer's name.</returns>
    public async Task<Outcome<string>> WithdrawAsync(Actor actor, int offerId, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return new Outcome<string>.NotFound();
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var offer = await db.Offers.AsNoTracking().SingleOrDefaultAsync(o => o.Id == offerId, cancel);
        if (offer is not null)
        {
            await db.LockCouponsAsync(offer.AdvertiserId, cancel);
        }

        if (offer is null || await db.Approvals.SingleOrDefaultAsync(a => a.OfferId == offerId && a.PartnerId == me, cancel) is not { } approval)
        {
            return new Outcome<string>.NotFound();
        }

        if (actor.ReadOnly)
        {
            return new Outcome<string>.Forbidden("This key may read, not write.");
        }

        // Who was approved once has a history, which the orders of that time are judged by: staff decide it.
        if (approval.Status != ApprovalStatus.Pending || await db.ApprovalPeriods.AnyAsync(p => p.OfferId == offerId && p.PartnerId == me, cancel))
        {
            return new Outcome<string>.Conflict("already_decided", "This application was decided meanwhile. Ask your network.");
        }

        db.Approvals.Remove(approval);
        var saved = await db.SaveAsync(offer.Name, [], Saving.Stale<string>, cancel);
        if (saved is Outcome<string>.Done)
        {
            await transaction.CommitAsync(cancel);
        }

        return saved;
    }
}
