using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.Users;

/// <param name="Text">Part of the e-mail address.</param>
public sealed record UserFilter(string? Text = null, Role? Role = null, bool? Disabled = null);

/// <param name="For">The names of the advertisers that the reader sees, or of the partner.</param>
public sealed record UserRow(int Id, string Email, Role Role, string For, bool Disabled, bool HasSecondFactor, DateTime? LastSignInAt);

/// <summary>A person in a few plain fields.</summary>
/// <param name="AdvertiserIds">Those that the reader sees.</param>
public sealed record UserSummary(
    int Id, string Email, Role Role, IReadOnlyList<int> AdvertiserIds, int? PartnerId, bool Disabled, bool HasSecondFactor, DateTime? LastSignInAt, DateTime? CreatedAt);

/// <param name="MayChange">Whether the reader may change this person; <paramref name="Why"/> says why not.</param>
public sealed record UserDetails(
    UserRow Row, Rights Rights, string? Stamp, DateTime? CreatedAt, bool HasPassword, bool IsLocked, int Passkeys, int Sessions, bool MayChange, string? Why);

/// <summary>The people with an account: all of them for the network admin; for a manager the staff of his advertisers.</summary>
public sealed class UserList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public async Task<Page<UserRow>> FindAsync(Actor actor, UserFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Sorted(Matching(db, actor, filter), page).Include(u => u.Advertisers).ToPageAsync(page, cancel);
        return new(await RowsAsync(db, actor, found.Rows, cancel), found.Total);
    }

    /// <summary>By id.</summary>
    public async Task<Slice<UserSummary>> SliceAsync(Actor actor, UserFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Matching(db, actor, filter).Where(u => u.Id > (after ?? 0)).OrderBy(u => u.Id).Include(u => u.Advertisers).ToSliceAsync(limit, u => u.Id, cancel);
        return new(await SummariesAsync(db, actor, found.Rows, cancel), found.NextAfter);
    }

    /// <returns>Null when there is none, or the actor does not see it.</returns>
    public async Task<UserSummary?> SummaryAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await SummariesAsync(db, actor, await Visible(db, actor).AsNoTracking().Include(u => u.Advertisers).Where(u => u.Id == id).ToListAsync(cancel), cancel)).SingleOrDefault();
    }

    /// <returns>Null when there is none, or the actor does not see it.</returns>
    public async Task<UserDetails?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await Visible(db, actor).AsNoTracking().Include(u => u.Advertisers).SingleOrDefaultAsync(u => u.Id == id, cancel) is not { } user)
        {
            return null;
        }

        var over = time.GetUtcNow().UtcDateTime - UserSessions.Idle;
        var ids = user.Advertisers.Select(a => a.AdvertiserId).Where(actor.Sees).Order().ToArray();
        var why = WhyNot(actor, user);
        return new(
            (await RowsAsync(db, actor, [user], cancel))[0],
            new Rights { Role = user.Role, AdvertiserIds = ids, PartnerId = user.PartnerId },
            user.ConcurrencyStamp,
            user.CreatedAt,
            user.PasswordHash is not null,
            user.LockoutEnd > time.GetUtcNow(),
            await db.UserPasskeys.CountAsync(p => p.UserId == id, cancel),
            await db.UserSessions.CountAsync(s => s.UserId == id && s.LastSeenAt >= over, cancel),
            why is null,
            why);
    }

    private static IQueryable<PortalUser> Matching(PortalDbContext db, Actor actor, UserFilter filter)
    {
        var rows = Visible(db, actor).AsNoTracking();
        rows = filter.Role is { } role ? rows.Where(u => u.Role == role) : rows;
        rows = filter.Disabled is { } disabled ? rows.Where(u => u.Disabled == disabled) : rows;
        return filter.Text?.ToLowerInvariant() is { Length: > 0 } text ? rows.Where(u => u.Email!.ToLower().Contains(text)) : rows;
    }

    private static async Task<IReadOnlyList<UserSummary>> SummariesAsync(PortalDbContext db, Actor actor, IReadOnlyList<PortalUser> users, CancellationToken cancel)
    {
        int[] ids = [.. users.Select(u => u.Id)];
        var withPasskey = await db.UserPasskeys.Where(p => ids.Contains(p.UserId)).Select(p => p.UserId).Distinct().ToListAsync(cancel);
        return [.. users.Select(u => new UserSummary(
            u.Id, u.Email ?? "", u.Role, [.. u.Advertisers.Select(a => a.AdvertiserId).Where(actor.Sees).Order()], u.PartnerId, u.Disabled, u.TwoFactorEnabled || withPasskey.Contains(u.Id), u.LastSignInAt, u.CreatedAt))];
    }

    internal static IQueryable<PortalUser> Visible(PortalDbContext db, Actor actor)
    {
        var (ids, isManager) = (actor.AdvertiserIds, actor.Role == Role.AdvertiserManager);
        return actor.IsNetworkAdmin
            ? db.Users
            : db.Users.Where(u => isManager && (u.Role == Role.AdvertiserManager || u.Role == Role.AdvertiserViewer) && u.Advertisers.Any(a => ids.Contains(a.AdvertiserId)));
    }

    /// <returns>Why the actor, who sees this person, may not change it; null = may.</returns>
    internal static string? WhyNot(Actor actor, PortalUser user) => actor switch
    {
        { ReadOnly: true } => "This key only reads.",
        _ when user.Id == actor.UserId => "This is your own account: your password, second factor and sessions are under your name at the top. Somebody else has to change your role.",
        { IsNetworkAdmin: true } => null,
        _ when !actor.ManagesSome => "Only the network administrator and managers of advertisers change people.",
        _ when !user.Advertisers.TrueForAll(a => actor.Manages(a.AdvertiserId)) => "This person also works for advertisers that you do not manage. Ask your network administrator.",
        _ => null,
    };

    private static async Task<IReadOnlyList<UserRow>> RowsAsync(PortalDbContext db, Actor actor, IReadOnlyList<PortalUser> users, CancellationToken cancel)
    {
        int[] ids = [.. users.Select(u => u.Id)];
        var names = await PeopleNames.OfAsync(db, actor, users.SelectMany(u => u.Advertisers).Select(a => a.AdvertiserId), users.Select(u => u.PartnerId), cancel);
        var withPasskey = await db.UserPasskeys.Where(p => ids.Contains(p.UserId)).Select(p => p.UserId).Distinct().ToListAsync(cancel);
        return [.. users.Select(u => new UserRow(
            u.Id, u.Email ?? "", u.Role, names.For(u.Role, u.Advertisers.Select(a => a.AdvertiserId), u.PartnerId), u.Disabled, u.TwoFactorEnabled || withPasskey.Contains(u.Id), u.LastSignInAt))];
    }

    private static IOrderedQueryable<PortalUser> Sorted(IQueryable<PortalUser> rows, PageRequest page) => (page.SortBy, page.Descending) switch
    {
        ("role", false) => rows.OrderBy(u => u.Role).ThenBy(u => u.Email),
        ("role", true) => rows.OrderByDescending(u => u.Role).ThenBy(u => u.Email),
        ("last", false) => rows.OrderBy(u => u.LastSignInAt != null).ThenBy(u => u.LastSignInAt).ThenBy(u => u.Email),
        ("last", true) => rows.OrderBy(u => u.LastSignInAt == null).ThenByDescending(u => u.LastSignInAt).ThenBy(u => u.Email),
        (_, true) => rows.OrderByDescending(u => u.Email),
        _ => rows.OrderBy(u => u.Email),
    };
}
