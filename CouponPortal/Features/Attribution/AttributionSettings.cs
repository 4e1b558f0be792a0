using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Attribution;

/// <summary>What the Exclusive Codes row of Attribution Settings shows (S0; RULES §2).</summary>
public enum ExclusiveCodesState
{
    /// <summary>Greyed out: the network has not granted the permission.</summary>
    NotPermitted,

    /// <summary>Basic and Itemized advertisers: in effect without a setting.</summary>
    NoSettingNeeded,
    Disabled,
    Enabled,
}

/// <param name="SuppressedCodes">Entries that have not ended.</param>
/// <param name="MayGrant">Whether the actor is the one to ask for the permission.</param>
/// <param name="AdminEmail">Whom to ask for the permission; null when nobody is known.</param>
public sealed record AttributionSettingsView(
    int AdvertiserId, string AdvertiserName, TrackingType TrackingType, ExclusiveCodesState ExclusiveCodes, AttributionPriority Priority, int LookbackDays, int SuppressedCodes, string? AdminEmail, bool MayManage, bool MayGrant, int Version);

public sealed record AttributionAdvertiser(int Id, string Name);

public sealed class AttributionSettings(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <returns>Null when there is no such advertiser, or not for this actor.</returns>
    public async Task<AttributionSettingsView?> FindAsync(Actor actor, int advertiserId, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.Id == advertiserId, cancel) is { } row
            ? new(
                row.Id, row.Name, row.TrackingType, StateOf(row), row.AttributionPriority, row.LookbackDays,
                await db.SuppressedCodes.CountAsync(s => s.AdvertiserId == advertiserId && (s.EndsAt == null || s.EndsAt > now), cancel), await NetworkAdmins.EmailAsync(db, cancel),
                actor.Manages(advertiserId), actor.CanAdministrate, row.Version)
            : null;
    }

    /// <summary>The actor's advertisers, by name.</summary>
    public async Task<IReadOnlyList<AttributionAdvertiser>> AdvertisersAsync(Actor actor, CancellationToken cancel)
    {
        const int Enough = 500;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Name).ThenBy(a => a.Id).Take(Enough).Select(a => new AttributionAdvertiser(a.Id, a.Name)).ToListAsync(cancel);
    }

    public static ExclusiveCodesState StateOf(Advertiser row) => row switch
    {
        { MayUseExclusiveCodes: false } => ExclusiveCodesState.NotPermitted,
        { TrackingType: not TrackingType.Dynamic } => ExclusiveCodesState.NoSettingNeeded,
        { ExclusiveCodesEnabled: true } => ExclusiveCodesState.Enabled,
        _ => ExclusiveCodesState.Disabled,
    };
}
