using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Features.Advertisers.Domains;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers;

/// <summary>Creates and changes advertisers. The network admin may do all; a manager changes its own, except what the network grants.</summary>
public sealed class SaveAdvertiser(IDbContextFactory<PortalDbContext> contexts, PortalAddress portal, TimeProvider time)
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

        CheckDomain(good, null, errors);
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
        var notices = await ListDomainAsync(db, actor, row, cancel);
        return await db.InsertAsync(row, "advertisers", id is not null, [.. PostbackSecrets.Notices(good), .. notices], DomainTaken, cancel);
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

        CheckDomain(good, row.TrackingDomain, errors);
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
        var notices = await ListDomainAsync(db, actor, row, cancel);
        return await db.SaveAsync(row, [.. PostbackSecrets.Notices(good), .. notices], DomainTaken, cancel);
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
            || await db.TrackingDomains.AnyAsync(d => d.Host == host && d.AdvertiserId != row.Id, cancel)
            || await db.NetworkStates.AnyAsync(n => n.DefaultTrackingDomain == host, cancel));

    private static Outcome<Advertiser> DomainTaken() => SaveDomain.Taken<Advertiser>();

    private void CheckDomain(AdvertiserDraft draft, string? present, FieldErrors errors)
    {
        // A host name that is none was complained about already.
        if (draft.TrackingDomain is { } host && host != present && AdvertiserFields.HostNameFault(host) is null && SaveDomain.Fault(portal, host, draft.OpenedAt) is { } fault)
        {
            errors.Add("tracking_domain", fault);
        }
    }

    /// <summary>The chosen domain is among the advertiser's, to be verified if it is new there.</summary>
    /// <returns>What to say about it.</returns>
    private async Task<IReadOnlyList<string>> ListDomainAsync(PortalDbContext db, Actor actor, Advertiser row, CancellationToken cancel)
    {
        if (row.TrackingDomain is not { } host)
        {
            return [];
        }

        var domain = row.Id == 0 ? null : await db.TrackingDomains.AsNoTracking().SingleOrDefaultAsync(d => d.Host == host && d.AdvertiserId == row.Id, cancel);
        if (domain is null)
        {
            domain = TrackingDomainAdoption.New(row.Id, host, actor.Name, time.GetUtcNow().UtcDateTime);
            domain.Advertiser = row;
            db.TrackingDomains.Add(domain);
        }

        return domain.VerifiedAt is null ? [$"{host} is not verified yet: links do not use it until it is. The advertiser's page says how."] : [];
    }
}
