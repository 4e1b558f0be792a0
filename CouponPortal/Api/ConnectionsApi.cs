using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Integrations;

namespace CouponPortal.Api;

/// <summary>/api/v1/connections: shops that report their orders by webhook; the use cases of the Connections pages.</summary>
internal static class ConnectionsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGet("", ListAsync).Lists<ConnectionView>("Connections by id.", request => FilterOf(request));
        connections.MapGet("/{id:int}", OneAsync).Shows<ConnectionView>("One connection, with what its last delivery came to.");
        connections.MapPost("", CreateAsync).Creates<ConnectionView>(
            "Connects a shop. A WooCommerce connection without a secret gets one, which this answer alone shows. A key of one advertiser need not send advertiser_id.", body => Read(body, new ConnectionDraft()), "advertiser_id", "kind");
        connections.MapPatch("/{id:int}", ChangeAsync).Changes<ConnectionView>(
            "Changes the fields that are sent. A new secret takes the place of the one there is, which counts for another day; rotate_secret makes one (WooCommerce) and shows it once.", body => _ = (Read(body, new ConnectionDraft()), body.Flag("rotate_secret", otherwise: false)));
        connections.MapDelete("/{id:int}", DeleteAsync).Removes("Removes it: its address stops working, its orders stay.");
    }

    private static ConnectionFilter FilterOf(ApiRequest request) => new(request.QueryInteger("advertiser_id"), request.QueryChoice<ConnectionKind>("kind"));

    private static async Task<IResult> ListAsync(ApiRequest request, ConnectionList list)
    {
        var filter = FilterOf(request);
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, after, limit, request.Cancel), row => ConnectionView.Of(row, null, request.Origin));
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, ConnectionList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? ConnectionView.Of(row, null, request.Origin) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveConnection save)
    {
        // A key of one advertiser need not name it.
        var draft = Read(request.Body, new ConnectionDraft { AdvertiserId = request.Actor.AdvertiserIds is [var only] ? only : null });
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.CreateAsync(request.Actor, draft, request.Cancel),
                saved => ConnectionView.Of(saved.Row, saved.NewSecret, request.Origin),
                saved => $"{ApiEndpoints.Prefix}/connections/{saved.Row.Connection.Id}");
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, ConnectionList list, SaveConnection save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { Connection: var present })
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, ConnectionDraft.Of(present));
        var rotate = request.Body.Flag("rotate_secret", otherwise: false);
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var outcome = rotate && draft.Secret is null ? await save.RotateAsync(request.Actor, id, draft.Version, request.Cancel) : await save.ChangeAsync(request.Actor, id, draft, request.Cancel);
        return ApiResults.Changed(outcome, saved => ConnectionView.Of(saved.Row, saved.NewSecret, request.Origin));
    }

    private static async Task<IResult> DeleteAsync(int id, ApiRequest request, SaveConnection save) =>
        await save.DeleteAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<string>.Done
            ? Results.NoContent()
            : ApiResults.Changed(outcome, name => new { name });

    private static ConnectionDraft Read(ApiBody body, ConnectionDraft old) => new()
    {
        AdvertiserId = body.Integer(old.AdvertiserId, "advertiser_id"),
        OfferId = body.Integer(old.OfferId, "offer_id"),
        Kind = body.Choice("kind", old.Kind),
        Name = body.Text("name", old.Name),
        Secret = body.Text("secret", otherwise: null),
        Shop = body.Text("shop", old.Shop),
        State = body.Choice("state", old.State),

        // Sent, it must be the version that the caller read; left out, the change is made to whatever there is now.
        Version = body.Integer(old.Version, "version") ?? old.Version,
    };
}

/// <summary>A connection as /api/v1 shows it.</summary>
/// <param name="Secret">A secret that the portal has just made; null in every other answer.</param>
/// <param name="Url">The address the shop posts to.</param>
internal sealed record ConnectionView(
    int Id, int AdvertiserId, int? OfferId, ConnectionKind Kind, string Name, string Url, string? Secret, bool HasSecret, string? Shop, string OrderPrefix, ConnectionState State,
    ConnectionHealth Health, long Deliveries, long Refused, DateTime? LastDeliveryAt, HitVerdict? LastVerdict, string? LastReason, string? LastDetail, DateTime CreatedAt, int Version)
{
    public static ConnectionView Of(ConnectionRow row, string? made, string origin)
    {
        var c = row.Connection;
        return new(
            c.Id, c.AdvertiserId, c.OfferId, c.Kind, c.Name, ConnectionWords.Url(origin, c), made, c.Secret is not null, c.Shop, c.OrderPrefix, c.State,
            c.Health, c.Deliveries, c.Refused, c.LastDeliveryAt, c.LastVerdict, c.LastReason, c.LastDetail, c.CreatedAt, c.Version);
    }
}
