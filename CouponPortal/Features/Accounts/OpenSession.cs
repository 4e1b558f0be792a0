using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using CouponPortal.Components.Layout;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>The last step of every way of signing in: a session of its own and the cookie that names it.</summary>
public sealed class OpenSession(SignInManager<PortalUser> people, UserSessions sessions)
{
    public async Task ForAsync(PortalUser user, SignInMethod method)
    {
        var http = people.Context;
        var id = await sessions.OpenAsync(user.Id, method, BrowserName.Of(http.Request.Headers.UserAgent), Shortened(http.Connection.RemoteIpAddress), http.RequestAborted);
        await people.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(UserSession.Claim, id)]);
        RememberAppearance(http, user);
    }

    /// <summary>After a change that renewed the security stamp, or what the cookie says of the person: this browser stays signed in.</summary>
    public async Task RefreshAsync(PortalUser user)
    {
        if (people.Context.User.FindFirstValue(UserSession.Claim) is { } id)
        {
            await people.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(UserSession.Claim, id)]);
            RememberAppearance(people.Context, user);
        }
    }

    /// <summary>Enough to recognise one's own network by.</summary>
    public static string Shortened(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return $"{bytes[0]}.{bytes[1]}.{bytes[2]}.0/24";
        }

        Array.Clear(bytes, 6, 10);
        return new IPAddress(bytes) + "/48";
    }

    // The account's choice comes with the person to a browser that has not seen them before.
    private static void RememberAppearance(HttpContext http, PortalUser user) =>
        http.Response.Cookies.Append(Appearance.Cookie, Appearance.NameOf(user.Theme), new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
        });
}
