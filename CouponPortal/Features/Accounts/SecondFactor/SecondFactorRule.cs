using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts.SecondFactor;

/// <summary>Whether staff must have a second factor or a passkey. Who has none yet is led to setting one up, and to nothing else.</summary>
public sealed class SecondFactorRule(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Claim type of a session that may only set up a second factor.</summary>
    public const string MustSetUpClaim = "portal_must_set_up";

    public async Task<bool> IsOnAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.NetworkStates.Select(n => n.RequireSecondFactor).SingleAsync(cancel);
    }

    public async Task<Outcome<NetworkState>> SetAsync(Actor actor, bool on, CancellationToken cancel)
    {
        if (!actor.CanAdministrate)
        {
            return new Outcome<NetworkState>.Forbidden("Only the network administrator changes this.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (on && actor.UserId is { } id && !await HasOneAsync(db, id, cancel))
        {
            return new Outcome<NetworkState>.Conflict("own_missing", "Set up your own second factor or a passkey first.");
        }

        var row = await db.NetworkStates.SingleAsync(cancel);
        row.RequireSecondFactor = on;
        return await db.SaveAsync(row, [], Saving.Stale<NetworkState>, cancel);
    }

    public async Task<bool> MustSetUpAsync(PortalUser user, CancellationToken cancel)
    {
        if (user.Role == Role.Partner || user.TwoFactorEnabled)
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.NetworkStates.AnyAsync(n => n.RequireSecondFactor, cancel) && !await HasOneAsync(db, user.Id, cancel);
    }

    private static Task<bool> HasOneAsync(PortalDbContext db, int userId, CancellationToken cancel) =>
        db.Users.AnyAsync(u => u.Id == userId && (u.TwoFactorEnabled || db.UserPasskeys.Any(p => p.UserId == userId)), cancel);
}
