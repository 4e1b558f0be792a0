using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts.Passkeys;

/// <summary>
/// Whether a passkey was used on the portal's own pages. Identity would compare with the request's Origin header, which browsers leave "null" here: the pages are sent with
/// Referrer-Policy no-referrer.
/// </summary>
public static class PasskeyOrigin
{
    /// <param name="publicUrl">Null = not set: then the host that the request names.</param>
    public static bool IsOwn(PasskeyOriginValidationContext context, Uri? publicUrl) =>
        !context.CrossOrigin && string.IsNullOrEmpty(context.TopOrigin) && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin)
        && (publicUrl is not null
            ? origin.Scheme == publicUrl.Scheme && string.Equals(origin.Authority, publicUrl.Authority, StringComparison.OrdinalIgnoreCase)
            : IsHost(origin, context.HttpContext.Request.Host));

    // A browser leaves the scheme's own port out of both.
    private static bool IsHost(Uri origin, HostString host) =>
        origin.Scheme is "http" or "https" && string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is { } port ? origin.Port == port : origin.IsDefaultPort);
}
