using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Takes away workbenches that nobody needs: a day after the file came or was applied, which is as long as it can be undone, and at once when the import is over.</summary>
public sealed class ImportCleaning(IDbContextFactory<PortalDbContext> contexts, ImportFolder folder, TimeProvider time, ILogger<ImportCleaning> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Imports that were being checked when the process ended; their rows are only half known.</summary>
    public async Task RecoverAsync(CancellationToken cancel)
    {
        folder.DeleteLeftovers();
        var mine = folder.Batches();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.CouponBatches.Where(b => mine.Contains(b.Id) && b.State == CouponBatchState.Reading && b.Settings != "").ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, CouponBatchState.Cancelled).SetProperty(b => b.Message, "The portal was restarted while it checked the rows. Upload the file again."), cancel);
    }

    public async Task CleanAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow().UtcDateTime - CouponBatch.UndoWindow;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        foreach (var id in folder.Batches())
        {
            // Abandoned: nobody came back to apply it.
            await db.CouponBatches.Where(b => b.Id == id && (b.State == CouponBatchState.Reading || b.State == CouponBatchState.Ready) && b.MadeAt < before).ExecuteUpdateAsync(
                set => set.SetProperty(b => b.State, CouponBatchState.Cancelled).SetProperty(b => b.Message, "Nobody applied it within a day."), cancel);
            var batch = await db.CouponBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancel);
            if (batch is null or { State: CouponBatchState.Cancelled or CouponBatchState.Failed or CouponBatchState.Undone } || (batch.State == CouponBatchState.Applied && batch.AppliedAt < before))
            {
                folder.Delete(id);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            await RecoverAsync(stoppingToken);
            do
            {
                await CleanAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "Old uploads could not be cleaned; the next start does it.");
        }
    }
}
