using System.Security.Claims;
using CouponPortal.Components.Layout;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CouponPortal.Hosting;

/// <summary>Adds the role to the session, so that a partner is shown its own shell. Rights are never read from it: services ask the store.</summary>
internal sealed class PortalClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Audiences.RoleClaim, SnakeCase.Of(user.Role)));
        return identity;
    }
}
