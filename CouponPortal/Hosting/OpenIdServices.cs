using System.Security.Claims;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.OpenId;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace CouponPortal.Hosting;

/// <summary>Signing in at a provider, when one is configured.</summary>
internal static class OpenIdServices
{
    public static OpenIdSettings? Read(SettingsReader read)
    {
        if (read.Text("Oidc:Authority") is null)
        {
            return null;
        }

        var (authority, portal, id, secret) = (read.Url("Oidc:Authority"), read.Url("PublicUrl"), read.Text("Oidc:ClientId"), read.Text("Oidc:ClientSecret"));
        Missing(read, portal is null, "PublicUrl is missing: the provider sends people back to it.");
        Missing(read, id is null, "Oidc:ClientId is missing: the name that the provider knows this portal by.");
        Missing(read, secret is null, "Oidc:ClientSecret is missing.");
        Missing(read, authority is { IsLoopback: false, Scheme: "http" }, "Oidc:Authority must be https: whoever stands between could sign in as anybody.");
        return authority is null || portal is null || id is null || secret is null
            ? null
            : new OpenIdSettings(authority, id, secret, read.Text("Oidc:Name") ?? authority.Host, portal);
    }

    public static void AddOpenId(this IServiceCollection services, OpenIdSettings settings, bool https)
    {
        services.AddSingleton(settings).AddSingleton<OpenIdDiscovery>().AddScoped<OpenIdSignIn>();
        services.AddAuthentication().AddOAuth<OAuthOptions, OpenIdHandler>(OpenIdSettings.Scheme, options =>
        {
            options.ClientId = settings.ClientId;
            options.ClientSecret = settings.ClientSecret;
            options.CallbackPath = OpenIdSettings.CallbackPath;
            options.UsePkce = true;

            // Real ones are read from the provider before the first use; the options must have some.
            options.AuthorizationEndpoint = options.TokenEndpoint = settings.Issuer;
            options.Scope.Add("openid");
            options.Scope.Add("email");
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.Events.OnTicketReceived = FinishAsync;
            options.Events.OnRemoteFailure = FailAsync;
        });
    }

    private static async Task FinishAsync(TicketReceivedContext context)
    {
        var person = context.Principal!;
        var signIn = context.HttpContext.RequestServices.GetRequiredService<OpenIdSignIn>();
        var answer = await signIn.TryAsync(person.FindFirstValue(ClaimTypes.NameIdentifier)!, person.FindFirstValue(ClaimTypes.Email));
        var back = AccountPaths.LocalOrHome(context.ReturnUri);
        context.Response.Redirect(context.Request.PathBase + answer switch
        {
            SignInAnswer.Done => back,
            SignInAnswer.CodeNeeded => $"{AccountPaths.SecondStep}?returnUrl={Uri.EscapeDataString(back)}",
            SignInAnswer.Refused => AccountPaths.SignIn + "?problem=unknown",
        });
        context.HandleResponse();
    }

    private static Task FailAsync(RemoteFailureContext context)
    {
        var log = context.HttpContext.RequestServices.GetRequiredService<ILogger<OpenIdHandler>>();
        log.LogWarning(context.Failure, "A sign-in at the provider failed");
        context.Response.Redirect($"{context.Request.PathBase}{AccountPaths.SignIn}?problem=provider");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static void Missing(SettingsReader read, bool missing, string fault)
    {
        if (missing)
        {
            read.Faults.Add(fault);
        }
    }
}
