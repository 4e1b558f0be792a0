using System.Collections.Concurrent;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// The work on batches that goes on in this process, whoever looks at it or has gone away: one at a time on a batch, one writing batch at a time of an advertiser.
/// </summary>
public sealed class BatchRuns(Database database, TimeProvider time, ILogger<BatchRuns> log) : IDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _claimed = new();
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _turns = new();
    private readonly CancellationTokenSource _stopping = new();
    private bool _disposed;

    /// <summary>Completes when nothing works on the batch here any more.</summary>
    public Task WaitAsync(int batchId, CancellationToken cancel = default) => _claimed.TryGetValue(batchId, out var run) ? run.Task.WaitAsync(cancel) : Task.CompletedTask;

    /// <summary>Ends all work between two chunks. What was under way is taken back at the next start.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        // A host that is torn down in the middle of its start disposes before it stops.
        if (_disposed)
        {
            return;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_claimed.Values.Select(c => c.Task)).WaitAsync(cancel);
    }

    public void Dispose()
    {
        _disposed = true;
        _stopping.Dispose();
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <returns>Null when somebody works on the batch, here or on another node.</returns>
    internal async Task<BatchClaim?> TryClaimAsync(int batchId, CancellationToken cancel)
    {
        if (!_claimed.TryAdd(batchId, new(TaskCreationOptions.RunContinuationsAsynchronously)))
        {
            return null;
        }

        BatchClaim? claim = null;
        try
        {
            return claim = await BatchClaim.TryTakeAsync(database, batchId, Release, cancel);
        }
        finally
        {
            if (claim is null)
            {
                Release(batchId);
            }
        }
    }

    /// <summary>Works on the batch in the background and gives up the claim at the end. The task never fails.</summary>
    internal Task Start(BatchClaim claim, Func<CancellationToken, Task> work) => Task.Run(() => GuardedAsync(claim, work), CancellationToken.None);

    /// <summary>Judges a batch that is Reading; dry runs need no turn.</summary>
    internal Task JudgeAsync(CouponBatch batch, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel) =>
        new BatchRun(database, time, log).JudgeAsync(batch, entries, told, cancel);

    /// <summary>Applies a batch that is Applying; whatever stops it, nothing of it is kept then.</summary>
    internal Task ApplyAsync(BatchClaim claim, CouponBatch batch, IEnumerable<CouponEntry> entries, Action<IReadOnlyList<EntryVerdict>>? told, CancellationToken cancel) =>
        InTurnAsync(claim, batch.AdvertiserId, () => new BatchRun(database, time, log).ApplyAsync(batch, entries, told, cancel), cancel);

    /// <summary>Takes back a batch that is Undoing.</summary>
    internal Task UndoAsync(BatchClaim claim, CouponBatch batch, CancellationToken cancel) =>
        InTurnAsync(claim, batch.AdvertiserId, () => new BatchRun(database, time, log).UndoAsync(batch.Id, cancel), cancel);

    /// <summary>Goes on with what a process left that ended, in turn like all else: applying is taken back, taking back is finished.</summary>
    internal async Task RecoverAsync(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var left = await db.CouponBatches.AsNoTracking().Where(b => b.State == CouponBatchState.Applying || b.State == CouponBatchState.Undoing).OrderBy(b => b.Id).ToListAsync(cancel);
        foreach (var batch in left)
        {
            if (await TryClaimAsync(batch.Id, cancel) is { } claim)
            {
                _ = Start(claim, stop => InTurnAsync(claim, batch.AdvertiserId, () => new BatchRun(database, time, log).RecoverAsync(batch.Id, stop), stop));
            }
        }
    }

    private void Release(int batchId)
    {
        if (_claimed.TryRemove(batchId, out var run))
        {
            run.SetResult();
        }
    }

    private async Task InTurnAsync(BatchClaim claim, int advertiserId, Func<Task> work, CancellationToken cancel)
    {
        var turn = _turns.GetOrAdd(advertiserId, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancel);
        try
        {
            await claim.TakeTurnAsync(advertiserId, cancel);
            await work();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task GuardedAsync(BatchClaim claim, Func<CancellationToken, Task> work)
    {
        await using (claim)
        {
            try
            {
                await work(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                log.LogInformation("Bulk change {Batch} stops with the portal; it is dealt with at the next start.", claim.BatchId);
            }
            catch (Exception error)
            {
                log.LogError(error, "Bulk change {Batch} failed; it is tried again later.", claim.BatchId);
            }
        }
    }
}
