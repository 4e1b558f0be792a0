using System.Security.Claims;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts.Personal;

/// <summary>How a person likes the portal. A value that nobody was offered changes nothing.</summary>
public sealed class SavePersonal(UserManager<PortalUser> users, OpenSession session)
{
    public async Task<PortalUser?> UserAsync(ClaimsPrincipal principal) => await users.GetUserAsync(principal) is { Disabled: false } user ? user : null;

    public async Task<PortalUser?> SaveAsync(ClaimsPrincipal principal, string? zone, FormatStyle formats, Theme theme, bool shortcuts)
    {
        if (await UserAsync(principal) is not { } user)
        {
            return null;
        }

        user.TimeZone = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.Id : user.TimeZone;
        user.Formats = Enum.IsDefined(formats) ? formats : user.Formats;
        user.Theme = Enum.IsDefined(theme) ? theme : user.Theme;
        user.ShortcutsOff = !shortcuts;
        await users.UpdateAsync(user);
        await session.RefreshAsync(user);
        return user;
    }

    /// <summary>The toggle at the top of the portal.</summary>
    public async Task SetThemeAsync(ClaimsPrincipal principal, Theme theme)
    {
        if (await UserAsync(principal) is { } user && user.Theme != theme)
        {
            user.Theme = theme;
            await users.UpdateAsync(user);
        }
    }
}
