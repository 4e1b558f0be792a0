using System.Data.Common;
using System.Runtime.CompilerServices;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data.Catalog;

/// <summary>
/// Notices saves of anything the catalog holds, counts the version up in the same transaction, and raises the signal after the commit: no use case can
/// forget it.
/// </summary>
public sealed class CatalogInterceptors(CatalogSignal signal) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // Contexts with an unannounced change, and the transaction that was begun for it; null when the use case has its own.
    private readonly ConditionalWeakTable<DbContext, StrongBox<IDbContextTransaction?>> _changed = [];

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && db.ChangeTracker.Entries().Any(IsCatalogChange))
        {
            // Counted in a second transaction, a save whose caller hung up in between would stay unknown to the hot path.
            var ours = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
            _changed.AddOrUpdate(db, new StrongBox<IDbContextTransaction?>(ours));
        }

        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && _changed.TryGetValue(db, out var ours))
        {
            await CountUpAsync(db, cancellationToken);
            if (ours.Value is { } transaction)
            {
                await transaction.CommitAsync(cancellationToken);
                await transaction.DisposeAsync();
            }
        }

        return result;
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => EndAsync(eventData.Context);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => EndAsync(eventData.Context);

    public override async Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && _changed.Remove(db))
        {
            await signal.RaiseAsync();
        }
    }

    public override Task TransactionRolledBackAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db)
        {
            _changed.Remove(db);
        }

        return Task.CompletedTask;
    }

    // A use case's own transaction is its own to end.
    private async Task EndAsync(DbContext? db)
    {
        if (db is not null && _changed.TryGetValue(db, out var ours) && ours.Value is { } transaction)
        {
            _changed.Remove(db);
            await transaction.DisposeAsync();
        }
    }

    private static Task<int> CountUpAsync(PortalDbContext db, CancellationToken cancel) => db.NetworkStates
        .Where(n => n.Id == NetworkState.TheId)
        .ExecuteUpdateAsync(set => set.SetProperty(n => n.CatalogVersion, n => n.CatalogVersion + 1), cancel);

    private static bool IsCatalogChange(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry) =>
        entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
        && entry.Entity is Advertiser or Offer or Approval or ApprovalPeriod or Partner or Coupon or CouponPartner or CouponPeriod or SuppressedCode or NetworkState;
}
