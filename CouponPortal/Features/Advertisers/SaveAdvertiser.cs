using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers;

/// <summary>Creates and changes advertisers. The network admin may do all; a manager changes its own, except what the network grants.</summary>
public sealed class SaveAdvertiser(IDbContextFactory<PortalDbContext> contexts)
{
    /// <param name="id">Chosen by a network that moves here and keeps its ids; null = the next one.</param>
    public async Task<Outcome<Advertiser>> CreateAsync(Actor actor, AdvertiserDraft draft, int? id, CancellationToken cancel)
    {
        if (!actor.CanAdministrate)
        {
            return new Outcome<Advertiser>.Forbidden("Only the network administrator adds advertisers.");
        }

        var errors = new FieldErrors();
        var good = draft.Checked(errors);
        if (good is { ExclusiveCodesEnabled: true, ExclusiveCouponsPermission: false, PersonalizedCodes: false })
        {
            errors.Add("exclusive_codes_enabled", AdvertiserFields.PermissionMissing);
        }

        if (id < 1)
        {
            errors.Add("id", "Send a whole number above 0.");
        }

        if (errors.Any)
        {
            return new Outcome<Advertiser>.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Advertisers.AnyAsync(a => a.Id == id, cancel))
        {
            return new Outcome<Advertiser>.Conflict("id_taken", $"There is an advertiser {id} already.");
        }

        var row = new Advertiser { Id = id ?? 0 };
        if (await IsTakenAsync(db, row, good, cancel))
        {
            return DomainTaken();
        }

        PostbackSecrets.Complete(good);
        good.CopyTo(row);
        return await db.InsertAsync(row, "advertisers", id is not null, PostbackSecrets.Notices(good), DomainTaken, cancel);
    }

    public async Task<Outcome<Advertiser>> ChangeAsync(Actor actor, int id, AdvertiserDraft draft, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Advertisers.VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } row)
        {
            return new Outcome<Advertiser>.NotFound();
        }

        var errors = new FieldErrors();
        var good = draft.Checked(errors);
        if (await RefusalAsync(db, actor, row, good, errors, cancel) is { } refusal)
        {
            return new Outcome<Advertiser>.Forbidden(refusal);
        }

        if (errors.Any)
        {
            return new Outcome<Advertiser>.Invalid(errors);
        }

        if (good.Version != row.Version)
        {
            return Saving.Stale<Advertiser>();
        }

        if (await IsTakenAsync(db, row, good, cancel))
        {
            return DomainTaken();
        }

        PostbackSecrets.Complete(good);
        good.CopyTo(row);
        row.Version++;
        return await db.SaveAsync(row, PostbackSecrets.Notices(good), DomainTaken, cancel);
    }

    /// <summary>Why this actor may not make this change; null = it may.</summary>
    private static async Task<string?> RefusalAsync(
        PortalDbContext db, Actor actor, Advertiser row, AdvertiserDraft draft, FieldErrors errors, CancellationToken cancel)
    {
        if (!actor.Manages(row.Id))
        {
            return "You may read this advertiser, not change it. Ask one of its managers.";
        }

        var grants = (draft.ExclusiveCouponsPermission, draft.PersonalizedCodes) != (row.ExclusiveCouponsPermission, row.PersonalizedCodes);
        if (grants && !actor.CanAdministrate)
        {
            return "The Exclusive Coupons and Personalized Codes permissions are granted by the network. " + await NetworkAdmins.AskAsync(db, cancel);
        }

        // Who has a host name answers for every code, and takes every order, that arrives there: a manager who typed the portal's own address, or another
        // shop's, would have all of them.
        if (draft.TrackingDomain != row.TrackingDomain && !actor.CanAdministrate)
        {
            return "The tracking domain is set by the network. " + await NetworkAdmins.AskAsync(db, cancel);
        }

        // A box that was ticked before the permission went stays as it is: it has no effect, and other fields must remain editable.
        if (draft is { ExclusiveCodesEnabled: true, ExclusiveCouponsPermission: false, PersonalizedCodes: false } && !row.ExclusiveCodesEnabled)
        {
            if (!actor.CanAdministrate)
            {
                return AdvertiserFields.PermissionMissing + " " + await NetworkAdmins.AskAsync(db, cancel);
            }

            errors.Add("exclusive_codes_enabled", AdvertiserFields.PermissionMissing);
        }

        return null;
    }

    // The network's own domain serves everybody's codes, so no advertiser may take it.
    private static async Task<bool> IsTakenAsync(PortalDbContext db, Advertiser row, AdvertiserDraft draft, CancellationToken cancel) =>
        draft.TrackingDomain is { } host && host != row.TrackingDomain
        && (await db.Advertisers.AnyAsync(a => a.TrackingDomain == host && a.Id != row.Id, cancel)
            || await db.NetworkStates.AnyAsync(n => n.DefaultTrackingDomain == host, cancel));

    // Which advertiser has it is not said: it may be one that the actor does not see.
    private static Outcome<Advertiser> DomainTaken() =>
        new Outcome<Advertiser>.Conflict("tracking_domain_taken", "This tracking domain is in use already. Choose another host name.");
}
