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
    // Contexts with a change that is not committed yet, and the transaction that was begun here because the use case has none.
    private readonly ConditionalWeakTable<DbContext, StrongBox<IDbContextTransaction?>> _changed = [];

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && db.ChangeTracker.Entries().Any(IsCatalogChange))
        {
            var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
            _changed.AddOrUpdate(db, new StrongBox<IDbContextTransaction?>(own));
            await CountUpAsync(db, cancellationToken);
        }

        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (OwnOf(eventData.Context) is { } own)
        {
            await using (own)
            {
                await own.CommitAsync(cancellationToken);
            }
        }

        return result;
    }

    public async Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => await GiveUpAsync(eventData.Context);

    public async Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => await GiveUpAsync(eventData.Context);

    public override async Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db && _changed.Remove(db))
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

    private IDbContextTransaction? OwnOf(DbContext? db) => db is not null && _changed.TryGetValue(db, out var change) ? change.Value : null;

    private async Task GiveUpAsync(DbContext? db)
    {
        if (OwnOf(db) is { } own)
        {
            _changed.Remove(db!);
            await own.DisposeAsync();
        }
    }

    private static Task<int> CountUpAsync(PortalDbContext db, CancellationToken cancel) => db.NetworkStates
        .Where(n => n.Id == NetworkState.TheId)
        .ExecuteUpdateAsync(set => set.SetProperty(n => n.CatalogVersion, n => n.CatalogVersion + 1), cancel);

    private static bool IsCatalogChange(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry) =>
        entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
        && entry.Entity is Advertiser or Offer or Approval or ApprovalPeriod or Partner or Coupon or CouponPartner or CouponPeriod or SuppressedCode or NetworkState;
}
