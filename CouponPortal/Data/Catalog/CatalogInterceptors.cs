using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data.Catalog;

/// <summary>
/// Notices saves of anything the catalog holds, counts the version up and writes what has changed in the same transaction, and raises the signal after the commit:
/// no use case can forget it.
/// </summary>
public sealed class CatalogInterceptors(CatalogSignal signal) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // Contexts that save within a transaction that was begun here, because the use case has none.
    private readonly ConditionalWeakTable<DbContext, IDbContextTransaction> _own = [];

    // What each context is just saving. Asked for its ids after the save, when a new row has one.
    private readonly ConditionalWeakTable<DbContext, List<object>> _saving = [];

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && db.ChangeTracker.Entries().Where(IsCatalogChange).Select(e => e.Entity).ToList() is { Count: > 0 } changed)
        {
            _saving.AddOrUpdate(db, changed);
            if (db.Database.CurrentTransaction is null)
            {
                _own.AddOrUpdate(db, await db.Database.BeginTransactionAsync(cancellationToken));
            }

            await db.CountCatalogUpAsync(cancellationToken);
        }

        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && _saving.Remove(db, out var changed))
        {
            await db.WriteCatalogChangesAsync([.. changed.Select(CatalogChange.Of).OfType<CatalogChange>().Distinct()], cancellationToken);
        }

        if (TakeOwnOf(eventData.Context) is { } own)
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
        if (eventData.Context is PortalDbContext { HasCatalogNews: true } db)
        {
            db.HasCatalogNews = false;
            await signal.RaiseAsync();
        }
    }

    public override Task TransactionRolledBackAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db)
        {
            db.HasCatalogNews = false;
        }

        return Task.CompletedTask;
    }

    private IDbContextTransaction? TakeOwnOf(DbContext? db) => db is not null && _own.Remove(db, out var own) ? own : null;

    private async Task GiveUpAsync(DbContext? db)
    {
        if (db is not null)
        {
            _saving.Remove(db);
        }

        if (TakeOwnOf(db) is { } own)
        {
            await own.DisposeAsync();
            ((PortalDbContext)db!).HasCatalogNews = false;
        }
    }

    private static bool IsCatalogChange(EntityEntry entry) =>
        entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && CatalogChange.Of(entry.Entity) is not null;
}
