using System.Collections.Concurrent;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Judges and applies the rows of an import. Both go on in the background; the caller of a small one gets its end.</summary>
public sealed class RunImport(IDbContextFactory<PortalDbContext> contexts, CouponBatches batches, ImportFolder folder)
{
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _held = new();

    /// <summary>The dry run over all rows, from the beginning.</summary>
    public Task<Outcome<CouponBatch>> JudgeAsync(Actor actor, int id, CancellationToken cancel = default) => BeginAsync(actor, id, afresh: true, null, batches.JudgeAsync, cancel);

    /// <param name="allOrNothing">Applies no row when one is refused.</param>
    public Task<Outcome<CouponBatch>> ApplyAsync(Actor actor, int id, bool allOrNothing, CancellationToken cancel = default) =>
        BeginAsync(actor, id, afresh: false, allOrNothing, batches.ApplyAsync, cancel);

    /// <summary>Nobody else changes rows of the import, or begins to run it, until it is disposed.</summary>
    internal async Task<IDisposable> HoldAsync(int id, CancellationToken cancel)
    {
        var held = _held.GetOrAdd(id, _ => new SemaphoreSlim(1));
        await held.WaitAsync(cancel);
        return new Release(held);
    }

    /// <summary>Judges the rows of these sort keys again, after one of them was changed.</summary>
    internal async Task JudgeAgainAsync(CouponBatch batch, IEnumerable<string> keys, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var run = await ImportRun.BeginAsync(db, batch, folder.BenchOf(batch.Id), afresh: false, cancel);
        var judge = new JudgeEntries(await BatchScene.ReadAsync(db, batch.AdvertiserId, cancel), batch.Kind.Creates());
        using var bench = run.Open();
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            var judged = await judge.JudgeAsync(db, [.. bench.OfCode(run.CodeColumn, key).Select(run.Entry)], cancel);
            run.Told([.. judged.Select(j => j.Verdict)]);
        }

        var counts = bench.Counts();
        var (created, updated, unchanged, refused) = (counts[EntryOutcome.Created], counts[EntryOutcome.Updated], counts[EntryOutcome.Unchanged], counts[EntryOutcome.Refused]);
        await db.CouponBatches.Where(b => b.Id == batch.Id && b.State == CouponBatchState.Ready).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.Total, counts.Values.Sum()).SetProperty(b => b.Done, counts.Values.Sum()).SetProperty(b => b.Created, created)
                .SetProperty(b => b.Updated, updated).SetProperty(b => b.Unchanged, unchanged).SetProperty(b => b.Refused, refused),
            cancel);
    }

    private async Task<Outcome<CouponBatch>> BeginAsync(
        Actor actor,
        int id,
        bool afresh,
        bool? allOrNothing,
        Func<Actor, int, IEnumerable<CouponEntry>, Action<IReadOnlyList<EntryVerdict>>?, CancellationToken, Task<Outcome<CouponBatch>>> begin,
        CancellationToken cancel)
    {
        using var held = await HoldAsync(id, cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var batch = await db.CouponBatches.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(b => b.Id == id, cancel);
        if (batch is null || ImportSettings.Parse(batch.Settings) is not { } settings)
        {
            return new Outcome<CouponBatch>.NotFound();
        }

        if (!actor.Manages(batch.AdvertiserId))
        {
            return new Outcome<CouponBatch>.Forbidden(SaveCoupon.ReadOnlySentence);
        }

        if (batch.State is not (CouponBatchState.Reading or CouponBatchState.Ready))
        {
            return new Outcome<CouponBatch>.Conflict("batch_state", $"This import is {SnakeCase.Of(batch.State)} already.");
        }

        if (allOrNothing == true && batch is { State: CouponBatchState.Ready, Refused: > 0 })
        {
            return new Outcome<CouponBatch>.Conflict("rows_refused", $"{batch.Refused} rows are refused, so nothing was applied. Correct or delete them first.");
        }

        if (!folder.HasBench(id))
        {
            return new Outcome<CouponBatch>.Conflict("rows_gone", "The rows of this import are no longer kept here. Upload the file again.");
        }

        if (settings.Match.Faults(batch.Kind, settings.OfferId is not null) is [var fault, ..])
        {
            return new Outcome<CouponBatch>.Conflict(fault.Code, fault.Message);
        }

        var run = await ImportRun.BeginAsync(db, batch, folder.BenchOf(id), afresh, cancel);
        if (allOrNothing is { } all && all != batch.AllOrNothing)
        {
            await db.CouponBatches.Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.AllOrNothing, all), cancel);
        }

        return await begin(actor, id, run.Entries(), run.Told, cancel);
    }

    private sealed class Release(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
