using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers.Domains;

/// <summary>Adds and removes tracking domains, chooses the one in links, and has one checked now. Which host names lead where is the network's to say.</summary>
public sealed class SaveDomain(IDbContextFactory<PortalDbContext> contexts, DomainList list, PortalAddress portal, TimeProvider time)
{
    public const int MostOfOne = 50;

    /// <param name="host">As typed.</param>
    /// <param name="openedAt">The host name at which whoever asks has opened the portal: that one cannot become a tracking domain under him.</param>
    public async Task<Outcome<DomainRow>> AddAsync(Actor actor, int? advertiserId, string? host, string? openedAt, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await RefusalAsync(db, actor, cancel) is { } refusal)
        {
            return new Outcome<DomainRow>.Forbidden(refusal);
        }

        var (name, errors) = (HostNames.Normal(host ?? ""), new FieldErrors());
        if (Fault(portal, name, openedAt) is { } fault)
        {
            errors.Add("host", fault);
        }

        if (advertiserId is not { } id || await db.Advertisers.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } advertiser)
        {
            errors.Add("advertiser_id", advertiserId is null ? "Choose an advertiser." : $"Advertiser {advertiserId} was not found.");
            return new Outcome<DomainRow>.Invalid(errors);
        }

        if (await db.TrackingDomains.CountAsync(d => d.AdvertiserId == id, cancel) >= MostOfOne)
        {
            errors.Add("host", $"An advertiser has at most {MostOfOne} tracking domains. Remove one first.");
        }

        if (errors.Any)
        {
            return new Outcome<DomainRow>.Invalid(errors);
        }

        if (await IsTakenAsync(db, name, cancel))
        {
            return Taken<DomainRow>();
        }

        var row = TrackingDomainAdoption.New(id, name, actor.Name, time.GetUtcNow().UtcDateTime);
        db.TrackingDomains.Add(row);
        if (advertiser.TrackingDomain is null)
        {
            // The first one is what the links are for.
            (advertiser.TrackingDomain, advertiser.Version) = (name, advertiser.Version + 1);
        }

        var saved = await db.SaveAsync(row, [], Taken<TrackingDomain>, cancel);
        return saved is Outcome<TrackingDomain>.Done ? await DoneAsync(actor, row.Id, cancel) : saved.Refused<DomainRow>();
    }

    /// <summary>Has links made with it; until it is verified they use the network's.</summary>
    public async Task<Outcome<DomainRow>> UseAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.TrackingDomains.VisibleTo(actor).SingleOrDefaultAsync(d => d.Id == id, cancel) is not { } row)
        {
            return new Outcome<DomainRow>.NotFound();
        }

        if (await RefusalAsync(db, actor, cancel) is { } refusal)
        {
            return new Outcome<DomainRow>.Forbidden(refusal);
        }

        var advertiser = await db.Advertisers.SingleAsync(a => a.Id == row.AdvertiserId, cancel);
        (advertiser.TrackingDomain, advertiser.Version) = (row.Host, advertiser.Version + 1);
        var saved = await db.SaveAsync(row, [], Saving.Stale<TrackingDomain>, cancel);
        return saved is Outcome<TrackingDomain>.Done ? await DoneAsync(actor, id, cancel) : saved.Refused<DomainRow>();
    }

    /// <summary>Has it checked within seconds, by whichever node is first.</summary>
    public async Task<Outcome<DomainRow>> CheckAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.TrackingDomains.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(d => d.Id == id, cancel) is not { } row)
        {
            return new Outcome<DomainRow>.NotFound();
        }

        if (!actor.Manages(row.AdvertiserId))
        {
            return new Outcome<DomainRow>.Forbidden("You may read this advertiser, not change it. Ask one of its managers.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        await db.TrackingDomains.Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, now), cancel);
        return await DoneAsync(actor, id, cancel);
    }

    /// <summary>From now on nothing is served there.</summary>
    /// <returns>The host name that is gone.</returns>
    public async Task<Outcome<string>> RemoveAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.TrackingDomains.VisibleTo(actor).SingleOrDefaultAsync(d => d.Id == id, cancel) is not { } row)
        {
            return new Outcome<string>.NotFound();
        }

        if (await RefusalAsync(db, actor, cancel) is { } refusal)
        {
            return new Outcome<string>.Forbidden(refusal);
        }

        if (await db.Advertisers.SingleAsync(a => a.Id == row.AdvertiserId, cancel) is var advertiser && advertiser.TrackingDomain == row.Host)
        {
            (advertiser.TrackingDomain, advertiser.Version) = (null, advertiser.Version + 1);
        }

        db.TrackingDomains.Remove(row);
        return await db.SaveAsync(row.Host, [], Saving.Stale<string>, cancel);
    }

    /// <summary>Null = it may become a tracking domain; else what is wrong, for people.</summary>
    /// <param name="host">Normal form.</param>
    internal static string? Fault(PortalAddress portal, string host, string? openedAt) =>
        host.Length == 0 ? "Type a host name, e.g. go.shop.example."
        : AdvertiserFields.HostNameFault(host) is { } fault ? fault
        : portal.IsOwn(host) || (openedAt is not null && HostNames.Normal(openedAt) == host && host != "localhost") ? "This is the portal's own address. People could not sign in there any more; choose another host name."
        : null;

    internal static async Task<bool> IsTakenAsync(PortalDbContext db, string host, CancellationToken cancel) =>
        await db.TrackingDomains.AnyAsync(d => d.Host == host, cancel) || await db.NetworkStates.AnyAsync(n => n.DefaultTrackingDomain == host, cancel);

    // Which advertiser has it is not said: it may be one that the actor does not see.
    internal static Outcome<T> Taken<T>() => new Outcome<T>.Conflict("tracking_domain_taken", "This tracking domain is in use already. Choose another host name.");

    private static async Task<string?> RefusalAsync(PortalDbContext db, Actor actor, CancellationToken cancel) =>
        actor.CanAdministrate ? null : "Tracking domains are set by the network. " + await NetworkAdmins.AskAsync(db, cancel);

    private async Task<Outcome<DomainRow>> DoneAsync(Actor actor, int id, CancellationToken cancel) =>
        await list.OneAsync(actor, id, cancel) is { } saved ? Outcome.Done(saved) : new Outcome<DomainRow>.NotFound();
}
