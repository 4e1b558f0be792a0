using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting.Demo;

/// <summary>
/// Fills an empty database, so that a first look at the product shows something on every page: two advertisers, their partners and coupons, 60 days of
/// clicks and orders. Orders are judged by the product's own intake; nothing here decides who is credited.
/// </summary>
internal sealed class DemoNetwork(
    IDbContextFactory<PortalDbContext> contexts, Catalog catalog, EventWriter writer, IServiceScopeFactory scopes, TimeProvider time, ILogger<DemoNetwork> log)
{
    /// <returns>False when the database was not empty.</returns>
    public async Task<bool> SeedAsync(CancellationToken cancel)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            if (await db.Advertisers.AnyAsync(cancel) || await db.Partners.AnyAsync(cancel))
            {
                return false;
            }
        }

        var started = time.GetTimestamp();
        var now = time.GetUtcNow().UtcDateTime;
        var network = new DemoCatalog(contexts, catalog, now);
        await network.AddAsync(cancel);
        await catalog.RefreshAsync(cancel);
        var traffic = new DemoTraffic(catalog.Current, network, writer, now);
        await traffic.SendAsync();
        await DemoReview.RunAsync(contexts, now, cancel);
        await using (var scope = scopes.CreateAsyncScope())
        {
            await DemoPeople.AddAsync(scope.ServiceProvider, network);
        }

        log.LogInformation(
            "Demo network made in {Seconds:0.0} s: {Clicks} clicks, {Orders} orders", time.GetElapsedTime(started).TotalSeconds, traffic.Clicks, traffic.Orders);
        return true;
    }
}
