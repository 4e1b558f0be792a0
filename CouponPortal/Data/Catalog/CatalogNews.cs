using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>Writes beside the data that the catalog has changed, in the same transaction.</summary>
public static class CatalogNews
{
    /// <summary>
    /// For writes that go past SaveChanges, which tells the catalog by itself. Call once, in the last transaction of a bulk write or of its undo: when that commits,
    /// this process's catalog shows the advertiser's coupons as they then are before CommitAsync returns, and other processes follow. Without an open transaction it
    /// takes one of its own.
    /// </summary>
    public static async Task TellCatalogOfCouponsAsync(this PortalDbContext db, int advertiserId, CancellationToken cancel)
    {
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
        await db.CountCatalogUpAsync(cancel);
        if (own is not null)
        {
            await own.CommitAsync(cancel);
        }
    }

    internal static async Task CountCatalogUpAsync(this PortalDbContext db, CancellationToken cancel)
    {
        await db.NetworkStates
            .Where(n => n.Id == NetworkState.TheId)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.CatalogVersion, n => n.CatalogVersion + 1), cancel);
        db.HasCatalogNews = true;
    }
}
