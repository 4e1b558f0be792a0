using System.Security.Claims;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>Changes the signed-in person's own password; every other session of theirs ends within a minute.</summary>
public sealed class ChangePassword(SignInManager<PortalUser> people)
{
    /// <returns>Faults; none = changed.</returns>
    public async Task<FieldErrors> TryAsync(ClaimsPrincipal principal, string current, string chosen)
    {
        var errors = new FieldErrors();
        var users = people.UserManager;
        if (await users.GetUserAsync(principal) is not { Disabled: false } user || await users.IsLockedOutAsync(user))
        {
            errors.Add("current", "This account is locked or no longer active.");
            return errors;
        }

        // An open screen must not be a way to guess the password without end.
        if (!await users.CheckPasswordAsync(user, current))
        {
            await users.AccessFailedAsync(user);
            errors.Add("current", "This is not your current password.");
            return errors;
        }

        var result = await users.ChangePasswordAsync(user, current, chosen);
        foreach (var error in result.Errors.DistinctBy(e => e.Description))
        {
            errors.Add("password", error.Description);
        }

        if (result.Succeeded)
        {
            await people.RefreshSignInAsync(user);
        }

        return errors;
    }
}
