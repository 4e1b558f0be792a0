using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.Users;

/// <summary>
/// Changes other people's accounts. Each change renews the security stamp and ends the sessions: the next action is refused and an open circuit ends within a minute.
/// </summary>
public sealed class ChangeUser(IDbContextFactory<PortalDbContext> contexts, ResetLinks resets)
{
    /// <param name="stamp">Of the account as the actor saw it.</param>
    public Task<Outcome<PortalUser>> SetRightsAsync(Actor actor, int id, Rights rights, string? stamp, CancellationToken cancel) =>
        RunAsync(actor, id, async (db, user) =>
        {
            var errors = new FieldErrors();
            var good = await RightsCheck.CheckedAsync(db, actor, rights, errors, cancel);
            if (errors.Any)
            {
                return new Outcome<PortalUser>.Invalid(errors);
            }

            if (stamp is not null && stamp != user.ConcurrencyStamp)
            {
                return Saving.Stale<PortalUser>();
            }

            (user.Role, user.PartnerId) = (good.Role, good.PartnerId);
            user.Advertisers.RemoveAll(a => !good.AdvertiserIds.Contains(a.AdvertiserId));
            user.Advertisers.AddRange(good.AdvertiserIds.Where(a => user.Advertisers.TrueForAll(has => has.AdvertiserId != a)).Select(a => new UserAdvertiser { AdvertiserId = a }));
            return null;
        }, cancel);

    public Task<Outcome<PortalUser>> SetDisabledAsync(Actor actor, int id, bool disabled, CancellationToken cancel) =>
        RunAsync(actor, id, (_, user) =>
        {
            user.Disabled = disabled;
            return Task.FromResult<Outcome<PortalUser>?>(null);
        }, cancel);

    /// <summary>For somebody who has lost both phone and recovery codes. Passkeys go as well: the lost phone may hold one.</summary>
    public Task<Outcome<PortalUser>> RemoveSecondFactorAsync(Actor actor, int id, CancellationToken cancel) =>
        RunAsync(actor, id, async (db, user) =>
        {
            (user.TwoFactorEnabled, user.TotpSecret, user.TotpStep, user.RecoveryCodes) = (false, null, 0, "");

            // Row by row, so that the audit log has each.
            db.UserPasskeys.RemoveRange(await db.UserPasskeys.Where(p => p.UserId == id).ToListAsync(cancel));
            return null;
        }, cancel);

    public Task<Outcome<PortalUser>> SignOutAsync(Actor actor, int id, CancellationToken cancel) =>
        RunAsync(actor, id, (_, _) => Task.FromResult<Outcome<PortalUser>?>(null), cancel);

    /// <summary>A link to choose a new password with, for the actor to pass on; until it is used nothing changes.</summary>
    public async Task<Outcome<string>> IssueResetAsync(Actor actor, int id, string shownAt, CancellationToken cancel)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            if (await FindAsync(db, actor, id, cancel) is not { } user)
            {
                return new Outcome<string>.NotFound();
            }

            if (UserList.WhyNot(actor, user) is { } why)
            {
                return new Outcome<string>.Forbidden(why);
            }

            if (user.Disabled)
            {
                return new Outcome<string>.Conflict("disabled", "This account is disabled. Enable it first.");
            }
        }

        return Outcome.Done(await resets.IssueAsync(id, ResetLinks.Lifetime, shownAt, cancel));
    }

    /// <param name="change">Null = changed; else why not.</param>
    private async Task<Outcome<PortalUser>> RunAsync(Actor actor, int id, Func<PortalDbContext, PortalUser, Task<Outcome<PortalUser>?>> change, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.LockPeopleAsync(cancel);
        if (await FindAsync(db, actor, id, cancel) is not { } user)
        {
            return new Outcome<PortalUser>.NotFound();
        }

        if (UserList.WhyNot(actor, user) is { } why)
        {
            return new Outcome<PortalUser>.Forbidden(why);
        }

        var wasAdmin = IsActiveAdmin(user);
        if (await change(db, user) is { } refused)
        {
            return refused;
        }

        if (wasAdmin && !IsActiveAdmin(user) && !await db.Users.AnyAsync(u => u.Id != id && u.Role == Role.NetworkAdmin && !u.Disabled, cancel))
        {
            return new Outcome<PortalUser>.Conflict("last_admin", "This is the last active network admin. Make another one first.");
        }

        (user.SecurityStamp, user.ConcurrencyStamp) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        await db.UserSessions.Where(s => s.UserId == id).ExecuteDeleteAsync(cancel);
        var outcome = await db.SaveAsync(user, [], Saving.Stale<PortalUser>, cancel);
        if (outcome is Outcome<PortalUser>.Done)
        {
            await transaction.CommitAsync(cancel);
        }

        return outcome;
    }

    private static bool IsActiveAdmin(PortalUser user) => user is { Role: Role.NetworkAdmin, Disabled: false };

    private static Task<PortalUser?> FindAsync(PortalDbContext db, Actor actor, int id, CancellationToken cancel) =>
        UserList.Visible(db, actor).Include(u => u.Advertisers).SingleOrDefaultAsync(u => u.Id == id, cancel);
}
