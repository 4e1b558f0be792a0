using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.ApiKeys;

namespace CouponPortal.Api;

/// <summary>An API key as /api/v1 shows it; its text is shown nowhere.</summary>
/// <param name="Prefix">What it begins with.</param>
/// <param name="Scope"><c>network_admin</c>, <c>advertiser_manager</c> or <c>partner</c>.</param>
internal sealed record ApiKeyView(
    int Id, string Name, string Prefix, Role Scope, int? AdvertiserId, int? PartnerId, bool CanWrite, ApiKeyState State, string CreatedBy, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt,
    DateTime? LastUsedAt, int? ReplacesId)
{
    public static ApiKeyView Of(ApiKeyRow row)
    {
        var k = row.Key;
        return new(k.Id, k.Name, k.Prefix, k.Scope, k.AdvertiserId, k.PartnerId, k.CanWrite, row.State, k.CreatedBy, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt, k.ReplacesId);
    }
}

/// <summary>/api/v1/api-keys: lists and revokes keys of the caller's own reach. They are made in the portal, by people.</summary>
internal static class ApiKeysApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys");
        keys.MapGet("", ListAsync).Lists<ApiKeyView>("API keys by id, also those that have ended. A new one is made in the portal.", _ => { });
        keys.MapGet("/{id:int}", async (int id, ApiRequest request, ApiKeyList list) =>
            ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? ApiKeyView.Of(row) : null)).Shows<ApiKeyView>("One API key.");
        keys.MapDelete("/{id:int}", async (int id, ApiRequest request, SaveApiKey save) =>
            await save.RevokeAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<ApiKeyRow>.Done ? Results.NoContent() : ApiResults.Changed(outcome, ApiKeyView.Of))
            .Removes("Revokes the key: it opens nothing from now on. A key may revoke itself.");
    }

    private static async Task<IResult> ListAsync(ApiRequest request, ApiKeyList list)
    {
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.List(await list.SliceAsync(request.Actor, after, limit, request.Cancel), ApiKeyView.Of);
    }
}
