using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Requests;

/// <summary>
/// Staff's answer to a partner's wish. Approving makes the coupon, as the form has it, with the writer of every other coupon and in one transaction with the answer:
/// there is no approved wish without its coupon, and no second coupon for one wish.
/// </summary>
public sealed class DecideCodeRequest(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    private const string ReadOnlySentence = "Your account may read code requests, not decide them. Ask a manager of this advertiser.";

    /// <summary>The coupon that a wish asks for: Private, for this partner alone.</summary>
    public static CouponDraft DraftOf(CodeRequest request) => new() { Code = request.Wish, OfferId = request.OfferId, PartnerIds = [request.PartnerId] };

    /// <param name="draft">The coupon to make: as wished, or changed.</param>
    /// <param name="answer">A word to the partner; may be empty.</param>
    public async Task<Outcome<CodeRequest>> ApproveAsync(Actor actor, int id, CouponDraft draft, string answer, CancellationToken cancel)
    {
        try
        {
            return await TryApproveAsync(actor, id, draft, answer.Trim(), cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Saving.Stale<CodeRequest>();
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            // The approvals page approved the same pair in the same moment; now it is there.
            return await TryApproveAsync(actor, id, draft, answer.Trim(), cancel);
        }
    }

    /// <param name="reason">What the partner reads; must not be empty.</param>
    public async Task<Outcome<CodeRequest>> DeclineAsync(Actor actor, int id, string reason, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var (row, refusal) = await PendingAsync(db, actor, id, cancel);
        if (row is null)
        {
            return refusal!;
        }

        var errors = new FieldErrors();
        if (string.IsNullOrWhiteSpace(reason))
        {
            errors.Add("answer", "Tell the partner why.");
        }

        CheckAnswer(reason, errors);
        if (errors.Any)
        {
            return new Outcome<CodeRequest>.Invalid(errors);
        }

        Decide(row, CodeRequestState.Declined, actor, reason.Trim());
        var saved = await db.SaveAsync(row, [], Saving.Stale<CodeRequest>, cancel);
        await transaction.CommitAsync(cancel);
        return saved;
    }

    private async Task<Outcome<CodeRequest>> TryApproveAsync(Actor actor, int id, CouponDraft draft, string answer, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var (row, refusal) = await PendingAsync(db, actor, id, cancel);
        if (row is null)
        {
            return refusal!;
        }

        var errors = new FieldErrors();
        if (!draft.PartnerIds.Contains(row.PartnerId))
        {
            errors.Add("partner_ids", "The partner who asked must be on the list.");
        }

        if (draft.OfferId != row.OfferId && !await db.Offers.AnyAsync(o => o.Id == draft.OfferId && o.AdvertiserId == row.AdvertiserId, cancel))
        {
            errors.Add("offer_id", "Choose an offer of the same advertiser.");
        }

        CheckAnswer(answer, errors);
        if (errors.Any)
        {
            return new Outcome<CodeRequest>.Invalid(errors);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var written = await CouponWriter.WriteAsync(db, actor, new Coupon(), draft, now, cancel);
        if (written is not Outcome<Coupon>.Done { Value: var coupon } done)
        {
            return written.Refused<CodeRequest>();
        }

        Decide(row, CodeRequestState.Approved, actor, answer);
        (row.CouponId, row.GrantedCode) = (coupon.Id, coupon.Code);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(row, done.Notices);
    }

    // Under the lock of the advertiser's coupons, so that two who decide come one after the other.
    private static async Task<(CodeRequest? Row, Outcome<CodeRequest>? Refusal)> PendingAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        var visible = db.CodeRequests.VisibleTo(actor).Where(r => r.Id == id);
        if (await visible.Select(r => (int?)r.AdvertiserId).SingleOrDefaultAsync(cancel) is not { } advertiserId)
        {
            return (null, new Outcome<CodeRequest>.NotFound());
        }

        if (!actor.Manages(advertiserId))
        {
            return (null, new Outcome<CodeRequest>.Forbidden(ReadOnlySentence));
        }

        await db.LockCouponsAsync(advertiserId, cancel);
        var row = await visible.SingleAsync(cancel);
        return row.State == CodeRequestState.Pending ? (row, null) : (null, new Outcome<CodeRequest>.Conflict("decided", row.State switch
        {
            CodeRequestState.Approved => $"{row.DecidedBy} has approved it meanwhile.",
            CodeRequestState.Declined => $"{row.DecidedBy} has declined it meanwhile.",
            CodeRequestState.Withdrawn or CodeRequestState.Pending => "The partner has withdrawn it meanwhile.",
        }));
    }

    private void Decide(CodeRequest row, CodeRequestState state, Actor actor, string answer)
    {
        (row.State, row.Answer, row.DecidedAt, row.DecidedBy) = (state, answer, time.GetUtcNow().UtcDateTime, actor.Name);
        row.Version++;
    }

    private static void CheckAnswer(string answer, FieldErrors errors)
    {
        if (answer.Length > CodeRequest.MaxText || answer.Contains('\0'))
        {
            errors.Add("answer", $"At most {CodeRequest.MaxText} characters.");
        }
    }
}
