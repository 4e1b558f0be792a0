using CouponPortal.Components.Layout;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Settings;

/// <summary>Reads and changes what belongs to the network itself; the network admin's alone.</summary>
public sealed class NetworkSettings(IDbContextFactory<PortalDbContext> contexts, Branding branding)
{
    public const string Refusal = "The network's settings are the network administrator's.";

    /// <returns>Null for everybody but the network admin.</returns>
    public async Task<NetworkState?> ReadAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.IsNetworkAdmin)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.NetworkStates.AsNoTracking().SingleAsync(n => n.Id == NetworkState.TheId, cancel);
    }

    public async Task<Outcome<NetworkState>> ChangeAsync(Actor actor, NetworkDraft draft, CancellationToken cancel = default)
    {
        if (!actor.CanAdministrate)
        {
            return new Outcome<NetworkState>.Forbidden(Refusal);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var errors = new FieldErrors();
        var longest = await db.Advertisers.MaxAsync(a => (int?)a.LookbackDays, cancel) ?? 0;
        var good = draft.Checked(Math.Max(Retention.FewestClickDays, longest), errors);
        if (good.DefaultTrackingDomain is { } host && (await db.Advertisers.AnyAsync(a => a.TrackingDomain == host, cancel) || await db.TrackingDomains.AnyAsync(d => d.Host == host, cancel)))
        {
            errors.Add("default_tracking_domain", "An advertiser has this host name as its own.");
        }

        if (errors.Any)
        {
            return new Outcome<NetworkState>.Invalid(errors);
        }

        return await SaveAsync(db, draft.Version, row =>
        {
            row.Name = good.Name;
            row.ContactEmail = good.ContactEmail;
            row.DefaultTrackingDomain = good.DefaultTrackingDomain;
            row.ClickDays = good.ClickDays;
            row.HitDays = good.HitDays;
            row.ExportDays = good.ExportDays;
        }, cancel);
    }

    /// <param name="picture">Empty takes the logo away.</param>
    public async Task<Outcome<NetworkState>> SetLogoAsync(Actor actor, byte[] picture, CancellationToken cancel = default)
    {
        if (!actor.CanAdministrate)
        {
            return new Outcome<NetworkState>.Forbidden(Refusal);
        }

        var (type, fault) = picture.Length == 0 ? (null, null) : PictureType.Of(picture);
        if (fault is not null)
        {
            var errors = new FieldErrors();
            errors.Add("logo", fault);
            return new Outcome<NetworkState>.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await SaveAsync(db, null, row => (row.Logo, row.LogoType) = (picture, type), cancel);
    }

    private async Task<Outcome<NetworkState>> SaveAsync(PortalDbContext db, int? version, Action<NetworkState> change, CancellationToken cancel)
    {
        var row = await db.NetworkStates.SingleAsync(n => n.Id == NetworkState.TheId, cancel);
        if (version is { } known && known != row.SettingsVersion)
        {
            return Saving.Stale<NetworkState>();
        }

        change(row);
        row.SettingsVersion++;
        var outcome = await db.SaveAsync(row, [], Saving.Stale<NetworkState>, cancel);
        await BrandWatch.RefreshAsync(db, branding, cancel);
        return outcome;
    }
}
