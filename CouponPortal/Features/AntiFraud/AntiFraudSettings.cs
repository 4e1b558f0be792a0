using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.AntiFraud;

public sealed record AntiFraudView(int AdvertiserId, string AdvertiserName, ScreeningPolicy Policy, bool MayManage, int Version);

/// <summary>The network's blocked lists, and the version of its settings.</summary>
public sealed record NetworkBlocksView(NetworkBlocks Blocks, int Version);

public sealed record AntiFraudAdvertiser(int Id, string Name);

/// <summary>Reads and changes what is done about visits that may not be a person's.</summary>
public sealed class AntiFraudSettings(IDbContextFactory<PortalDbContext> contexts)
{
    public const string NetworkRefusal = "The network's blocked lists are the network administrator's.";

    /// <returns>Null when there is no such advertiser, or not for this actor.</returns>
    public async Task<AntiFraudView?> FindAsync(Actor actor, int advertiserId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.Id == advertiserId, cancel) is { } row
            ? new(row.Id, row.Name, row.Screening, actor.Manages(advertiserId), row.Version)
            : null;
    }

    /// <summary>The actor's advertisers, by name.</summary>
    public async Task<IReadOnlyList<AntiFraudAdvertiser>> AdvertisersAsync(Actor actor, CancellationToken cancel)
    {
        const int Enough = 500;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Name).ThenBy(a => a.Id).Take(Enough).Select(a => new AntiFraudAdvertiser(a.Id, a.Name)).ToListAsync(cancel);
    }

    public async Task<Outcome<Advertiser>> SaveAsync(Actor actor, int advertiserId, ScreeningPolicy policy, int version, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Advertisers.VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == advertiserId, cancel) is not { } row)
        {
            return new Outcome<Advertiser>.NotFound();
        }

        if (!actor.Manages(advertiserId))
        {
            return new Outcome<Advertiser>.Forbidden("You may read these settings, not change them. Ask one of the advertiser's managers.");
        }

        var errors = new FieldErrors();
        var good = ScreeningFields.Checked(policy, errors);
        if (errors.Any)
        {
            return new Outcome<Advertiser>.Invalid(errors);
        }

        if (row.Version != version)
        {
            return Saving.Stale<Advertiser>();
        }

        row.Screening = good;
        row.Version++;
        return await db.SaveAsync(row, [], Saving.Stale<Advertiser>, cancel);
    }

    /// <returns>Null for everybody but the network admin.</returns>
    public async Task<NetworkBlocksView?> NetworkAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsNetworkAdmin)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.NetworkStates.AsNoTracking().SingleAsync(n => n.Id == NetworkState.TheId, cancel);
        return new(row.Blocks, row.SettingsVersion);
    }

    /// <param name="version">That the actor has seen; null = whatever there is now.</param>
    public async Task<Outcome<NetworkBlocksView>> SaveNetworkAsync(Actor actor, NetworkBlocks blocks, int? version, CancellationToken cancel)
    {
        if (!actor.CanAdministrate)
        {
            return new Outcome<NetworkBlocksView>.Forbidden(NetworkRefusal);
        }

        var errors = new FieldErrors();
        var good = ScreeningFields.Checked(blocks, errors);
        if (errors.Any)
        {
            return new Outcome<NetworkBlocksView>.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.NetworkStates.SingleAsync(n => n.Id == NetworkState.TheId, cancel);
        if (version is { } known && known != row.SettingsVersion)
        {
            return Saving.Stale<NetworkBlocksView>();
        }

        row.Blocks = good;
        row.SettingsVersion++;
        return await db.SaveAsync(new NetworkBlocksView(good, row.SettingsVersion), [], Saving.Stale<NetworkBlocksView>, cancel);
    }
}
