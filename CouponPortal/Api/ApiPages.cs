using CouponPortal.Data.Identity;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace CouponPortal.Api;

/// <summary>The document, and a page that shows it: for whoever has signed in or has a valid API key; in Development the document is for everyone.</summary>
internal static class ApiPages
{
    private const string Folder = "/openapi";

    // The page's own scripts and styles are files of this host; its icons are data: addresses, and it sets style attributes.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'";

    /// <summary>After authentication, before authorization: keys are not sign-ins.</summary>
    public static void UseApiPages(this WebApplication app)
    {
        var actors = app.Services.GetRequiredService<Actors>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Folder, StringComparison.OrdinalIgnoreCase), branch =>
        {
            branch.Use(next => http => AdmitAsync(http, next, actors, app.Environment.IsDevelopment()));
            branch.UseSwaggerUI(Configure);
        });
    }

    public static void MapApiDocument(this WebApplication app) => app.MapOpenApi($"{Folder}/{{documentName}}.json").AllowAnonymous();

    private static async Task AdmitAsync(HttpContext http, RequestDelegate next, Actors actors, bool development)
    {
        var isDocument = http.Request.Path.Value!.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        if (!isDocument)
        {
            // The portal's page for unknown addresses is every path's endpoint; without this it would win.
            http.SetEndpoint(null);
            http.Response.Headers.ContentSecurityPolicy = Policy;
        }

        if ((isDocument && development) || http.User.Identity?.IsAuthenticated == true || await ApiKeyGate.FindAsync(http, actors) is not null)
        {
            await next(http);
        }
        else if (isDocument)
        {
            await ApiKeyGate.RefuseAsync(http);
        }
        else
        {
            // Authorization, further on, asks people to sign in.
            http.Response.Headers.Remove("Content-Security-Policy");
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.ChallengeAsync(http);
        }
    }

    private static void Configure(SwaggerUIOptions options)
    {
        options.RoutePrefix = Folder[1..];
        options.DocumentTitle = "CouponPortal API";
        options.SwaggerEndpoint(ApiDocument.Name + ".json", "CouponPortal " + ApiDocument.Name);
        options.DefaultModelsExpandDepth(-1);
    }
}
