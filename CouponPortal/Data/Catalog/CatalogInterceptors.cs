using System.Data.Common;
using System.Runtime.CompilerServices;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Data.Catalog;

/// <summary>
/// Notices saves of anything the catalog holds, counts the version up in the same transaction, and raises the signal after the commit: no use case can
/// forget it.
/// </summary>
public sealed class CatalogInterceptors(CatalogSignal signal) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // Contexts with an unannounced change, and whether a transaction of the use case's own must be committed first. (SaveChanges' own transaction also
    // passes the commit handler, before SavedChanges: it must not count there.)
    private readonly ConditionalWeakTable<DbContext, StrongBox<bool>> _changed = [];

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && db.ChangeTracker.Entries().Any(IsCatalogChange))
        {
            var inTransaction = db.Database.CurrentTransaction is not null;
            _changed.AddOrUpdate(db, new StrongBox<bool>(inTransaction));
            if (inTransaction)
            {
                await CountUpAsync(db, cancellationToken);
            }
        }

        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && _changed.TryGetValue(db, out var inTransaction) && !inTransaction.Value)
        {
            _changed.Remove(db);
            await CountUpAsync(db, cancellationToken);
            await signal.RaiseAsync();
        }

        return result;
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db && _changed.TryGetValue(db, out var inTransaction) && !inTransaction.Value)
        {
            _changed.Remove(db);
        }

        return Task.CompletedTask;
    }

    public override async Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && _changed.TryGetValue(db, out var inTransaction) && inTransaction.Value)
        {
            _changed.Remove(db);
            await signal.RaiseAsync();
        }
    }

    public override Task TransactionRolledBackAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db && _changed.TryGetValue(db, out var inTransaction) && inTransaction.Value)
        {
            _changed.Remove(db);
        }

        return Task.CompletedTask;
    }

    private static Task<int> CountUpAsync(PortalDbContext db, CancellationToken cancel) => db.NetworkStates
        .Where(n => n.Id == NetworkState.TheId)
        .ExecuteUpdateAsync(set => set.SetProperty(n => n.CatalogVersion, n => n.CatalogVersion + 1), cancel);

    private static bool IsCatalogChange(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry) =>
        entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
        && entry.Entity is Advertiser or Offer or Approval or ApprovalPeriod or Partner or Coupon or CouponPartner or CouponPeriod or SuppressedCode or NetworkState;
}
