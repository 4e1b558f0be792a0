using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Components.Authorization;

namespace CouponPortal.Data.Identity;

/// <summary>The signed-in person of a page or circuit, read afresh at every call: pages ask once per operation and never keep it.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, Actors actors)
{
    /// <exception cref="UnauthorizedAccessException">Nobody is signed in, or the user was disabled or signed out meanwhile.</exception>
    public async Task<Actor> GetAsync(CancellationToken cancel = default)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        var actor = await actors.OfPrincipalAsync(state.User, cancel);
        return actor ?? throw new UnauthorizedAccessException("Sign in again: this account is no longer active.");
    }
}
