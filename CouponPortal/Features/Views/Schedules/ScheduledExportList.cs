using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views.Schedules;

/// <param name="Owner">E-mail address.</param>
/// <param name="Last">The latest attempt; null before the first.</param>
public sealed record ScheduleRow(ScheduledExport Export, SavedView View, string Owner, ExportRun? Last);

/// <summary>Scheduled exports: everybody's own, and for the network admin everybody's.</summary>
public sealed class ScheduledExportList(IDbContextFactory<PortalDbContext> contexts)
{
    private const int Most = 200;
    private const int MostRuns = 50;

    public async Task<IReadOnlyList<ScheduleRow>> AllAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await Visible(db, actor).OrderBy(e => e.Id).Take(Most)
            .Join(db.SavedViews, e => e.SavedViewId, v => v.Id, (e, v) => new { Export = e, View = v })
            .Join(db.Users, r => r.Export.OwnerId, u => u.Id, (r, u) => new { r.Export, r.View, u.Email }).ToListAsync(cancel);
        var ids = rows.ConvertAll(r => r.Export.Id);
        var latest = await db.ExportRuns.AsNoTracking().Where(r => ids.Contains(r.ScheduledExportId)).GroupBy(r => r.ScheduledExportId).Select(g => g.Max(r => r.Id)).ToListAsync(cancel);
        var runs = await db.ExportRuns.AsNoTracking().Where(r => latest.Contains(r.Id)).ToDictionaryAsync(r => r.ScheduledExportId, cancel);
        return [.. rows.OrderBy(r => r.View.Name, StringComparer.OrdinalIgnoreCase).Select(r => new ScheduleRow(r.Export, r.View, r.Email ?? "", runs.GetValueOrDefault(r.Export.Id)))];
    }

    /// <summary>The latest attempts, the newest first.</summary>
    public async Task<IReadOnlyList<ExportRun>> RunsAsync(Actor actor, int exportId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Visible(db, actor).Where(e => e.Id == exportId).Join(db.ExportRuns, e => e.Id, r => r.ScheduledExportId, (_, r) => r).AsNoTracking()
            .OrderByDescending(r => r.Id).Take(MostRuns).ToListAsync(cancel);
    }

    /// <summary>A run whose file is kept.</summary>
    /// <returns>Null when there is none, or it is not the actor's; the file holds what its owner may see.</returns>
    public async Task<(ExportRun Run, ExportFormat Format)?> FileAsync(Actor actor, int runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Visible(db, actor).Join(db.ExportRuns, e => e.Id, r => r.ScheduledExportId, (e, r) => new { Run = r, e.Format }).AsNoTracking()
            .SingleOrDefaultAsync(r => r.Run.Id == runId && r.Run.FileUntil != null, cancel);
        return found is null ? null : (found.Run, found.Format);
    }

    internal static IQueryable<ScheduledExport> Visible(PortalDbContext db, Actor actor)
    {
        var user = actor.UserId ?? 0;
        return db.ScheduledExports.AsNoTracking().Where(e => actor.IsStaff && (actor.IsNetworkAdmin || e.OwnerId == user));
    }
}
