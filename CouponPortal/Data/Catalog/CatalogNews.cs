using CouponPortal.Domain;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>Writes beside the data that the catalog has changed, and what of it, in the same transaction.</summary>
public static class CatalogNews
{
    /// <summary>How many versions back a process may be that reads only the changes; one further behind reads everything.</summary>
    public const int Kept = 10_000;
    private const int Trimming = 256;
    private const int MostOfOneSave = 500;

    /// <summary>
    /// For writes that go past SaveChanges, which tells the catalog by itself. Call once, in the last transaction of a bulk write or of its undo: when that commits,
    /// this process's catalog shows the advertiser's coupons as they then are before CommitAsync returns, and other processes follow. Without an open transaction it
    /// takes one of its own.
    /// </summary>
    public static async Task TellCatalogOfCouponsAsync(this PortalDbContext db, int advertiserId, CancellationToken cancel)
    {
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
        await db.CountCatalogUpAsync(cancel);
        await db.WriteCatalogChangesAsync([new(CatalogSubject.CouponsOfAdvertiser, advertiserId)], cancel);
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

    /// <summary>After <see cref="CountCatalogUpAsync"/>, whose row lock keeps the version this transaction's until it ends.</summary>
    internal static async Task WriteCatalogChangesAsync(this PortalDbContext db, IReadOnlyCollection<CatalogChange> changes, CancellationToken cancel)
    {
        var version = await db.NetworkStates.Where(n => n.Id == NetworkState.TheId).Select(n => n.CatalogVersion).SingleAsync(cancel);
        var told = changes.Count <= MostOfOneSave ? changes : [new CatalogChange(CatalogSubject.Everything)];
        foreach (var (subject, id, other) in told.Select(c => (SnakeCase.Of(c.Subject), c.SubjectId, c.OtherId)))
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO catalog_changes (version, subject, subject_id, other_id) VALUES ({version}, {subject}, {id}, {other})", cancel);
        }

        if (db is PostgresPortalDbContext)
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({CatalogListener.Channel}, '')", cancel);
        }

        if (version % Trimming == 0)
        {
            await db.CatalogChanges.Where(c => c.Version <= version - Kept).ExecuteDeleteAsync(cancel);
        }
    }
}
