using CouponPortal.Api;
using CouponPortal.Components;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Attribution;
using CouponPortal.Features.Coupons.Export;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Integrations.OrderFiles;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Features.Privacy;
using CouponPortal.Features.Settings;
using CouponPortal.Features.Views;
using CouponPortal.Features.Views.Schedules;
using CouponPortal.Features.Coupons.Tracking;
using CouponPortal.Hosting.Operation;
using CouponPortal.Tracking.Clicks;

namespace CouponPortal.Hosting;

/// <summary>The order in which a request passes.</summary>
internal static class Pipeline
{
    /// <summary>Everything that must be done before the first request.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        await app.Services.GetRequiredService<DatabaseStart>().RunAsync(app.Lifetime.ApplicationStopping);
        await app.BootstrapAsync();
        await app.AdoptDomainsAsync();
        await app.Services.GetRequiredService<Catalog>().RefreshAsync(app.Lifetime.ApplicationStopping);
        await app.AddDemoAsync();
        await app.AnnounceAsync();
    }

    private static async Task AdoptDomainsAsync(this WebApplication app)
    {
        await using var db = app.Services.GetRequiredService<Database>().CreateDbContext();
        await db.AdoptTrackingDomainsAsync(app.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, app.Lifetime.ApplicationStopping);
    }

    public static void UsePortal(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = FaultPage.WriteAsync });
        app.UseOperation();
        app.UseForwardedAddress();
        app.UseTracking();
        app.UseSecurityHeaders();
        app.UseWhen(
            http => !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            pages => pages.UseStatusCodePages(context => FaultPage.WriteStatusAsync(context.HttpContext)));
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseRowScopes();
        app.UseAuditOrigin();
        app.UseApiPages();
        app.UseDeadEnds();
        app.UseAuthorization();
        app.UseSetUpFirst();
        app.UseOwnOrigin();
        app.UseCircuitLimit();
        app.UseApi();
        app.UseAntiforgery();
    }

    public static void MapPortal(this WebApplication app)
    {
        Readiness.Map(app);
        app.MapStaticAssets().AllowAnonymous();
        app.MapOptOut();
        app.MapAccounts();
        app.MapApi();
        app.MapApiDocument();
        AttributionReportCsv.Map(app);
        ExportEndpoint.Map(app);
        ImportFiles.Map(app);
        OrderFileUploads.Map(app);
        TrackingFiles.Map(app);
        PartnerCodeFiles.Map(app);
        ExportDownload.Map(app);
        ExportFiles.Map(app);
        NetworkLogo.Map(app);
        PrivacyDownload.Map(app);

        // Its own frame-ancestors header would stand beside the stricter one of SecurityHeaders.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
