using CouponPortal.Data.Audit;
using CouponPortal.Data.Identity;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Domain.Privacy;

namespace CouponPortal.Api;

/// <summary>
/// The door of /api/v1: a valid key or 401; a key that only reads or 403; a body no endpoint understands or 400. Cookies do not open it, so there is no
/// cross-site request to forge.
/// </summary>
internal sealed class ApiKeyGate(Actors actors, IdempotentPost idempotent, bool rowSecurity)
{
    private const string Scheme = "Bearer ";

    /// <returns>Who the request's key is for; null without a valid key.</returns>
    public static async Task<(Domain.Accounts.Actor Actor, int KeyId)?> FindAsync(HttpContext http, Actors actors)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? await actors.OfApiKeyAsync(header[Scheme.Length..].Trim(), http.RequestAborted) : null;
    }

    public static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return ApiResults.Problem(StatusCodes.Status401Unauthorized, "unauthenticated", "Send Authorization: Bearer with a valid API key.").ExecuteAsync(http);
    }

    /// <summary>Runs before parameters are bound, which needs the actor.</summary>
    public async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (await FindAsync(http, actors) is not { } known)
        {
            await RefuseAsync(http);
            return;
        }

        if (known.Actor.ReadOnly && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            await ApiResults.Problem(StatusCodes.Status403Forbidden, "read_only_key", "This key may read only.").ExecuteAsync(http);
            return;
        }

        http.Features.Set(known.Actor);
        http.Features.Set(new ApiKeyId(known.KeyId));
        using var scope = rowSecurity ? RowScope.OfKey(known.KeyId) : null;
        using var origin = AuditOrigin.Begin(new(known.Actor.Name, AuditDoor.Api, AddressPrefix.Of(http.Connection.RemoteIpAddress), ApiKeyId: known.KeyId));
        try
        {
            await idempotent.RunAsync(http, next);
        }
        catch (ApiBadRequest error)
        {
            await ApiResults.Problem(error.Status, error.Code, error.Message).ExecuteAsync(http);
        }
        catch (BadHttpRequestException error) when (!http.Response.HasStarted)
        {
            var code = error.StatusCode == StatusCodes.Status413PayloadTooLarge ? "body_too_large" : "bad_request";
            await ApiResults.Problem(error.StatusCode, code, "The request could not be read: " + error.Message).ExecuteAsync(http);
        }
    }
}

/// <summary>The key in use: it scopes idempotency keys.</summary>
internal sealed record ApiKeyId(int Value);
