using System.Collections.Concurrent;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>The work on batches that goes on in this process, whoever looks at it or has gone away.</summary>
public sealed class BatchRuns(IDbContextFactory<PortalDbContext> contexts, ILogger<BatchRuns> log) : IDisposable
{
    private readonly ConcurrentDictionary<int, Task> _running = new();
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _turns = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Completes when nothing works on the batch here any more.</summary>
    public Task WaitAsync(int batchId, CancellationToken cancel = default) => _running.TryGetValue(batchId, out var run) ? run.WaitAsync(cancel) : Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <summary>Works on the batch in the background.</summary>
    internal Task Start(int batchId, Func<CancellationToken, Task> work)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Task.Run(
            async () =>
        {
            await begun.Task.WaitAsync(CancellationToken.None);
            try
            {
                await GuardedAsync(batchId, work);
            }
            finally
            {
                _running.TryRemove(batchId, out _);
            }
        },
            CancellationToken.None);
        _running[batchId] = run;
        begun.SetResult();
        return run;
    }

    /// <summary>Coupons of one advertiser are changed by one batch at a time; the others wait here.</summary>
    internal async Task InTurnAsync(int advertiserId, Func<Task> work, CancellationToken cancel)
    {
        var turn = _turns.GetOrAdd(advertiserId, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancel);
        try
        {
            await work();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task GuardedAsync(int batchId, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stopping.Token);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "Bulk change {Batch} failed.", batchId);
            await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
            await db.CouponBatches.Where(b => b.Id == batchId)
                .ExecuteUpdateAsync(set => set.SetProperty(b => b.State, CouponBatchState.Failed).SetProperty(b => b.Message, "It failed on a fault of the portal; the log says which."), CancellationToken.None);
        }
    }
}
