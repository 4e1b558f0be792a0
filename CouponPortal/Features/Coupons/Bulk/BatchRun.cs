using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>One batch's way through its states, from Applying or Undoing to an end.</summary>
internal sealed class BatchRun(Database database, TimeProvider time, ILogger log)
{
    private const string Interrupted = "The portal stopped while this was being applied, so nothing of it was kept.";

    public async Task ApplyAsync(CouponBatch batch, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        try
        {
            await new BatchApplying(database, batch, batch.MadeBy, time).RunAsync(entries, told, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (BatchStoppedException)
        {
            await UndoAsync(batch.Id, cancel);
        }
        catch (BatchRefusedException refused)
        {
            await TakeBackAsync(batch.Id, refused.Message, cancel);
        }
        catch (Exception error)
        {
            log.LogError(error, "Bulk change {Batch} failed while it was applied; it is taken back.", batch.Id);
            await TakeBackAsync(batch.Id, "It failed by a fault of the portal, so nothing of it was kept. The portal's log says more.", cancel);
        }
    }

    /// <summary>The dry run. One that breaks off leaves a failed batch, not one that says for ever that it is being checked.</summary>
    public async Task JudgeAsync(CouponBatch batch, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel)
    {
        try
        {
            await new BatchJudging(database, batch, time).RunAsync(entries, told, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogError(error, "Bulk change {Batch} failed while it was checked.", batch.Id);
            await using var db = database.CreateDbContext();
            await db.MoveAsync(
                batch.Id,
                CouponBatchState.Reading,
                CouponBatchState.Failed,
                set => set.SetProperty(b => b.Message, "It could not be checked by a fault of the portal, so nothing was changed. The portal's log says more."),
                cancel);
        }
    }

    public async Task RecoverAsync(int id, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var state = await db.CouponBatches.Where(b => b.Id == id).Select(b => b.State).SingleAsync(cancel);
        await (state switch
        {
            CouponBatchState.Applying => TakeBackAsync(id, Interrupted, cancel),
            CouponBatchState.Undoing => UndoAsync(id, cancel),
            _ => Task.CompletedTask,
        });
    }

    /// <summary>Finishes a batch that is Undoing: one that was applied is Undone then, one that was not is Cancelled by who asked for it, or Failed.</summary>
    public async Task UndoAsync(int id, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var batch = await db.CouponBatches.AsNoTracking().SingleAsync(b => b.Id == id, cancel);
        if (batch.State != CouponBatchState.Undoing)
        {
            return;
        }

        var who = batch.UndoneBy.Length > 0 ? batch.UndoneBy : batch.MadeBy;
        await new BatchUndoing(database, batch, $"{who} (undo of bulk change {id})", time).RunAsync(null, cancel);
        var end = batch switch
        {
            { AppliedAt: not null } => CouponBatchState.Undone,
            { UndoneBy.Length: > 0 } => CouponBatchState.Cancelled,
            _ => CouponBatchState.Failed,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var left = await db.CouponBatchRows.CountAsync(r => r.BatchId == id && r.Left != "", cancel);
        var message = left == 0 ? batch.Message : $"{batch.Message} {(left == 1 ? "1 coupon was left as it is." : $"{left} coupons were left as they are.")}".Trim();
        await db.MoveAsync(
            id, CouponBatchState.Undoing, end, set => set.SetProperty(b => b.Message, message).SetProperty(b => b.UndoneAt, time.GetUtcNow().UtcDateTime), cancel);
        if (end == CouponBatchState.Undone)
        {
            db.NoteBatch(batch, AuditAct.Undone, who, ("left", left));
        }

        await db.TellCatalogOfCouponsAsync(batch.AdvertiserId, cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task TakeBackAsync(int id, string why, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        await db.MoveAsync(
            id,
            CouponBatchState.Applying,
            CouponBatchState.Undoing,
            set => set.SetProperty(b => b.Message, why).SetProperty(b => b.Done, 0).SetProperty(b => b.Total, b => b.Created + b.Updated),
            cancel);
        await UndoAsync(id, cancel);
    }
}
