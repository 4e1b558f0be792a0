using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.Mail;
using CouponPortal.Features.Accounts.Passkeys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Hosting;

/// <summary>Who may come in, what keeps them in, and the limits of the doors.</summary>
internal static class Security
{
    public const string CookieName = "CouponPortal";
    private const long MaxBody = 1024 * 1024;

    public static void AddSecurity(this WebApplicationBuilder builder, PortalSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        builder.Services.AddIdentity();
        builder.Services.AddSingleton(provider => new AccountLinks(provider.GetRequiredService<PortalSettings>().PublicUrl));
        builder.Services.AddSingleton(provider => new Postman(provider.GetRequiredService<PortalSettings>().Mail, provider.GetRequiredService<ILogger<Postman>>()));
        builder.Services.AddCookies();
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddKeys(settings.Operation);
        builder.Services.AddProblemDetails();
        builder.Services.AddRateLimiter(SignInLimit.Configure);
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services.AddIdentityCore<PortalUser>(options =>
            {
                options.User.RequireUniqueEmail = true;

                // A user name is an e-mail address; Identity's own list of characters lacks some that addresses have.
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = PasswordRules.MinLength;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                // Of one network SignInThrottle stops far fewer.
                options.Lockout.MaxFailedAccessAttempts = 40;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<PortalClaims>()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordRules.Iterations);
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromMinutes(1);
            options.OnRefreshingPrincipal = AccountCookies.KeepSessionAsync;
        });
        services.AddOptions<IdentityPasskeyOptions>().Configure<PortalSettings>((options, settings) =>
        {
            // Without a setting, the host that a request names: a passkey is then as good as that host is right.
            options.ServerDomain = settings.PublicUrl?.Host;
            options.ValidateOrigin = context => ValueTask.FromResult(PasskeyOrigin.IsOwn(context, settings.PublicUrl));
            options.ResidentKeyRequirement = "required";
            options.UserVerificationRequirement = "required";
        });
        services.AddScoped<AuthenticationStateProvider, StampRevalidation>();
        services.AddAccounts();
    }

    private static void AddCookies(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme).AddAccountCookies();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<PortalSettings>((options, settings) =>
        {
            var https = settings.Https;

            // Browsers take the prefix over https alone, where it pins the cookie to this host and path.
            options.Cookie.Name = (https ? "__Host-" : "") + CookieName;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = UserSessions.Idle;
            options.SlidingExpiration = true;
            options.LoginPath = AccountPaths.SignIn;
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnValidatePrincipal = AccountCookies.ValidateAsync;
            options.Events.OnRedirectToLogin = context => Challenge(context, StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = context => Refuse(context.Response, StatusCodes.Status403Forbidden);
        });
        services.AddAntiforgery();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<PortalSettings>((options, settings) =>
        {
            options.Cookie.Name = (settings.Https ? "__Host-" : "") + CookieName + "Form";
            options.Cookie.SecurePolicy = settings.Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
    }

    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(context.Response, status);
        }

        // Relative: behind a proxy this process does not know the address that people see.
        context.Response.Redirect($"{request.PathBase}{AccountPaths.SignIn}?returnUrl={Uri.EscapeDataString(request.Path + request.QueryString)}");
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
