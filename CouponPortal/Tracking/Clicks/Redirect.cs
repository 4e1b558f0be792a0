using System.Text;

namespace CouponPortal.Tracking.Clicks;

/// <summary>Answers to a visitor: never cached, never indexed, never leaking the address it came by.</summary>
internal static class Redirect
{
    // One page for every dead end, so that it tells a code scanner nothing.
    private static readonly byte[] PlainPage = Encoding.UTF8.GetBytes(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Link not available</title>
        <style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;display:grid;min-height:90vh;place-items:center;margin:0;padding:1rem}main{max-width:32rem}</style></head>
        <body><main><h1>This link is not available</h1><p>The code may have ended or been mistyped. Please check it, or visit the shop directly.</p></main></body>
        </html>
        """);

    /// <summary>What every answer of a tracking address says, whatever it is.</summary>
    public static void Guard(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
    }

    public static Task To(HttpContext http, string? destination)
    {
        var headers = http.Response.Headers;
        Guard(headers);
        if (destination is not null)
        {
            http.Response.StatusCode = StatusCodes.Status302Found;
            headers.Location = destination;
            return Task.CompletedTask;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/html; charset=utf-8";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        http.Response.ContentLength = PlainPage.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(PlainPage, 0, PlainPage.Length, http.RequestAborted);
    }
}
