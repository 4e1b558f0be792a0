using System.Security.Claims;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Hosting;

/// <summary>Ends an open circuit within a minute of its user being disabled or signed out, or changing role or password.</summary>
internal sealed class StampRevalidation(ILoggerFactory logs, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        Microsoft.AspNetCore.Components.Authorization.AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = await users.GetUserAsync(authenticationState.User);
        var sessions = scope.ServiceProvider.GetRequiredService<UserSessions>();
        var (session, userId) = AccountCookies.IdsOf(authenticationState.User);
        var (good, note) = session is null ? (false, false) : await sessions.LookAsync(session, userId, cancellationToken);
        if (note)
        {
            await sessions.NoteAsync(session!, cancellationToken);
        }

        return good && user is { Disabled: false }
            && authenticationState.User.FindFirstValue(users.Options.ClaimsIdentity.SecurityStampClaimType) == await users.GetSecurityStampAsync(user);
    }
}
