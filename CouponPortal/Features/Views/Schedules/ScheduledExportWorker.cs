using CouponPortal.Data;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>Runs the scheduled exports that are due, and removes files that were kept long enough.</summary>
public sealed class ScheduledExportWorker(
    IDbContextFactory<PortalDbContext> contexts, RunExport runs, ExportFolder folder, TimeProvider time, ILogger<ScheduledExportWorker> log) : DueWorker<ScheduledExport>(contexts, time, log)
{
    // Ends before the claim does: two nodes must not send the same file.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(55);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);
    private DateTime _nextSweep;

    protected override (int Batch, int AtOnce) Most => (10, 2);

    protected override TimeSpan Idle => TimeSpan.FromSeconds(5);

    protected override TimeSpan Claim => TimeSpan.FromMinutes(60);

    protected override string What => "The scheduled exports that are due";

    public override async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var run = await base.RunOnceAsync(cancel);
        await CleanAsync(cancel);
        return run;
    }

    protected override IQueryable<ScheduledExport> Waiting(PortalDbContext db) => db.ScheduledExports.Where(e => e.State == ScheduleState.Active);

    protected override IQueryable<ScheduledExport> Of(IQueryable<ScheduledExport> rows, ScheduledExport row) => rows.Where(e => e.Id == row.Id);

    protected override async Task RunAsync(ScheduledExport row, CancellationToken cancel)
    {
        await EndLeftAsync(row.Id, cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        var (run, wantsNoMore) = await runs.RunAsync(row, limit.Token);
        var now = Now;
        var failures = run.State == ExportRunState.Done ? 0 : row.Failures + 1;
        var retry = failures == 0 ? null : ScheduledExport.RetryAfter(failures);
        var next = retry is { } wait ? now + wait : row.NextAfter(now);
        var state = wantsNoMore ? ScheduleState.Paused : row.State;
        var left = retry is null ? 0 : failures;

        // Of the schedule as it was when it ran: what somebody changed meanwhile is another one.
        await using var db = await Contexts.CreateDbContextAsync(CancellationToken.None);
        await Claimed(db.ScheduledExports.Where(e => e.Version == row.Version), row).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.DueAt, next).SetProperty(e => e.Failures, left).SetProperty(e => e.State, state), CancellationToken.None);
    }

    // A run whose process ended in the middle; this node has the claim, so nobody else works on it.
    private async Task EndLeftAsync(int exportId, CancellationToken cancel)
    {
        var now = Now;
        await using var db = await Contexts.CreateDbContextAsync(cancel);
        await db.ExportRuns.Where(r => r.ScheduledExportId == exportId && r.State == ExportRunState.Running).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, ExportRunState.Failed).SetProperty(r => r.EndedAt, now).SetProperty(r => r.Error, "The portal was stopped in the middle of it."), cancel);
    }

    private async Task CleanAsync(CancellationToken cancel)
    {
        var now = Now;
        await using var db = await Contexts.CreateDbContextAsync(cancel);
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
