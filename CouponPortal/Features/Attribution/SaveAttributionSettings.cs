using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Attribution;

/// <summary>The switches of Attribution Settings, each with its own Update button.</summary>
public sealed class SaveAttributionSettings(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>The Enabled checkbox of Exclusive Codes: for Dynamic advertisers with the permission.</summary>
    public Task<Outcome<Advertiser>> EnableExclusiveCodesAsync(Actor actor, int advertiserId, bool enabled, int version, CancellationToken cancel) =>
        ChangeAsync(
            actor,
            advertiserId,
            version,
            async (db, row) => AttributionSettings.StateOf(row) switch
            {
                ExclusiveCodesState.NotPermitted => new Outcome<Advertiser>.Forbidden(AdvertiserFields.PermissionMissing + " " + await NetworkAdmins.AskAsync(db, cancel)),
                ExclusiveCodesState.NoSettingNeeded => new Outcome<Advertiser>.Conflict("no_setting_needed", "Basic and Itemized advertisers need no setting: Exclusive codes are in effect."),
                ExclusiveCodesState.Disabled or ExclusiveCodesState.Enabled => null,
            },
            row => row.ExclusiveCodesEnabled = enabled,
            cancel);

    public Task<Outcome<Advertiser>> SetCreditAsync(Actor actor, int advertiserId, AttributionPriority priority, int lookbackDays, int version, CancellationToken cancel) =>
        ChangeAsync(
            actor,
            advertiserId,
            version,
            (_, _) => Task.FromResult(LookbackRefusal(lookbackDays)),
            row => (row.AttributionPriority, row.LookbackDays) = (priority, lookbackDays),
            cancel);

    private static Outcome<Advertiser>? LookbackRefusal(int days)
    {
        if (AdvertiserFields.LookbackFault(days) is not { } fault)
        {
            return null;
        }

        var errors = new FieldErrors();
        errors.Add("lookback_days", fault);
        return new Outcome<Advertiser>.Invalid(errors);
    }

    private async Task<Outcome<Advertiser>> ChangeAsync(
        Actor actor, int advertiserId, int version, Func<PortalDbContext, Advertiser, Task<Outcome<Advertiser>?>> refuse, Action<Advertiser> change, CancellationToken cancel)
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

        if (await refuse(db, row) is { } refusal)
        {
            return refusal;
        }

        if (row.Version != version)
        {
            return Saving.Stale<Advertiser>();
        }

        change(row);
        row.Version++;
        return await db.SaveAsync(row, [], Saving.Stale<Advertiser>, cancel);
    }
}
