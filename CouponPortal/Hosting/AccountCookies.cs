using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Hosting;

/// <summary>The cookies beside the session's own, and the row that the session's stands on.</summary>
internal static class AccountCookies
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(10);

    /// <summary>A browser that has once given a code is not asked again for so long, unless the password or the app changes.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    public static AuthenticationBuilder AddAccountCookies(this AuthenticationBuilder builder)
    {
        Add(builder, IdentityConstants.TwoFactorUserIdScheme, "Code", Short, sliding: false, events: null);
        Add(builder, IdentityConstants.TwoFactorRememberMeScheme, "Browser", Remembered, sliding: false, new CookieAuthenticationEvents
        {
            OnValidatePrincipal = SecurityStampValidator.ValidateAsync<ITwoFactorSecurityStampValidator>,
        });
        return builder;
    }

    /// <summary>First the row, which says at once that somebody was signed out; then, each minute, the security stamp.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<UserSessions>();
        var (id, userId) = IdsOf(context.Principal);
        var (good, note) = id is null ? (false, false) : await sessions.LookAsync(id, userId, http.RequestAborted);
        if (!good)
        {
            context.RejectPrincipal();
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        if (note)
        {
            http.Response.OnCompleted(() => sessions.NoteAsync(id!, CancellationToken.None));
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
    }

    /// <summary>The principal is made anew from the user each minute; the session's id is not the user's.</summary>
    public static Task KeepSessionAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(UserSession.Claim) is { } claim && context.NewPrincipal?.Identities.FirstOrDefault() is { } identity)
        {
            identity.AddClaim(claim.Clone());
        }

        return Task.CompletedTask;
    }

    public static (string? Session, int UserId) IdsOf(ClaimsPrincipal? person) =>
        (person?.FindFirstValue(UserSession.Claim),
            int.TryParse(person?.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);

    private static void Add(AuthenticationBuilder builder, string scheme, string name, TimeSpan lifetime, bool sliding, CookieAuthenticationEvents? events)
    {
        builder.AddCookie(scheme);
        builder.Services.AddOptions<CookieAuthenticationOptions>(scheme).Configure<PortalSettings>((options, settings) =>
        {
            options.Cookie.Name = (settings.Https ? "__Host-" : "") + Security.CookieName + name;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = settings.Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = lifetime;
            options.SlidingExpiration = sliding;
            options.Events = events ?? options.Events;
        });
    }
}
