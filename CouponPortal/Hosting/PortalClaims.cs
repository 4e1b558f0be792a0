using System.Security.Claims;
using CouponPortal.Components.Controls;
using CouponPortal.Components.Layout;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Features.Accounts.SecondFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CouponPortal.Hosting;

/// <summary>Adds to the session what is shown by it alone: the role, so that the menu has no staff pages for a partner, and the person's formats. Rights are never read from it: services ask the store.</summary>
internal sealed class PortalClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options, SecondFactorRule rule) : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Audiences.RoleClaim, SnakeCase.Of(user.Role)));
        identity.AddClaim(new Claim(PersonalFormats.ZoneClaim, user.TimeZone ?? "UTC"));
        identity.AddClaim(new Claim(PersonalFormats.StyleClaim, SnakeCase.Of(user.Formats)));
        if (user.ShortcutsOff)
        {
            identity.AddClaim(new Claim(PersonalFormats.ShortcutsOffClaim, "true"));
        }

        if (await rule.MustSetUpAsync(user, CancellationToken.None))
        {
            identity.AddClaim(new Claim(SecondFactorRule.MustSetUpClaim, "true"));
        }

        return identity;
    }
}
