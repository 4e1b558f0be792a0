using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CouponPortal.Data.Audit;

/// <summary>
/// Writes the audit log beside every save of what is audited, in the same transaction and right before it commits: an entry is there if, and only if, the change is.
/// It is the last to do so, so that the chain's head is locked for no longer than the commit takes. No use case can forget it.
/// </summary>
internal sealed class AuditInterceptor(TimeProvider time) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // Contexts that save within a transaction that was begun here, because the use case has none.
    private readonly ConditionalWeakTable<DbContext, IDbContextTransaction> _own = [];

    // What each context is just saving; it joins the transaction's entries when the save has succeeded.
    private readonly ConditionalWeakTable<DbContext, AuditChanges> _saving = [];

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalDbContext db && AuditChanges.Of(db.ChangeTracker) is { } changes)
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
    /// <exception cref="NotSupportedException">The log is kept by asynchronous saves alone.</exception>
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        eventData.Context is PortalDbContext db && AuditChanges.Of(db.ChangeTracker) is not null ? throw new NotSupportedException("Save what is audited with SaveChangesAsync.") : result;

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not PortalDbContext db)
        {
            return result;
        }

        if (db.Database.CurrentTransaction is { } transaction)
        {
            await KeepAsync(db, transaction.TransactionId, cancellationToken);
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
        if (eventData.Context is PortalDbContext db)
        {
            // Another interceptor commits its transaction when the save is done, before this one hears of it.
            await KeepAsync(db, eventData.TransactionId, cancellationToken);
            if (db.AuditTrail is { } trail && trail.TransactionId == eventData.TransactionId)
            {
                await trail.WriteAsync(transaction, db is SqlitePortalDbContext, time.GetUtcNow().UtcDateTime, cancellationToken);
                db.AuditTrail = null;
            }
        }

        return result;
    }

    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        eventData.Context is PortalDbContext { AuditTrail: { } trail } && trail.TransactionId == eventData.TransactionId
            ? throw new NotSupportedException("Commit what is audited with CommitAsync.")
            : result;

    private async Task KeepAsync(PortalDbContext db, Guid transactionId, CancellationToken cancel)
    {
        if (_saving.Remove(db, out var saved))
        {
            db.AuditTrailOf(transactionId).Rows.AddRange(await saved.RowsAsync(db, cancel));
        }
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
