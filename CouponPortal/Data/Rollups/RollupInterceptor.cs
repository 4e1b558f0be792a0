using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data.Rollups;

/// <summary>
/// Keeps the rollups in step with conversions that are saved through EF: what each was is taken out and what it is put in, in the same transaction, right before it
/// commits. So each transaction takes the rollups once and last, in one order, and no two wait for each other. No use case can forget it.
/// </summary>
internal sealed class RollupInterceptor : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // Contexts that save within a transaction that was begun here, because the use case has none.
    private readonly ConditionalWeakTable<DbContext, IDbContextTransaction> _own = [];

    // What each context is just saving; it joins the transaction's changes when the save has succeeded.
    private readonly ConditionalWeakTable<DbContext, RollupChanges> _saving = [];

    private readonly ConditionalWeakTable<DbContext, RollupChanges> _pending = [];

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && RollupChanges.Of(db.ChangeTracker) is { } changes)
        {
            _saving.AddOrUpdate(db, changes);
            if (db.Database.CurrentTransaction is null)
            {
                _own.AddOrUpdate(db, await db.Database.BeginTransactionAsync(cancellationToken));
            }
        }

        return result;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The rollups are kept by asynchronous saves alone.</exception>
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        eventData.Context is PortalDbContext db && RollupChanges.Of(db.ChangeTracker) is not null ? throw new NotSupportedException("Save clicks, orders and advertisers with SaveChangesAsync.") : result;

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not PortalDbContext db)
        {
            return result;
        }

        if (_saving.Remove(db, out var saved) && db.Database.CurrentTransaction is { } transaction)
        {
            Keep(db, transaction.TransactionId, saved);
        }

        if (_own.Remove(db, out var own))
        {
            await using (own)
            {
                await own.CommitAsync(cancellationToken);
            }
        }

        return result;
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => GiveUpAsync(eventData.Context);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => GiveUpAsync(eventData.Context);

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not PortalDbContext db)
        {
            return result;
        }

        // Another interceptor commits its transaction when the save is done, before this one hears of it.
        if (_saving.Remove(db, out var saved))
        {
            Keep(db, eventData.TransactionId, saved);
        }

        if (_pending.Remove(db, out var changes) && changes.TransactionId == eventData.TransactionId)
        {
            await new RollupFlush(transaction, db is SqlitePortalDbContext).RunAsync(changes, cancellationToken);
        }

        return result;
    }

    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        eventData.Context is { } db && _pending.TryGetValue(db, out _) ? throw new NotSupportedException("Commit clicks, orders and advertisers with CommitAsync.") : result;

    // Of a transaction that was given up nothing is kept: the context may go on with another one.
    private void Keep(PortalDbContext db, Guid transactionId, RollupChanges saved)
    {
        if (_pending.TryGetValue(db, out var pending) && pending.TransactionId == transactionId)
        {
            pending.Add(saved);
            return;
        }

        saved.TransactionId = transactionId;
        _pending.AddOrUpdate(db, saved);
    }

    private async Task GiveUpAsync(DbContext? db)
    {
        if (db is null)
        {
            return;
        }

        _saving.Remove(db);
        if (_own.Remove(db, out var own))
        {
            await own.DisposeAsync();
        }
    }
}
