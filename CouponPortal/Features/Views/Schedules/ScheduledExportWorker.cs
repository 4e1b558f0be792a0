using CouponPortal.Data;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>
/// Runs the scheduled exports that are due. The due time is a column: whoever moves it on has the export, so that of several nodes one runs it, and a node that dies leaves it
/// to be run when its claim has run out.
/// </summary>
public sealed class ScheduledExportWorker(IDbContextFactory<PortalDbContext> contexts, RunExport runs, ExportFolder folder, TimeProvider time, ILogger<ScheduledExportWorker> log) : BackgroundService
{
    private const int Batch = 10;
    private const int AtOnce = 2;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(60);

    // Ends before the claim does: two nodes must not send the same file.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(55);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);
    private DateTime _nextSweep;

    /// <summary>Runs what is due now, and removes files that were kept long enough.</summary>
    /// <returns>How many were run.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var due = await ClaimAsync(cancel);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (export, stop) => await RunAsync(export, stop));
        await CleanAsync(cancel);
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The scheduled exports that are due could not be run; it is tried again.");
            }

            await Task.Delay(Idle, time, stoppingToken);
        }
    }

    private async Task<List<ScheduledExport>> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var due = await db.ScheduledExports.AsNoTracking().Where(e => e.State == ScheduleState.Active && e.DueAt <= now).OrderBy(e => e.DueAt).Take(Batch).ToListAsync(cancel);
        var claimed = new List<ScheduledExport>(due.Count);
        foreach (var export in due)
        {
            var (id, was) = (export.Id, export.DueAt);
            if (await db.ScheduledExports.Where(e => e.Id == id && e.State == ScheduleState.Active && e.DueAt == was).ExecuteUpdateAsync(set => set.SetProperty(e => e.DueAt, now + Claim), cancel) == 1)
            {
                claimed.Add(export);
            }
        }

        return claimed;
    }

    private async Task RunAsync(ScheduledExport export, CancellationToken cancel)
    {
        await EndLeftAsync(export.Id, cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        var (run, wantsNoMore) = await runs.RunAsync(export, limit.Token);
        var now = time.GetUtcNow().UtcDateTime;
        var failures = run.State == ExportRunState.Done ? 0 : export.Failures + 1;
        var retry = failures == 0 ? null : ScheduledExport.RetryAfter(failures);
        var next = retry is { } wait ? now + wait : export.NextAfter(now);
        var state = wantsNoMore ? ScheduleState.Paused : export.State;
        var left = retry is null ? 0 : failures;

        // Of the schedule as it was when it ran: what somebody changed meanwhile is another one.
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await db.ScheduledExports.Where(e => e.Id == export.Id && e.Version == export.Version).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.DueAt, next).SetProperty(e => e.Failures, left).SetProperty(e => e.State, state), CancellationToken.None);
    }

    // A run whose process ended in the middle; this node has the claim, so nobody else works on it.
    private async Task EndLeftAsync(int exportId, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.ExportRuns.Where(r => r.ScheduledExportId == exportId && r.State == ExportRunState.Running).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, ExportRunState.Failed).SetProperty(r => r.EndedAt, now).SetProperty(r => r.Error, "The portal was stopped in the middle of it."), cancel);
    }

    private async Task CleanAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.ExportRuns.Where(r => r.FileUntil != null && r.FileUntil <= now).ExecuteUpdateAsync(set => set.SetProperty(r => r.FileUntil, (DateTime?)null), cancel);
        if (now < _nextSweep)
        {
            return;
        }

        // Every node by itself: the row may have gone by another one's hand.
        _nextSweep = now + Sweep;
        var here = folder.Runs();
        foreach (var part in here.Chunk(1_000))
        {
            var kept = await db.ExportRuns.Where(r => part.Contains(r.Id) && (r.FileUntil != null || r.State == ExportRunState.Running)).Select(r => r.Id).ToListAsync(cancel);
            foreach (var id in part.Except(kept))
            {
                folder.Remove(id);
            }
        }
    }
}
