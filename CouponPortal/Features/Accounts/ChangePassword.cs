using System.Security.Claims;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>Changes the signed-in person's own password; every other session of theirs ends.</summary>
public sealed class ChangePassword(UserManager<PortalUser> users, ConfirmPassword confirm, OpenSession session, UserSessions sessions)
{
    /// <returns>Faults; none = changed.</returns>
    public async Task<FieldErrors> TryAsync(ClaimsPrincipal principal, string current, string chosen)
    {
        var errors = new FieldErrors();
        if (await confirm.OfAsync(principal, current, errors) is not { } user)
        {
            return errors;
        }

        // Somebody who only ever signed in elsewhere has none yet.
        var result = user.PasswordHash is null ? await users.AddPasswordAsync(user, chosen) : await users.ChangePasswordAsync(user, current, chosen);
        foreach (var error in result.Errors.DistinctBy(e => e.Description))
        {
            errors.Add("password", error.Description);
        }

        if (result.Succeeded)
        {
            await sessions.EndAllAsync(user.Id, principal.FindFirstValue(UserSession.Claim), CancellationToken.None);
            await session.RefreshAsync(user);
        }

        return errors;
    }
}

/// <summary>Asks for the password again before something that an open screen must not be enough for.</summary>
public sealed class ConfirmPassword(UserManager<PortalUser> users)
{
    /// <param name="errors">Gets the fault, of the field <c>current</c>.</param>
    /// <returns>The signed-in person; null when the password is wrong or the account is locked.</returns>
    public async Task<PortalUser?> OfAsync(ClaimsPrincipal principal, string current, FieldErrors errors)
    {
        if (await users.GetUserAsync(principal) is not { Disabled: false } user || await users.IsLockedOutAsync(user))
        {
            errors.Add("current", "This account is locked or no longer active.");
            return null;
        }

        if (user.PasswordHash is null)
        {
            return user;
        }

        if (current.Length <= PasswordRules.MaxLength && await users.CheckPasswordAsync(user, current))
        {
            return user;
        }

        // An open screen must not be a way to guess the password without end.
        await users.AccessFailedAsync(user);
        errors.Add("current", "This is not your current password.");
        return null;
    }
}
