using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Tracking.Clicks;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tracking.Domains;

/// <summary>
/// What a host name lets through. In front of the doors: the token of a tracking domain, and the question of a proxy that is asked for a certificate. Behind them: nothing of the portal itself on a tracking domain.
/// </summary>
public sealed class DomainDoor(Catalog catalog, PortalAddress portal, IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>For proxies that get certificates as they are asked for them: <c>?domain=</c>, 200 for a verified one, else 404.</summary>
    public const string CertificatePath = "/.well-known/couponportal-certificate";

    private static readonly string[] OfAllHosts = ["/healthz/live", "/healthz/ready", "/sdk.js", "/.well-known/gpc.json"];

    /// <summary>In front of the doors of clicks and orders.</summary>
    public Task BeforeDoorsAsync(HttpContext http, RequestDelegate next)
    {
        var host = http.Request.Host.Host;
        var path = http.Request.Path;
        if (path.StartsWithSegments("/.well-known", StringComparison.OrdinalIgnoreCase))
        {
            if (path.Equals(TrackingDomain.WellKnownPath, StringComparison.OrdinalIgnoreCase))
            {
                return TokenAsync(http, host);
            }

            if (path.Equals(CertificatePath, StringComparison.OrdinalIgnoreCase))
            {
                return CertificateAsync(http, host);
            }
        }

        return next(http);
    }

    /// <summary>Behind the doors: pages, API, sign-in, files.</summary>
    public Task BehindDoorsAsync(HttpContext http, RequestDelegate next) =>
        IsOfAllHosts(http.Request.Path) || portal.Serves(http.Request.Host.Host, catalog.IsLoaded ? catalog.Current : null) ? next(http) : Redirect.To(http, null);

    private async Task TokenAsync(HttpContext http, string host)
    {
        var name = HostNames.Normal(host);
        string? token = null;
        if (IsRead(http) && catalog.IsLoaded && catalog.Current.Hosts.AdvertiserOf(name) is not null)
        {
            await using var db = await contexts.CreateDbContextAsync(http.RequestAborted);
            token = await db.TrackingDomains.Where(d => d.Host == name).Select(d => d.Token).SingleOrDefaultAsync(http.RequestAborted);
        }

        await TextAsync(http, token);
    }

    // From inside alone: whose domains these are is nobody's business outside, where the portal has a name.
    private Task CertificateAsync(HttpContext http, string host) =>
        TextAsync(http, IsRead(http) && portal.IsInner(host) && catalog.IsLoaded && IsServed(HostNames.Normal(http.Request.Query["domain"].ToString())) ? "yes" : null);

    private bool IsServed(string host) => catalog.Current.Hosts.IsVerified(host) || string.Equals(host, catalog.Current.DefaultTrackingDomain, StringComparison.Ordinal);

    private static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    private static bool IsOfAllHosts(PathString path) => Array.Exists(OfAllHosts, p => path.Equals(p, StringComparison.OrdinalIgnoreCase));

    private static Task TextAsync(HttpContext http, string? text)
    {
        if (text is null)
        {
            return Redirect.To(http, null);
        }

        http.Response.ContentType = "text/plain; charset=utf-8";
        Redirect.Guard(http.Response.Headers);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }
}
