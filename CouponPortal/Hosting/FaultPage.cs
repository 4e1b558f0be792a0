using System.Diagnostics;
using CouponPortal.Api;
using Microsoft.AspNetCore.Diagnostics;

namespace CouponPortal.Hosting;

/// <summary>What is answered when the product itself failed: nothing of the fault but its number in the log.</summary>
internal static class FaultPage
{
    public static Task WriteAsync(HttpContext http)
    {
        var error = http.Features.Get<IExceptionHandlerFeature>();
        var status = error?.Error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
        var number = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        var path = error?.Path ?? http.Request.Path.Value ?? "";
        if (path.StartsWith("/api", StringComparison.OrdinalIgnoreCase))
        {
            return status == StatusCodes.Status500InternalServerError
                ? ApiResults.Problem(status, "internal", $"The portal failed. The log has it under {number}.").ExecuteAsync(http)
                : ApiResults.Problem(status, "bad_request", "The request could not be read.").ExecuteAsync(http);
        }

        http.Response.StatusCode = status;
        return PageAsync(http, "This page failed", $"Nothing you saved before is lost. The fault is in the log under {number}.");
    }

    /// <summary>For refusals that have no page of their own.</summary>
    public static Task WriteStatusAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => PageAsync(http, "This form is too old", "Go back, reload the page and send it again."),
        StatusCodes.Status401Unauthorized => PageAsync(http, "Sign in first", "Nobody is signed in in this browser."),
        StatusCodes.Status403Forbidden => PageAsync(http, "This is not allowed", "Your account may not do this. A network admin can change that."),
        StatusCodes.Status404NotFound => PageAsync(http, "There is nothing here", "The address may be mistyped."),
        StatusCodes.Status429TooManyRequests => PageAsync(http, "Too many tries", "Wait a minute, then try again."),
        var status => PageAsync(http, $"Answer {status}", "The request was not served."),
    };

    private static Task PageAsync(HttpContext http, string title, string text)
    {
        http.Response.ContentType = "text/html; charset=utf-8";

        // A door may have failed: what is said of its other answers holds for this one.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return http.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – CouponPortal</title><link rel="stylesheet" href="/fault.css"></head>
            <body><main><h1>{title}</h1><p>{text}</p><p><a href="/">Dashboard</a></p></main></body></html>
            """,
            http.RequestAborted);
    }
}
