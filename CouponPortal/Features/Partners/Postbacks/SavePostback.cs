using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Partners.Postbacks;

/// <summary>Where partners are told of their orders: set up by the network admin and by the partner itself; others do not learn that there is one.</summary>
public sealed class SavePostback(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, EventKey keys, PostbackLimits limits, TimeProvider time)
{
    public async Task<Outcome<SavedPostback>> CreateAsync(Actor actor, PostbackDraft draft, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!actor.CanAdministrate && (actor.Self() is null || actor.ReadOnly))
        {
            return new Outcome<SavedPostback>.Forbidden("A partner's postbacks belong to the whole network. " + await NetworkAdmins.AskAsync(db, cancel));
        }

        // Another partner's id counts as one that does not exist.
        draft = draft with { PartnerId = actor.Self() is { } self ? draft.PartnerId ?? self : draft.PartnerId };
        var errors = await CheckAsync(db, actor, draft, cancel);
        if (draft.PartnerId is not { } partner || !actor.MaySetUp(partner) || !await db.Partners.AnyAsync(p => p.Id == partner, cancel))
        {
            errors.Add("partner_id", draft.PartnerId is null ? "Name the partner." : $"Partner {draft.PartnerId} was not found.");
            return new Outcome<SavedPostback>.Invalid(errors);
        }

        if (errors.Any)
        {
            return new Outcome<SavedPostback>.Invalid(errors);
        }

        if (await db.PartnerPostbacks.CountAsync(p => p.PartnerId == partner, cancel) >= PostbackLimits.Most)
        {
            return new Outcome<SavedPostback>.Conflict("too_many_postbacks", $"A partner has {PostbackLimits.Most} postbacks at most. Delete or change one.");
        }

        var row = new PartnerPostback { PartnerId = partner, Secret = draft.Form == PostbackForm.Webhook ? WebhookSecret.New() : null };
        Take(row, draft);
        db.PartnerPostbacks.Add(row);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(new SavedPostback(row, row.Secret), draft.Notices());
    }

    public async Task<Outcome<SavedPostback>> ChangeAsync(Actor actor, int id, PostbackDraft draft, bool rotateSecret = false, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await OwnAsync(db, actor, id, cancel) is not { } row)
        {
            return new Outcome<SavedPostback>.NotFound();
        }

        var errors = await CheckAsync(db, actor, draft, cancel);
        if (draft.PartnerId != row.PartnerId)
        {
            errors.Add("partner_id", "A postback stays with its partner. Add a new one there.");
        }

        if (errors.Any)
        {
            return new Outcome<SavedPostback>.Invalid(errors);
        }

        if (draft.Version != row.Version)
        {
            return Saving.Stale<SavedPostback>();
        }

        var needsSecret = draft.Form == PostbackForm.Webhook && (rotateSecret || row.Secret is null);
        Take(row, draft);
        row.Secret = needsSecret ? WebhookSecret.New() : draft.Form == PostbackForm.Url ? null : row.Secret;
        row.Version++;
        var saved = await db.SaveAsync(row, draft.Notices(), Saving.Stale<PartnerPostback>, cancel);
        return saved is Outcome<PartnerPostback>.Done ? Outcome.Done(new SavedPostback(row, needsSecret ? row.Secret : null), draft.Notices()) : saved.Refused<SavedPostback>();
    }

    /// <summary>Messages of it that still wait are given up with the reason.</summary>
    public async Task<Outcome<string>> DeleteAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await OwnAsync(db, actor, id, cancel) is not { } row)
        {
            return new Outcome<string>.NotFound();
        }

        db.PartnerPostbacks.Remove(row);
        return await db.SaveAsync(row.Url, [], Saving.Stale<string>, cancel);
    }

    /// <summary>Puts a message with made-up values into the outbox.</summary>
    /// <returns>The message, to be watched.</returns>
    public async Task<Outcome<PostbackMessage>> TryAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await OwnAsync(db, actor, id, cancel) is not { } row)
        {
            return new Outcome<PostbackMessage>.NotFound();
        }

        if (!row.IsActive)
        {
            return new Outcome<PostbackMessage>.Conflict("paused", "The postback is switched off. Switch it on to try it.");
        }

        if (limits.Refusal<PostbackMessage>(actor, time.GetUtcNow().UtcDateTime) is { } refused)
        {
            return refused;
        }

        var message = Outbox.Sample(row, catalog.Current.Ids, keys, time.GetUtcNow().UtcDateTime);
        db.PostbackMessages.Add(message);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(message);
    }

    private static async Task<PartnerPostback?> OwnAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel) =>
        await db.PartnerPostbacks.ReadableBy(actor).SingleOrDefaultAsync(p => p.Id == id, cancel) is { } row && actor.MaySetUp(row.PartnerId) ? row : null;

    private static async Task<FieldErrors> CheckAsync(PortalDbContext db, Actor actor, PostbackDraft draft, CancellationToken cancel)
    {
        var errors = draft.Check();
        var offers = actor.Self() is { } me ? db.Offers.Where(o => db.Approvals.Any(a => a.OfferId == o.Id && a.PartnerId == me && a.Status == ApprovalStatus.Approved)) : db.Offers;
        if (draft.OfferId is { } offer && !await offers.AnyAsync(o => o.Id == offer, cancel))
        {
            errors.Add("offer_id", $"Offer {offer} was not found.");
        }

        return errors;
    }

    private static void Take(PartnerPostback row, PostbackDraft draft)
    {
        (row.OfferId, row.Form, row.Moment, row.Url) = (draft.OfferId, draft.Form, draft.Moment, draft.Url.Trim());
        row.DisabledReason = draft.IsActive ? "" : row.DisabledReason;
        row.IsActive = draft.IsActive;
    }
}
