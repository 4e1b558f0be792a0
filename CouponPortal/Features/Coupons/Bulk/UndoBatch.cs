using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Takes bulk acts back: whole ones and single coupons of them within a day, and those that are still being applied.</summary>
public sealed class UndoBatch(Database database, BatchRuns runs, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether the batch can be undone now.</summary>
    public bool IsPossible(CouponBatch batch) =>
        batch is { State: CouponBatchState.Applied, AppliedAt: { } applied } && time.GetUtcNow().UtcDateTime < applied + CouponBatch.UndoWindow;

    /// <summary>
    /// Removes what the batch created and restores what it changed, in the background when it is much. Coupons that were used or changed since stay; the batch
    /// says how many, and <see cref="CouponBatchList.LeftAsync"/> which and why.
    /// </summary>
    public async Task<Outcome<CouponBatch>> UndoAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        var (batch, refusal) = await FindAsync(db, actor, id, cancel);
        if (batch is null || refusal is not null)
        {
            return refusal ?? new Outcome<CouponBatch>.NotFound();
        }

        if (!IsPossible(batch))
        {
            return TooLate(batch);
        }

        return await GoOnAsync(db, batch, CouponBatchState.Applied, actor, cancel);
    }

    /// <summary>Takes one coupon of the batch back; the others stay as they are.</summary>
    /// <returns>A conflict says why the coupon was left.</returns>
    public async Task<Outcome<CouponBatch>> UndoOneAsync(Actor actor, int id, int couponId, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        var (batch, refusal) = await FindAsync(db, actor, id, cancel);
        if (batch is null || refusal is not null)
        {
            return refusal ?? new Outcome<CouponBatch>.NotFound();
        }

        var rows = db.CouponBatchRows.AsNoTracking().Where(r => r.BatchId == id && r.CouponId == couponId);
        if (!await rows.AnyAsync(r => r.Before != "", cancel) && !await db.Coupons.AnyAsync(c => c.Id == couponId && c.BatchId == id, cancel))
        {
            return new Outcome<CouponBatch>.NotFound();
        }

        if (!IsPossible(batch))
        {
            return TooLate(batch);
        }

        await new BatchUndoing(database, batch, $"{actor.Name} (undo of bulk change {id})", time).RunAsync(couponId, cancel);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            db.NoteBatch(batch, AuditAct.Undone, actor.Name, ("coupon", couponId));
            await db.TellCatalogOfCouponsAsync(batch.AdvertiserId, cancel);
            await transaction.CommitAsync(cancel);
        }

        var left = await rows.Select(r => r.Left).SingleOrDefaultAsync(cancel);
        return left?.Length > 0 ? new Outcome<CouponBatch>.Conflict("left", left) : Outcome.Done(batch);
    }

    /// <summary>Stops a batch that is not applied yet. Of one that is being applied nothing is kept.</summary>
    public async Task<Outcome<CouponBatch>> CancelAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        var (batch, refusal) = await FindAsync(db, actor, id, cancel);
        if (batch is null || refusal is not null)
        {
            return refusal ?? new Outcome<CouponBatch>.NotFound();
        }

        switch (batch.State)
        {
            case CouponBatchState.Reading or CouponBatchState.Ready:
                await db.MoveAsync(id, batch.State, CouponBatchState.Cancelled, set => Undone(set, actor), cancel);
                return Outcome.Done(await ReadAsync(db, id, cancel));
            case CouponBatchState.Applying:
                return await GoOnAsync(db, batch, CouponBatchState.Applying, actor, cancel);
            default:
                return new Outcome<CouponBatch>.Conflict("batch_state", $"This bulk change is {SnakeCase.Of(batch.State)}; there is nothing to cancel.");
        }
    }

    private static async Task<(CouponBatch? Batch, Outcome<CouponBatch>? Refusal)> FindAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        var batch = await db.CouponBatches.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == id, cancel);
        return batch is null || actor.Manages(batch.AdvertiserId) ? (batch, null) : (batch, new Outcome<CouponBatch>.Forbidden(SaveCoupon.ReadOnlySentence));
    }

    private static Outcome<CouponBatch> TooLate(CouponBatch batch) => new Outcome<CouponBatch>.Conflict(
        "batch_state",
        batch.State == CouponBatchState.Applied
            ? $"It was applied more than {CouponBatch.UndoWindow.TotalHours:0} hours ago, so it cannot be undone any more."
            : $"This bulk change is {SnakeCase.Of(batch.State)}; only an applied one can be undone.");

    // Who applies it at this moment finds another state at the next chunk and takes it back; otherwise it is done here.
    private async Task<Outcome<CouponBatch>> GoOnAsync(PortalDbContext db, CouponBatch batch, CouponBatchState from, Actor actor, CancellationToken cancel)
    {
        var moved = await db.MoveAsync(batch.Id, from, CouponBatchState.Undoing, set => Undone(set, actor).SetProperty(b => b.Done, 0).SetProperty(b => b.Total, b => b.Created + b.Updated), cancel);
        if (!moved)
        {
            return new Outcome<CouponBatch>.Conflict("batch_state", "Somebody else goes on with this bulk change just now.");
        }

        if (await runs.TryClaimAsync(batch.Id, cancel) is { } claim)
        {
            var run = runs.Start(claim, stop => runs.UndoAsync(claim, batch, stop));
            await Task.WhenAny(run, Task.Delay(batch.Total <= CouponBatches.Small ? Patience : TimeSpan.Zero, time, cancel));
        }

        return Outcome.Done(await ReadAsync(db, batch.Id, cancel));
    }

    private static Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<CouponBatch> Undone(
        Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<CouponBatch> set, Actor actor) => set.SetProperty(b => b.UndoneBy, actor.Name);

    private static Task<CouponBatch> ReadAsync(PortalDbContext db, int id, CancellationToken cancel) => db.CouponBatches.AsNoTracking().SingleAsync(b => b.Id == id, cancel);
}
