using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Views;

/// <param name="Owner">E-mail address of whoever made it.</param>
/// <param name="IsOwn">The reader's own: he may change it.</param>
public sealed record ViewRow(SavedView View, string Owner, bool IsOwn)
{
    /// <summary>The page with it; the id beside the filters, so that changed ones can be saved to it.</summary>
    public string Href => $"{View.Page}?{(View.Query.Length > 0 ? View.Query + "&" : "")}view={View.Id}";
}

/// <summary>Saved views: everybody's own, and those shared with the staff of an advertiser.</summary>
public sealed class ViewList(IDbContextFactory<PortalDbContext> contexts)
{
    private const int Most = 200;

    /// <param name="page">Null = of every page.</param>
    /// <returns>Own ones first, by name.</returns>
    public async Task<IReadOnlyList<ViewRow>> OfPageAsync(Actor actor, string? page, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await Visible(db, actor).Where(v => page == null || v.Page == page)
            .Join(db.Users, v => v.OwnerId, u => u.Id, (v, u) => new { View = v, u.Email }).OrderBy(r => r.View.Name).Take(Most).ToListAsync(cancel);
        return [.. rows.Select(r => new ViewRow(r.View, r.Email ?? "", r.View.OwnerId == actor.UserId)).OrderByDescending(r => r.IsOwn).ThenBy(r => r.View.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <returns>Null when there is none, or the actor does not see it.</returns>
    public async Task<SavedView?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Visible(db, actor).SingleOrDefaultAsync(v => v.Id == id, cancel);
    }

    internal static IQueryable<SavedView> Visible(PortalDbContext db, Actor actor)
    {
        var (user, ids, isAdmin) = (actor.UserId ?? 0, actor.AdvertiserIds, actor.IsNetworkAdmin);
        return db.SavedViews.AsNoTracking().Where(v => actor.IsStaff && (v.OwnerId == user || (v.IsShared && (isAdmin || (v.AdvertiserId != null && ids.Contains(v.AdvertiserId.Value))))));
    }
}
