namespace CouponPortal.Hosting;

/// <summary>Headers of every answer, and the refusal of other sites' circuits.</summary>
internal static class SecurityHeaders
{
    // Blazor needs <base>, so base-uri is 'self'; Radzen positions its popups by style attributes.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "object-src 'none'; frame-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var https = app.Services.GetRequiredService<PortalSettings>().Https;
        app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                Write(http, https);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    /// <summary>A WebSocket is not bound by the same-origin rule: without this another site could open a circuit with the visitor's cookie.</summary>
    public static void UseOwnOrigin(this WebApplication app)
    {
        var own = app.Services.GetRequiredService<PortalSettings>().PublicUrl?.Authority;
        app.Use((http, next) =>
        {
            var origin = http.Request.Headers.Origin.ToString();
            if (origin.Length == 0 || !http.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) || IsOwn(origin, http.Request.Host, own))
            {
                return next(http);
            }

            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return http.Response.WriteAsync("This address is for the portal's own pages.", http.RequestAborted);
        });
    }

    // A browser leaves the scheme's own port out of both headers.
    private static bool IsOwn(string origin, HostString host, string? own) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (string.Equals(uri.Authority, own, StringComparison.OrdinalIgnoreCase)
            || (string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is { } port ? uri.Port == port : uri.IsDefaultPort)));

    private static void Write(HttpContext http, bool https)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.TryAdd("Content-Security-Policy", Policy);
        if (https)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        // What a signed-in person sees must not stay in a shared computer's cache; static files have said already how long they keep.
        if (http.User.Identity?.IsAuthenticated == true && !headers.ContainsKey("ETag"))
        {
            headers.CacheControl = "no-store";
        }
    }
}
