using System.Data.Common;
using CouponPortal.Components.Layout;
using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Settings;

/// <summary>Keeps the shell's name and logo as they are in the store, also when another node changed them.</summary>
public sealed class BrandWatch(IDbContextFactory<PortalDbContext> contexts, Branding branding, TimeProvider time, ILogger<BrandWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    public static async Task RefreshAsync(PortalDbContext db, Branding branding, CancellationToken cancel)
    {
        if (await db.NetworkStates.Select(n => new { n.Name, n.SettingsVersion, HasLogo = n.LogoType != null }).FirstOrDefaultAsync(cancel) is { } network)
        {
            branding.Show(network.SettingsVersion == 0 ? Branding.ProductName : network.Name, network.SettingsVersion, network.HasLogo);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await using var db = await contexts.CreateDbContextAsync(stoppingToken);
                await RefreshAsync(db, branding, stoppingToken);
            }
            catch (DbException error)
            {
                log.LogWarning(error, "The network's name could not be read; the one from before is shown.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
