using System.Data.Common;
using System.Runtime.CompilerServices;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views.Files;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>Makes the file of a scheduled export, once: under its owner's rights as they are now, from the view as it is now.</summary>
public sealed class RunExport(
    IDbContextFactory<PortalDbContext> contexts, Actors actors, ViewList views, IEnumerable<IExportSource> sources, ExportFolder folder, ExportDelivery delivery, TimeProvider time)
{
    /// <returns>The attempt as it is kept; a fault is in it and is not thrown.</returns>
    public async Task<(ExportRun Run, bool WantsNoMore)> RunAsync(ScheduledExport export, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var run = new ExportRun { ScheduledExportId = export.Id, StartedAt = Now, State = ExportRunState.Running };
        db.Add(run);
        await db.SaveChangesAsync(cancel);
        var wantsNoMore = false;
        try
        {
            wantsNoMore = await MakeAsync(export, run, cancel);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DbException or OperationCanceledException)
        {
            run.Error = Excerpt.Of(cancel.IsCancellationRequested ? "It took too long, or the portal was stopped." : error.Message, ExportRun.MaxError);
        }

        run.State = run.Error.Length == 0 ? ExportRunState.Done : ExportRunState.Failed;
        run.EndedAt = Now;
        if (run.State == ExportRunState.Done && export.Target == ExportTarget.File)
        {
            run.FileUntil = run.EndedAt.Value.AddDays(ScheduledExport.KeptDays);
        }
        else
        {
            folder.Remove(run.Id);
        }

        // What was done is kept also when nobody waits for it any more.
        await db.SaveChangesAsync(CancellationToken.None);
        return (run, wantsNoMore);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<bool> MakeAsync(ScheduledExport export, ExportRun run, CancellationToken cancel)
    {
        var actor = await actors.OfUserAsync(export.OwnerId, cancel);
        var view = actor is null ? null : await views.OneAsync(actor, export.SavedViewId, cancel);
        var source = view is null ? null : sources.FirstOrDefault(s => s.Page == view.Page);
        if (actor is null || view is null || source is null)
        {
            run.Error = actor is null ? "Its owner may not sign in any more." : view is null ? "Its owner does not see the view any more." : "There is no such report any more.";
            return false;
        }

        var outcome = await source.OpenAsync(actor, new ReportQuery(view.Query), cancel);
        if (outcome is not Outcome<ExportTable>.Done { Value: var table })
        {
            run.Error = outcome is Outcome<ExportTable>.Invalid invalid ? invalid.Errors.ToString() : "Its owner may not export this report any more.";
            return false;
        }

        run.FileName = ExportDownload.FileName(source, export.Format, time.GetUtcNow());
        await using var file = folder.Create(run.Id);
        await ExportFile.WriteAsync(export.Format, file, source.Title, table.Header, CountedAsync(table.Rows, run, cancel), cancel);
        await file.FlushAsync(cancel);
        run.Bytes = file.Length;
        if (export.Target == ExportTarget.File)
        {
            return false;
        }

        var posted = await delivery.PostAsync(export.Url ?? "", export.Secret, file, export.Format, run.FileName, run.Id, cancel);
        (run.Status, run.Error) = (posted.Status, posted.Error);
        return posted.WantsNoMore;
    }

    private static async IAsyncEnumerable<IReadOnlyList<object>> CountedAsync(IAsyncEnumerable<IReadOnlyList<object>> rows, ExportRun run, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in rows.WithCancellation(cancel))
        {
            run.Rows++;
            yield return row;
        }
    }
}
