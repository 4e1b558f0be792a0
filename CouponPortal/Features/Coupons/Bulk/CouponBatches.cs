using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// Bulk acts from their first row on: made, judged without writing, applied. Judging and applying go on in the background; small ones are waited for, so that
/// the caller has the result at once.
/// </summary>
public sealed class CouponBatches(Database database, BatchRuns runs, TimeProvider time)
{
    /// <summary>Rows up to which the caller waits for the end.</summary>
    public const int Small = 1_000;

    private static readonly TimeSpan Handover = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Outcome<CouponBatch> Busy = new Outcome<CouponBatch>.Conflict("batch_state", "Somebody else goes on with this bulk change just now.");

    /// <summary>Begins a batch of the advertiser in state Reading.</summary>
    public async Task<Outcome<CouponBatch>> CreateAsync(Actor actor, NewBatch made, CancellationToken cancel = default)
    {
        if (!actor.Sees(made.AdvertiserId))
        {
            return new Outcome<CouponBatch>.NotFound();
        }

        if (!actor.Manages(made.AdvertiserId))
        {
            return new Outcome<CouponBatch>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        await using var db = database.CreateDbContext();
        var name = made.FileName.Length > CouponBatch.MaxFileName ? made.FileName[^CouponBatch.MaxFileName..] : made.FileName;
        var batch = new CouponBatch
        {
            AdvertiserId = made.AdvertiserId,
            Kind = made.Kind,
            State = CouponBatchState.Reading,
            FileName = name,
            Settings = made.Settings,
            AllOrNothing = made.AllOrNothing,
            Total = made.Total,
            MadeBy = actor.Name,
            MadeAt = time.GetUtcNow().UtcDateTime,
        };
        db.CouponBatches.Add(batch);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(batch);
    }

    /// <summary>The dry run: judges every row, writes none, and leaves the batch Ready with its counts. May be asked again after rows were edited.</summary>
    /// <param name="entries">Ordered by normal code; enumerated once, in the background, and so still after this returned.</param>
    /// <param name="told">Gets the verdicts chunk by chunk, in the entries' order, from one thread at a time.</param>
    public Task<Outcome<CouponBatch>> JudgeAsync(
        Actor actor, int id, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told = null, CancellationToken cancel = default) =>
        BeginAsync(actor, id, CouponBatchState.Reading, (_, batch, stop) => runs.JudgeAsync(batch, entries, told, stop), cancel);

    /// <summary>Applies the batch: the rows that are not refused, or none when one is and the batch is all or nothing.</summary>
    /// <param name="entries">As for <see cref="JudgeAsync"/>; of an all-or-nothing batch enumerated twice.</param>
    /// <param name="told">As for <see cref="JudgeAsync"/>, once the rows of a chunk are stored: created ones have their ids. Of an all-or-nothing batch also before that.</param>
    public Task<Outcome<CouponBatch>> ApplyAsync(
        Actor actor, int id, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told = null, CancellationToken cancel = default) =>
        BeginAsync(actor, id, CouponBatchState.Applying, (claim, batch, stop) => runs.ApplyAsync(claim, batch, entries, told, stop), cancel);

    /// <summary>Completes when nothing works on the batch in this process any more.</summary>
    public Task WaitAsync(int id, CancellationToken cancel = default) => runs.WaitAsync(id, cancel);

    private async Task<Outcome<CouponBatch>> BeginAsync(
        Actor actor, int id, CouponBatchState state, Func<BatchClaim, CouponBatch, CancellationToken, Task> work, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        if (await db.CouponBatches.VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == id, cancel) is not { } batch)
        {
            return new Outcome<CouponBatch>.NotFound();
        }

        if (!actor.Manages(batch.AdvertiserId))
        {
            return new Outcome<CouponBatch>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        if (batch.State is not (CouponBatchState.Reading or CouponBatchState.Ready))
        {
            return new Outcome<CouponBatch>.Conflict("batch_state", $"This bulk change is {SnakeCase.Of(batch.State)} already.");
        }

        if (batch.State == CouponBatchState.Ready)
        {
            // Its trial is over and everybody sees so, but may not have let go of it yet.
            await Task.WhenAny(runs.WaitAsync(id, cancel), Task.Delay(Handover, time, cancel));
        }

        if (await runs.TryClaimAsync(id, cancel) is not { } claim)
        {
            return Busy;
        }

        try
        {
            (batch.State, batch.Done, batch.Version) = (state, 0, batch.Version + 1);
            (batch.Created, batch.Updated, batch.Unchanged, batch.Refused) = (0, 0, 0, 0);
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            await claim.DisposeAsync();
            return Busy;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }

        var run = runs.Start(claim, stop => work(claim, batch, stop));
        await (batch.Total is > 0 and <= Small ? Task.WhenAny(run, Task.Delay(Patience, time, cancel)) : Task.CompletedTask);
        return Outcome.Done(await db.CouponBatches.AsNoTracking().SingleAsync(b => b.Id == id, cancel));
    }
}
