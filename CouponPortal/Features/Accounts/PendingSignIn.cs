using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>A right password that waits for its code: a cookie of a few minutes, which opens nothing by itself.</summary>
internal static class PendingSignIn
{
    public static Task HoldAsync(HttpContext http, int userId)
    {
        var identity = new ClaimsIdentity(IdentityConstants.TwoFactorUserIdScheme);

        // The claim that SignInManager looks for.
        identity.AddClaim(new Claim(ClaimTypes.Name, userId.ToString(CultureInfo.InvariantCulture)));
        return http.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity));
    }

    public static Task DropAsync(HttpContext http) => http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
}
