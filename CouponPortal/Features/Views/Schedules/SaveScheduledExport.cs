using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Reports;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>What a form says of a scheduled export.</summary>
/// <param name="Time">Local, <c>HH:mm</c>.</param>
public sealed record ScheduleDraft(
    int? ViewId, ExportRhythm Rhythm, DayOfWeek Weekday, int DayOfMonth, string? Time, ExportFormat Format, ExportTarget Target, string? Url);

/// <summary>Makes scheduled exports of one's own, pauses, runs and removes them.</summary>
public sealed class SaveScheduledExport(IDbContextFactory<PortalDbContext> contexts, ViewList views, ExportFolder folder, TimeProvider time)
{
    /// <summary>Of one owner.</summary>
    private const int Most = 50;

    public async Task<Outcome<ScheduledExport>> CreateAsync(Actor actor, ScheduleDraft draft, CancellationToken cancel = default)
    {
        if (actor.UserId is not { } owner || !actor.IsStaff)
        {
            return new Outcome<ScheduledExport>.Forbidden("Only signed-in staff schedules exports.");
        }

        var view = draft.ViewId is { } id ? await views.OneAsync(actor, id, cancel) : null;
        var errors = Check(draft, view, out var minutes);
        if (errors.Any)
        {
            return new Outcome<ScheduledExport>.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.ScheduledExports.CountAsync(e => e.OwnerId == owner, cancel) >= Most)
        {
            return new Outcome<ScheduledExport>.Conflict("too_many_schedules", $"You have {Most} scheduled exports. Delete one first.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        var export = new ScheduledExport
        {
            OwnerId = owner,
            SavedViewId = view!.Id,
            Rhythm = draft.Rhythm,
            Weekday = draft.Weekday,
            DayOfMonth = draft.DayOfMonth,
            TimeOfDay = minutes,
            TimeZone = await ZoneAsync(db, actor, view, cancel),
            Format = draft.Format,
            Target = draft.Target,
            Url = draft.Target == ExportTarget.Webhook ? draft.Url!.Trim() : null,
            Secret = draft.Target == ExportTarget.Webhook ? WebhookSecret.New() : null,
            CreatedAt = now,
        };
        export.DueAt = export.NextAfter(now);
        db.Add(export);
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(export);
    }

    public Task<Outcome<ScheduledExport>> PauseAsync(Actor actor, int id, CancellationToken cancel = default) => ChangeAsync(actor, id, (e, _) => e.State = ScheduleState.Paused, cancel);

    /// <summary>From its next time on; what it missed is not made up for.</summary>
    public Task<Outcome<ScheduledExport>> ResumeAsync(Actor actor, int id, CancellationToken cancel = default) =>
        ChangeAsync(actor, id, (e, now) => (e.State, e.DueAt, e.Failures) = (ScheduleState.Active, e.NextAfter(now), 0), cancel);

    /// <summary>Beside its times; a paused one goes on.</summary>
    public Task<Outcome<ScheduledExport>> RunNowAsync(Actor actor, int id, CancellationToken cancel = default) =>
        ChangeAsync(actor, id, (e, now) => (e.State, e.DueAt, e.Failures) = (ScheduleState.Active, now, 0), cancel);

    /// <summary>Of a webhook; the former secret counts no more. Shown now and never again.</summary>
    public Task<Outcome<ScheduledExport>> RotateSecretAsync(Actor actor, int id, CancellationToken cancel = default) =>
        ChangeAsync(actor, id, (e, _) => e.Secret = e.Target == ExportTarget.Webhook ? WebhookSecret.New() : null, cancel);

    public async Task<Outcome<ScheduledExport>> RemoveAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await ScheduledExportList.Visible(db, actor).SingleOrDefaultAsync(e => e.Id == id, cancel) is not { } export)
        {
            return new Outcome<ScheduledExport>.NotFound();
        }

        foreach (var run in await db.ExportRuns.Where(r => r.ScheduledExportId == id && r.FileUntil != null).Select(r => r.Id).ToListAsync(cancel))
        {
            folder.Remove(run);
        }

        db.ScheduledExports.Remove(export);
        return await db.SaveAsync(export, [], Saving.Stale<ScheduledExport>, cancel);
    }

    private async Task<Outcome<ScheduledExport>> ChangeAsync(Actor actor, int id, Action<ScheduledExport, DateTime> change, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await ScheduledExportList.Visible(db, actor).AnyAsync(e => e.Id == id, cancel) || await db.ScheduledExports.SingleOrDefaultAsync(e => e.Id == id, cancel) is not { } export)
        {
            return new Outcome<ScheduledExport>.NotFound();
        }

        change(export, time.GetUtcNow().UtcDateTime);
        export.Version++;
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(export);
    }

    private static FieldErrors Check(ScheduleDraft draft, SavedView? view, out int minutes)
    {
        var errors = new FieldErrors();
        minutes = 0;
        if (view is null)
        {
            errors.Add("view_id", "Choose a view. Save one on a report's page first.");
        }

        if (TimeOnly.TryParseExact(draft.Time?.Trim(), ["HH:mm", "HH:mm:ss"], out var at))
        {
            minutes = (at.Hour * 60) + at.Minute;
        }
        else
        {
            errors.Add("time", "Give a time of day, e.g. 06:30.");
        }

        if (draft.DayOfMonth is < 1 or > 31)
        {
            errors.Add("day_of_month", "A day from 1 to 31.");
        }

        if (draft.Target == ExportTarget.Webhook && !(draft.Url?.Trim() is { Length: <= ScheduledExport.MaxUrl } url && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0))
        {
            errors.Add("url", "An address that begins with https:// and has no user name in it.");
        }

        return errors;
    }

    // The advertiser of the view's filter, else the one it is shared with, else the only one that its owner sees.
    private static async Task<string> ZoneAsync(PortalDbContext db, Actor actor, SavedView view, CancellationToken cancel)
    {
        var named = UrlValues.Id(new ReportQuery(view.Query).Value("advertiser_id")) ?? view.AdvertiserId;
        var zones = await db.Advertisers.VisibleTo(actor).Where(a => named == null || a.Id == named).Select(a => a.TimeZone).Distinct().Take(2).ToListAsync(cancel);
        return zones is [var only] ? only : "UTC";
    }
}
