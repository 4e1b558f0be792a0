using CouponPortal.Data.Identity;

namespace CouponPortal.Api;

/// <summary>
/// The door of /api/v1: a valid key or 401; a key that only reads or 403; a body no endpoint understands or 400. Cookies do not open it, so there is no
/// cross-site request to forge.
/// </summary>
internal sealed class ApiKeyGate(Actors actors)
{
    private const string Scheme = "Bearer ";

    /// <summary>Runs before parameters are bound, which needs the actor.</summary>
    public async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var admitted = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await actors.OfApiKeyAsync(header[Scheme.Length..].Trim(), http.RequestAborted)
            : null;
        if (admitted is not { } known)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiResults.Problem(StatusCodes.Status401Unauthorized, "unauthenticated", "Send Authorization: Bearer with a valid API key.").ExecuteAsync(http);
            return;
        }

        if (known.Actor.ReadOnly && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            await ApiResults.Problem(StatusCodes.Status403Forbidden, "read_only_key", "This key may read only.").ExecuteAsync(http);
            return;
        }

        http.Features.Set(known.Actor);
        http.Features.Set(new ApiKeyId(known.KeyId));
        try
        {
            await next(http);
        }
        catch (ApiBadRequest error)
        {
            await ApiResults.Problem(error.Status, error.Code, error.Message).ExecuteAsync(http);
        }
    }
}

/// <summary>The key in use: it scopes idempotency keys.</summary>
internal sealed record ApiKeyId(int Value);
