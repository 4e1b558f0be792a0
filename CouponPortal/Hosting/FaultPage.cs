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
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>CouponPortal failed</title><link rel="stylesheet" href="/fault.css"></head>
            <body><main><h1>This page failed</h1><p>Nothing you saved before is lost. The fault is in the log under {number}.</p><p><a href="/">Dashboard</a></p></main></body></html>
            """,
            http.RequestAborted);
    }
}
