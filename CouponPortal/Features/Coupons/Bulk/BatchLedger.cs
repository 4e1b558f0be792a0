using CouponPortal.Data;
using CouponPortal.Data.Coupons;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// The batch's own row while it is worked on. Every step asks for the state that it began in, so that a cancel, another node or a second tab ends the work
/// instead of running beside it.
/// </summary>
internal static class BatchLedger
{
    private const string Applied =
        "UPDATE coupon_batches SET done = ?, created = ?, updated = ?, unchanged = ?, refused = ?, first_coupon_id = ?, last_coupon_id = ?, version = version + 1 "
        + "WHERE id = ? AND state = 'applying'";

    private const string Undone = "UPDATE coupon_batches SET done = done + ?, version = version + 1 WHERE id = ? AND state = 'undoing'";

    /// <summary>Moves the batch from one state to another.</summary>
    /// <returns>False when it is not in that state any more.</returns>
    public static async Task<bool> MoveAsync(
        this PortalDbContext db, int id, CouponBatchState from, CouponBatchState to, Action<UpdateSettersBuilder<CouponBatch>> also, CancellationToken cancel) =>
        await db.CouponBatches.Where(b => b.Id == id && b.State == from).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(b => b.State, to).SetProperty(b => b.Version, b => b.Version + 1);
                also(set);
            },
            cancel) == 1;

    /// <summary>Notes in the chunk's own transaction what is done with it.</summary>
    /// <exception cref="BatchStoppedException">The batch is not being applied any more.</exception>
    public static void NoteApplied(this CouponStore store, CouponBatch batch, BatchCounts counts)
    {
        if (store.Execute(
            Applied, (long)counts.Done, (long)counts.Created, (long)counts.Updated, (long)counts.Unchanged, (long)counts.Refused,
            (long?)batch.FirstCouponId, (long?)batch.LastCouponId, (long)batch.Id) == 0)
        {
            throw new BatchStoppedException();
        }
    }

    /// <exception cref="BatchStoppedException">The batch is not being undone any more.</exception>
    public static void NoteUndone(this CouponStore store, int batchId, int coupons)
    {
        if (store.Execute(Undone, (long)coupons, (long)batchId) == 0)
        {
            throw new BatchStoppedException();
        }
    }
}

/// <summary>Somebody else moved the batch on: who works on it leaves it to them.</summary>
internal sealed class BatchStoppedException() : Exception("The bulk change was stopped.");

/// <summary>A row was refused although nothing was to be applied then. The message is for people.</summary>
internal sealed class BatchRefusedException(string message) : Exception(message);
