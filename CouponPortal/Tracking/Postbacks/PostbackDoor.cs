using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Native;

namespace CouponPortal.Tracking.Postbacks;

/// <summary><c>GET|POST /postback</c>, and on a tracking domain the root with a query: an order sent server to server (WIRE "Conversions").</summary>
public sealed class PostbackDoor(OrderIntake intake, Catalog catalog, TimeProvider time)
{
    private const int MaxBody = 64 * 1024;
    private static readonly string[] KeptHeaders = ["content-type", "idempotency-key", "authorization", "x-postback-key", "user-agent"];

    /// <summary>
    /// Whether a request of <c>/</c> is Everflow's root form: with a <c>nid</c>, or on a tracking domain, and naming a click or a code. Anything else at the
    /// root is the portal's first page.
    /// </summary>
    public bool IsRootForm(HttpRequest request) =>
        request.QueryString.HasValue
        && (request.Query.ContainsKey("transaction_id") || request.Query.ContainsKey("coupon_code"))
        && (request.Query.ContainsKey("nid") || catalog.Current.ByHost(request.Host.Host) is not null
            || string.Equals(request.Host.Host, catalog.Current.DefaultTrackingDomain, StringComparison.OrdinalIgnoreCase));

    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            await PostbackAnswer.RefuseAsync(http, new(StatusCodes.Status405MethodNotAllowed, "method", "Send the postback by GET or POST."), null);
            return;
        }

        byte[]? body;
        try
        {
            body = await ReadBodyAsync(http.Request);
        }
        catch (BadHttpRequestException error)
        {
            // Too slow, or broken off: the sender's fault, and no error of ours to log.
            await PostbackAnswer.RefuseAsync(http, new(error.StatusCode, "body_unreadable", "The body did not arrive whole."), null);
            return;
        }

        if (body is null)
        {
            await PostbackAnswer.RefuseAsync(http, new(StatusCodes.Status413PayloadTooLarge, "body_too_large", "A postback's body has at most 64 KiB."), null);
            return;
        }

        var raw = RawOf(http, body);
        var (parameters, unreadable) = Parameters.Of(raw);
        var reading = parameters is null ? new Reading.Refused(unreadable!) : NativePostback.Read(raw, parameters);
        try
        {
            // Arrived is arrived: a browser that leaves the thank-you page drops its pixel's request, and the order counts all the same.
            var answer = await intake.ReceiveAsync(reading, NativePostback.Door, raw, CancellationToken.None);
            await PostbackAnswer.WriteAsync(http, answer, catalog.Current.Ids, parameters?.All("response_type").FirstOrDefault());
        }
        catch (StoreUnavailableException)
        {
            http.Response.Headers.RetryAfter = "5";
            await PostbackAnswer.RefuseAsync(
                http, new(StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The order could not be stored. Send it again in a few seconds."), null);
        }
    }

    private RawRequest RawOf(HttpContext http, byte[] body)
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
            time.GetUtcNow().UtcDateTime);
    }

    /// <returns>Null when the body is too large.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || request.ContentLength == 0)
        {
            return [];
        }

        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBody)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), request.HttpContext.RequestAborted);
        }

        return buffer.ToArray();
    }
}
