using System.Security.Claims;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts.Personal;

/// <summary>A person's own sign-ins. One that is ended is refused at its next request, and its circuit ends within a minute.</summary>
public sealed class OwnSessions(UserManager<PortalUser> users, UserSessions sessions, OpenSession session)
{
    public static string? CurrentOf(ClaimsPrincipal principal) => principal.FindFirstValue(UserSession.Claim);

    public async Task<IReadOnlyList<UserSession>> ListAsync(ClaimsPrincipal principal) =>
        await users.GetUserAsync(principal) is { } user ? await sessions.OfAsync(user.Id, CancellationToken.None) : [];

    public async Task EndAsync(ClaimsPrincipal principal, string id)
    {
        if (await users.GetUserAsync(principal) is { } user)
        {
            await sessions.EndAsync(user.Id, id, CancellationToken.None);
        }
    }

    /// <summary>The new security stamp also makes every remembered browser ask for a code again.</summary>
    public async Task EndOthersAsync(ClaimsPrincipal principal)
    {
        if (await users.GetUserAsync(principal) is { } user)
        {
            await sessions.EndAllAsync(user.Id, CurrentOf(principal), CancellationToken.None);
            await users.UpdateSecurityStampAsync(user);
            await session.RefreshAsync(user);
        }
    }
}
