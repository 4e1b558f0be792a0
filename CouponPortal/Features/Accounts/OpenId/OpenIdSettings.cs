namespace CouponPortal.Features.Accounts.OpenId;

/// <summary>An OpenID Connect provider that people may sign in at.</summary>
/// <param name="Authority">The issuer; its discovery document lies below it.</param>
/// <param name="Name">On the button.</param>
/// <param name="Portal">Where people reach the portal: the provider sends them back there, whatever host a request names.</param>
public sealed record OpenIdSettings(Uri Authority, string ClientId, string ClientSecret, string Name, Uri Portal)
{
    public const string Scheme = "OpenId";
    public const string StartPath = "/account/openid";
    public const string CallbackPath = "/account/openid/callback";

    public string Issuer => Authority.AbsoluteUri.TrimEnd('/');

    public string RedirectUri => Portal.AbsoluteUri.TrimEnd('/') + CallbackPath;
}
