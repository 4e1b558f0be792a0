using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views;

/// <summary>What of a view is to be another; null = as it is.</summary>
/// <param name="IsShared">With <paramref name="AdvertiserId"/>: with whose staff; null = the network admins.</param>
public sealed record ViewChange(string? Name = null, string? Query = null, bool? IsShared = null, int? AdvertiserId = null);

/// <summary>Saves a report's address under a name, changes and removes it: its owner alone does.</summary>
public sealed class SaveView(IDbContextFactory<PortalDbContext> contexts, IEnumerable<IExportSource> sources, TimeProvider time)
{
    /// <summary>More are no help to anybody.</summary>
    private const int Most = 100;

    public async Task<Outcome<SavedView>> CreateAsync(Actor actor, string page, ReportQuery query, string? name, CancellationToken cancel = default)
    {
        if (actor.UserId is not { } owner || !actor.IsStaff)
        {
            return new Outcome<SavedView>.Forbidden("Only signed-in staff saves views.");
        }

        var errors = Check(name, query.Text);
        if (errors.Any || !sources.Any(s => s.Page == page))
        {
            return errors.Any ? new Outcome<SavedView>.Invalid(errors) : new Outcome<SavedView>.NotFound();
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.SavedViews.CountAsync(v => v.OwnerId == owner, cancel) >= Most)
        {
            return new Outcome<SavedView>.Conflict("too_many_views", $"You have {Most} views. Delete one first.");
        }

        var view = new SavedView { OwnerId = owner, Page = page, Query = query.Text, Name = name!.Trim(), CreatedAt = time.GetUtcNow().UtcDateTime };
        db.Add(view);
        return await SaveAsync(db, view, cancel);
    }

    public async Task<Outcome<SavedView>> ChangeAsync(Actor actor, int id, ViewChange change, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (view, refusal) = await OwnAsync(db, actor, id, cancel);
        if (view is null)
        {
            return refusal!;
        }

        var errors = Check(change.Name ?? view.Name, change.Query ?? view.Query);
        if (change.IsShared == true && !(change.AdvertiserId is { } advertiser ? actor.Manages(advertiser) : actor.CanAdministrate))
        {
            errors.Add("advertiser_id", "Share it with an advertiser that you manage.");
        }

        if (errors.Any)
        {
            return new Outcome<SavedView>.Invalid(errors);
        }

        (view.Name, view.Query, view.Version) = (change.Name?.Trim() ?? view.Name, change.Query ?? view.Query, view.Version + 1);
        if (change.IsShared is { } shared)
        {
            (view.IsShared, view.AdvertiserId) = (shared, shared ? change.AdvertiserId : null);
        }

        return await SaveAsync(db, view, cancel);
    }

    public async Task<Outcome<SavedView>> RemoveAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (view, refusal) = await OwnAsync(db, actor, id, cancel);
        if (view is null)
        {
            return refusal!;
        }

        if (await db.ScheduledExports.AnyAsync(e => e.SavedViewId == id, cancel))
        {
            return new Outcome<SavedView>.Conflict("scheduled", "A scheduled export sends this view. Delete that one first.");
        }

        db.Remove(view);
        return await SaveAsync(db, view, cancel);
    }

    private static async Task<(SavedView? View, Outcome<SavedView>? Refusal)> OwnAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel)
    {
        var seen = await ViewList.Visible(db, actor).AnyAsync(v => v.Id == id, cancel);
        var view = seen ? await db.SavedViews.SingleOrDefaultAsync(v => v.Id == id && v.OwnerId == actor.UserId, cancel) : null;
        return (view, view is not null ? null : seen ? new Outcome<SavedView>.Forbidden("This view is somebody else's. Save one of your own.") : new Outcome<SavedView>.NotFound());
    }

    private static FieldErrors Check(string? name, string query)
    {
        var errors = new FieldErrors();
        if (name?.Trim() is not { Length: > 0 and <= SavedView.MaxName } trimmed || trimmed.Any(char.IsControl))
        {
            errors.Add("name", $"Give it a name of 1 to {SavedView.MaxName} characters.");
        }

        if (query.Length > SavedView.MaxQuery || query.Contains('\0'))
        {
            errors.Add("name", "These are more filters than a view can keep.");
        }

        return errors;
    }

    private static async Task<Outcome<SavedView>> SaveAsync(PortalDbContext db, SavedView view, CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
            return Outcome.Done(view);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Outcome<SavedView>.Conflict("stale", "The view was changed in another window. Reload to see it.");
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            return new Outcome<SavedView>.Conflict("name_taken", "You have a view of this name on this page. Choose another name.");
        }
    }
}
