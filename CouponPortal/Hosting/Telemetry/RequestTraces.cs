using System.Diagnostics;
using CouponPortal.Tracking.Postbacks;
using Microsoft.AspNetCore.Http.Features;

namespace CouponPortal.Hosting.Telemetry;

/// <summary>Gives a request's span its name and what came of it: the framework's own has neither. Stands in the pipeline only while traces are sent.</summary>
internal static class RequestTraces
{
    private static readonly HashSet<string> Doors = new(OrderDoors.Paths.Append("clk"), StringComparer.OrdinalIgnoreCase);

    public static void UseRequestTraces(this WebApplication app)
    {
        if (!OtlpSettings.IsSent(app.Configuration, "TRACES"))
        {
            return;
        }

        app.Use(async (http, next) =>
        {
            await next(http);
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
            {
                Name(span, http);
            }
        });
    }

    private static void Name(Activity span, HttpContext http)
    {
        var route = RouteOf(http);
        span.DisplayName = $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    // The doors answer before routing. Codes and ids of connections are no names of routes.
    private static string RouteOf(HttpContext http)
    {
        if (http.GetEndpoint() is RouteEndpoint endpoint)
        {
            return "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
        }

        var path = http.Request.Path.Value ?? "/";
        var first = path.Trim('/').Split('/', 2)[0];
        return first.Length == path.Trim('/').Length ? Doors.Contains(first) ? "/" + first.ToLowerInvariant() : "/{CODE}" : "/" + first + "/…";
    }
}
