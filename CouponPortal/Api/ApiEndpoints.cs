using CouponPortal.Data;
using CouponPortal.Data.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Api;

/// <summary>/api/v1: each resource's file maps itself here.</summary>
public static class ApiEndpoints
{
    public const string Prefix = "/api/v1";

    public static void UseApi(this WebApplication app)
    {
        var keys = new IdempotencyKeys(app.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), app.Services.GetRequiredService<TimeProvider>());
        var gate = new ApiKeyGate(app.Services.GetRequiredService<Actors>(), new IdempotentPost(keys), app.Services.GetRequiredService<Database>().RowSecurity);
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase),
            branch => branch.Use(next => http => gate.AdmitAsync(http, next)));
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Prefix).AllowAnonymous();
        AdvertisersApi.Map(api);
        AntiFraudApi.Map(api);
        TrackingDomainsApi.Map(api);
        OffersApi.Map(api);
        PartnersApi.Map(api);
        ApprovalsApi.Map(api);
        CouponsApi.Map(api);
        CodeRequestsApi.Map(api);
        ImportsApi.Map(api);
        BatchesApi.Map(api);
        BulkChangesApi.Map(api);
        SuppressedCodesApi.Map(api);
        ConnectionsApi.Map(api);
        PartnerPostbacksApi.Map(api);
        OrderFilesApi.Map(api);
        FeedsApi.Map(api);
        ConversionsApi.Map(api);
        RepeatsApi.Map(api);
        ConversionBatchApi.Map(api.MapGroup("").WithTags("Conversions"));
        ClicksApi.Map(api);
        HitsApi.Map(api);
        InboxApi.Map(api);
        InboxCodesApi.Map(api);
        TryApi.Map(api);
        ScanApi.Map(api);
        AttributionReportApi.Map(api);
        RehearsalsApi.Map(api);
        ReportsApi.Map(api);
        AuditApi.Map(api);
        ApiKeysApi.Map(api);
        UsersApi.Map(api);
        PrivacyApi.Map(api);
        MissingSalesApi.Map(api);
        LeaksApi.Map(api);
        MissedCodesApi.Map(api);
        SystemApi.Map(api);
        api.AlsoAnswerHead();

        // Below every resource's own route: without it, an address that does not exist would be the pages' not-found, and ask a script to sign in.
        app.Map("/api/{**rest}", ApiUnknown.Answer).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>HEAD is GET without the body, which the server leaves out by itself.</summary>
    private static void AlsoAnswerHead(this RouteGroupBuilder api) => ((IEndpointConventionBuilder)api).Add(endpoint =>
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: ["GET"] })
        {
            endpoint.Metadata.Add(new HttpMethodMetadata(["GET", "HEAD"]));
        }
    });
}
