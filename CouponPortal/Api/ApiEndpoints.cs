namespace CouponPortal.Api;

/// <summary>/api/v1: each resource's file maps itself here.</summary>
public static class ApiEndpoints
{
    public const string Prefix = "/api/v1";

    public static void UseApi(this WebApplication app)
    {
        var gate = new ApiKeyGate(app.Services.GetRequiredService<Data.Identity.Actors>());
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase),
            branch => branch.Use(next => http => gate.AdmitAsync(http, next)));
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Prefix).AllowAnonymous();
        AdvertisersApi.Map(api);
        OffersApi.Map(api);
        PartnersApi.Map(api);
        ApprovalsApi.Map(api);
        CouponsApi.Map(api);
        SuppressedCodesApi.Map(api);
        ConversionsApi.Map(api);
        ClicksApi.Map(api);
        HitsApi.Map(api);
        AttributionReportApi.Map(api);
    }
}
