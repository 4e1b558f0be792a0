using CouponPortal.Intake;
using CouponPortal.Tracking.Postbacks;

namespace CouponPortal.Tracking;

/// <summary>Reads a request of any door as it came, within a limit, before anything judges it.</summary>
internal static class DoorRequest
{
    /// <summary>What a parameter door takes; documents and hooks have their own limits.</summary>
    public const int MaxForm = 64 * 1024;

    private const int Chunk = 8 * 1024;

    // Those that a dialect reads or staff wants to see; the rest of a request's headers is nobody's business.
    private static readonly string[] KeptHeaders =
    [
        "content-type", "idempotency-key", "authorization", "x-postback-key", "user-agent", "origin", "referer", "sec-fetch-dest",
        "x-wc-webhook-signature", "x-wc-webhook-topic", "x-wc-webhook-delivery-id", "x-wc-webhook-source",
        "x-shopify-hmac-sha256", "x-shopify-topic", "x-shopify-webhook-id", "x-shopify-shop-domain", "x-shopify-triggered-at", "x-shopify-test",
        "stripe-signature", "webhook-id", "webhook-timestamp", "webhook-signature",
    ];

    /// <param name="methods">Upper case, those the door takes.</param>
    /// <returns>Null when the request was refused and answered: wrong method, too large, broken off.</returns>
    public static async Task<RawRequest?> ReadAsync(HttpContext http, int maxBody, DateTime now, params string[] methods)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!methods.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase))
        {
            http.Response.Headers.Allow = string.Join(", ", methods);
            await PostbackAnswer.RefuseAsync(http, new(StatusCodes.Status405MethodNotAllowed, "method", $"Send it by {string.Join(" or ", methods)}."), null);
            return null;
        }

        try
        {
            if (await ReadBodyAsync(http.Request, maxBody) is { } body)
            {
                return RawOf(http, body, now);
            }

            await PostbackAnswer.RefuseAsync(http, new(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body has at most {maxBody / 1024} KiB here."), null);
        }
        catch (BadHttpRequestException error)
        {
            // Too slow, or broken off: the sender's fault, and no error of ours to log.
            await PostbackAnswer.RefuseAsync(http, new(error.StatusCode, "body_unreadable", "The body did not arrive whole."), null);
        }

        return null;
    }

    private static RawRequest RawOf(HttpContext http, byte[] body, DateTime now)
    {
        var request = http.Request;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in KeptHeaders)
        {
            if (request.Headers.TryGetValue(name, out var value))
            {
                headers[name] = value.ToString();
            }
        }

        return new RawRequest(
            request.Method,
            request.Host.Host,
            request.Path.Value ?? "/",
            request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
            headers,
            body,
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            now);
    }

    /// <returns>Null when the body is too large.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, int max)
    {
        if (HttpMethods.IsGet(request.Method) || request.ContentLength == 0)
        {
            return [];
        }

        if (request.ContentLength > max)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[Chunk];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            if (buffer.Length + read > max)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), request.HttpContext.RequestAborted);
        }

        return buffer.ToArray();
    }
}
