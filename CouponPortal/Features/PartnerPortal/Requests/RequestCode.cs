using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Requests;

/// <summary>A wish for a code, as typed.</summary>
public sealed record CodeWish
{
    public int? OfferId { get; set; }
    public string Code { get; set; } = "";
    public string Note { get; set; } = "";
}

/// <summary>
/// A partner asks for a code on an offer that it is approved for, and takes the wish back while nobody has decided. Whether the code is free is not said: that would
/// tell every partner which codes the others have. Staff see it.
/// </summary>
public sealed class RequestCode(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public async Task<Outcome<CodeRequest>> CreateAsync(Actor actor, CodeWish wish, CancellationToken cancel)
    {
        if (actor.Self() is not { } me || actor.ReadOnly)
        {
            return new Outcome<CodeRequest>.Forbidden(actor.ReadOnly ? "This key may read, not write." : "Only partners ask for codes.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var (errors, offer) = await CheckAsync(db, me, wish, cancel);
        if (offer is null || errors.Any)
        {
            return new Outcome<CodeRequest>.Invalid(errors);
        }

        // Under the lock of whoever decides: two presses are one wish.
        await db.LockCouponsAsync(offer.AdvertiserId, cancel);
        var (code, normal) = (wish.Code.Trim(), wish.Code.Trim().ToUpperInvariant());
        var waiting = db.CodeRequests.Where(r => r.PartnerId == me && r.State == CodeRequestState.Pending);
        if (await waiting.AnyAsync(r => r.OfferId == offer.Id && r.Wish.ToUpper() == normal, cancel))
        {
            return new Outcome<CodeRequest>.Conflict("already_asked", $"You have asked for {code} on {offer.Name} already; it waits for a decision.");
        }

        if (await db.Partners.AnyAsync(p => p.Id == me && p.Status != PartnerStatus.Active, cancel))
        {
            return new Outcome<CodeRequest>.Forbidden("Your account is paused. Ask your network.");
        }

        if (await waiting.CountAsync(cancel) >= CodeRequest.MostPending)
        {
            return new Outcome<CodeRequest>.Conflict("too_many", $"{CodeRequest.MostPending} of your wishes wait for a decision. Withdraw one, or wait for an answer.");
        }

        var row = new CodeRequest { AdvertiserId = offer.AdvertiserId, OfferId = offer.Id, PartnerId = me, Wish = code, Note = wish.Note.Trim(), RequestedAt = time.GetUtcNow().UtcDateTime };
        db.CodeRequests.Add(row);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(row);
    }

    public async Task<Outcome<CodeRequest>> WithdrawAsync(Actor actor, int id, CancellationToken cancel)
    {
        var me = actor.Self() ?? 0;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.CodeRequests.SingleOrDefaultAsync(r => r.Id == id && r.PartnerId == me, cancel) is not { } row)
        {
            return new Outcome<CodeRequest>.NotFound();
        }

        if (actor.ReadOnly)
        {
            return new Outcome<CodeRequest>.Forbidden("This key may read, not write.");
        }

        if (row.State != CodeRequestState.Pending)
        {
            return new Outcome<CodeRequest>.Conflict("decided", "This wish waits no more; its answer is in the list.");
        }

        (row.State, row.DecidedAt) = (CodeRequestState.Withdrawn, time.GetUtcNow().UtcDateTime);
        row.Version++;
        return await db.SaveAsync(row, [], Saving.Stale<CodeRequest>, cancel);
    }

    private static async Task<(FieldErrors Errors, Offer? Offer)> CheckAsync(PortalDbContext db, int me, CodeWish wish, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var offer = wish.OfferId is not { } id ? null : await db.Offers.AsNoTracking().SingleOrDefaultAsync(
            o => o.Id == id && o.Status == OfferStatus.Active && db.Approvals.Any(a => a.OfferId == id && a.PartnerId == me && a.Status == ApprovalStatus.Approved), cancel);
        if (offer is null)
        {
            errors.Add("offer_id", wish.OfferId is null ? "Choose an offer." : "Choose an active offer that you are approved on.");
        }

        if (CouponCode.Check(wish.Code) is var fault and not CodeFault.None)
        {
            errors.Add("code", CouponCode.Message(fault));
        }

        if (wish.Note.Trim() is var note && (note.Length > CodeRequest.MaxText || note.Contains('\0')))
        {
            errors.Add("note", $"At most {CodeRequest.MaxText} characters.");
        }

        return (errors, offer);
    }
}
