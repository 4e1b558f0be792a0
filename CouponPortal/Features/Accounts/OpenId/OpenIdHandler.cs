using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace CouponPortal.Features.Accounts.OpenId;

/// <summary>
/// The framework's OAuth handler (state, correlation cookie, PKCE) with what OpenID Connect adds: discovery, nonce and a checked ID token. It takes the place of the OpenIdConnect
/// package, which is not on every feed.
/// </summary>
public sealed class OpenIdHandler(IOptionsMonitor<OAuthOptions> options, ILoggerFactory logs, UrlEncoder encoder, OpenIdSettings settings, OpenIdDiscovery discovery)
    : OAuthHandler<OAuthOptions>(options, logs, encoder)
{
    private const string Nonce = "nonce";

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            Options.AuthorizationEndpoint = (await discovery.GetAsync(renew: false, Context.RequestAborted)).AuthorizationEndpoint;
        }
        catch (OpenIdException error)
        {
            // Somebody else's server is down: no fault of ours, and there is the password.
            Logger.LogWarning(error, "The provider cannot be asked");
            Response.Redirect($"{Request.PathBase}{AccountPaths.SignIn}?problem=provider");
            return;
        }

        properties.Items[Nonce] = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, settings.RedirectUri), Nonce, properties.Items[Nonce]!);

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        Options.TokenEndpoint = (await discovery.GetAsync(renew: false, Context.RequestAborted)).TokenEndpoint;
        return await base.ExchangeCodeAsync(new OAuthCodeExchangeContext(context.Properties, context.Code, settings.RedirectUri));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        if (tokens.Response is not { } response || IdToken.Text(response.RootElement, "id_token") is not { } token)
        {
            throw new OpenIdException("The provider's answer has no ID token.");
        }

        var claims = await CheckedAsync(token, properties.Items.TryGetValue(Nonce, out var nonce) ? nonce : null);
        var subject = IdToken.Text(claims, "sub")!;
        var found = await discovery.GetAsync(renew: false, Context.RequestAborted);
        if (IdToken.Text(claims, "email") is null && found.UserInfo is { } address && tokens.AccessToken is { } access)
        {
            claims = await discovery.UserAsync(address, access, Context.RequestAborted);
            if (IdToken.Text(claims, "sub") != subject)
            {
                throw new OpenIdException("The provider's userinfo is somebody else's.");
            }
        }

        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, subject));
        if (IdToken.Text(claims, "email") is { } email && IsTrue(claims, "email_verified"))
        {
            identity.AddClaim(new Claim(ClaimTypes.Email, email));
        }

        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    // Once more with fresh keys: the provider may have changed them since.
    private async Task<JsonElement> CheckedAsync(string token, string? nonce)
    {
        var found = await discovery.GetAsync(renew: false, Context.RequestAborted);
        try
        {
            return IdToken.Claims(token, found.Keys, settings, nonce, TimeProvider.GetUtcNow());
        }
        catch (OpenIdException) when (found.ReadAt != TimeProvider.GetUtcNow())
        {
            return IdToken.Claims(token, (await discovery.GetAsync(renew: true, Context.RequestAborted)).Keys, settings, nonce, TimeProvider.GetUtcNow());
        }
    }

    // Some providers send it as a text.
    private static bool IsTrue(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));
}
