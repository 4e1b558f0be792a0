using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CouponPortal.Api;

/// <summary>Runs a POST with an Idempotency-Key at most once and answers the others with what the first one got.</summary>
internal sealed class IdempotentPost(IdempotencyKeys keys)
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotent-Replayed";
    public const int MaxKey = 255;

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.Headers.TryGetValue(Header, out var sent))
        {
            await next(http);
            return;
        }

        var key = sent.ToString();
        if (sent.Count != 1 || key.Length is 0 or > MaxKey || key.Any(c => c is < ' ' or > '~'))
        {
            throw new ApiBadRequest("idempotency_key", $"Send one {Header} of 1 to {MaxKey} printable ASCII characters.");
        }

        var apiKey = http.Features.GetRequiredFeature<ApiKeyId>().Value;
        var hash = await HashAsync(http.Request, http.RequestAborted);
        if (await keys.ReserveAsync(apiKey, key, hash, http.RequestAborted) is { } known)
        {
            await ReplayAsync(http, known, hash);
            return;
        }

        await FirstAsync(http, next, apiKey, key);
    }

    private async Task FirstAsync(HttpContext http, RequestDelegate next, int apiKey, string key)
    {
        // From here on a caller that hangs up does not stop the work half-way: its retry finds the answer.
        http.RequestAborted = CancellationToken.None;
        var body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var copy = new MemoryStream();
        var kept = false;
        try
        {
            http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(copy));
            await next(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            if (http.Response.StatusCode < StatusCodes.Status500InternalServerError)
            {
                await keys.KeepAsync(apiKey, key, http.Response.StatusCode, Write(http.Response, copy));
                kept = true;
            }
        }
        finally
        {
            http.Features.Set(body);
            if (!kept)
            {
                await keys.GiveBackAsync(apiKey, key);
            }
        }

        await http.Response.Body.WriteAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), http.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext http, IdempotentAnswer known, string hash)
    {
        if (known.RequestHash != hash)
        {
            throw new ApiBadRequest("idempotency_key_reuse", $"This {Header} was sent with another request; take a new one.", StatusCodes.Status422UnprocessableEntity);
        }

        if (known.Status == 0)
        {
            http.Response.Headers.RetryAfter = "1";
            throw new ApiBadRequest("idempotency_in_progress", $"The first request with this {Header} is still running; ask again.", StatusCodes.Status409Conflict);
        }

        var (parts, response) = (known.Body.Split('\n', 3), http.Response);
        response.StatusCode = known.Status;
        response.Headers[Replayed] = "true";
        response.ContentType = parts[0].Length > 0 ? parts[0] : null;
        response.Headers.Location = parts[1].Length > 0 ? parts[1] : default;
        if (parts[2].Length > 0)
        {
            await response.WriteAsync(parts[2], http.RequestAborted);
        }
    }

    /// <summary>Content type, location, body: all of an answer that its caller uses.</summary>
    private static string Write(HttpResponse response, MemoryStream body) =>
        $"{response.ContentType}\n{response.Headers.Location}\n{Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length)}";

    private static async Task<string> HashAsync(HttpRequest request, CancellationToken cancel)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Boundary.HasValue)
        {
            await HashPartsAsync(hash, new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), request.Body), cancel);
        }
        else
        {
            await HashAsync(hash, request.Body, cancel);
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Who sends a form again makes a new boundary for it; the parts are the same.
    private static async Task HashPartsAsync(IncrementalHash hash, MultipartReader parts, CancellationToken cancel)
    {
        try
        {
            while (await parts.ReadNextSectionAsync(cancel) is { } part)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"\n{part.ContentDisposition}\n"));
                await HashAsync(hash, part.Body, cancel);
            }
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            // The endpoint reads it again and says what is wrong with it.
        }
    }

    private static async Task HashAsync(IncrementalHash hash, Stream body, CancellationToken cancel)
    {
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancel)) > 0)
        {
            hash.AppendData(chunk, 0, read);
        }
    }
}
