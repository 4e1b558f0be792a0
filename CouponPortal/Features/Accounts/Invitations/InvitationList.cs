using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.Invitations;

/// <param name="For">The names of its advertisers, or of its partner.</param>
public sealed record InvitationRow(int Id, string Email, Role Role, string For, string InvitedBy, DateTime CreatedAt, DateTime ExpiresAt, DateTime? AcceptedAt, DateTime? RevokedAt);

/// <summary>Invitations, the newest first. A manager sees those that are for his own advertisers alone.</summary>
public sealed class InvitationList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <param name="all">Also those that were accepted, taken back or are over.</param>
    public async Task<Page<InvitationRow>> FindAsync(Actor actor, string? text, bool all, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (lower, now) = (text?.ToLowerInvariant() ?? "", time.GetUtcNow().UtcDateTime);
        var found = await Visible(db, actor).AsNoTracking().Include(i => i.Advertisers)
            .Where(i => (all || (i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now)) && i.Email.ToLower().Contains(lower))
            .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).ToPageAsync(page, cancel);
        var names = await PeopleNames.OfAsync(db, actor, found.Rows.SelectMany(i => i.Advertisers).Select(a => a.AdvertiserId), found.Rows.Select(i => i.PartnerId), cancel);
        return new([.. found.Rows.Select(i => new InvitationRow(
            i.Id, i.Email, i.Role, names.For(i.Role, i.Advertisers.Select(a => a.AdvertiserId), i.PartnerId), i.InvitedBy, i.CreatedAt, i.ExpiresAt, i.AcceptedAt, i.RevokedAt))], found.Total);
    }

    /// <summary>All of them by id, with their advertisers.</summary>
    public async Task<Slice<Invitation>> SliceAsync(Actor actor, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Visible(db, actor).AsNoTracking().Include(i => i.Advertisers).Where(i => i.Id > (after ?? 0)).OrderBy(i => i.Id).ToSliceAsync(limit, i => i.Id, cancel);
    }

    public async Task<int> OpenAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        return await Visible(db, actor).CountAsync(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now, cancel);
    }

    internal static IQueryable<Invitation> Visible(PortalDbContext db, Actor actor)
    {
        var (ids, isManager) = (actor.AdvertiserIds, actor.Role == Role.AdvertiserManager);
        return actor.IsNetworkAdmin
            ? db.Invitations
            : db.Invitations.Where(i => isManager && i.Advertisers.Any() && i.Advertisers.All(a => ids.Contains(a.AdvertiserId)));
    }
}
