using CouponPortal.Domain;
using CouponPortal.Domain.Feeds;
using CouponPortal.Features.Integrations.Feeds;

namespace CouponPortal.Api;

/// <summary>/api/v1/feeds: documents of orders that the portal fetches on a schedule; the use cases of the Feeds pages.</summary>
internal static class FeedsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var feeds = api.MapGroup("/feeds").WithTags("Feeds");
        feeds.MapGet("", ListAsync).Lists<FeedView>("Scheduled feeds by id.", request => request.QueryInteger("advertiser_id"));
        feeds.MapGet("/{id:int}", OneAsync).Shows<FeedView>("One feed, with what its last fetch came to.");
        feeds.MapPost("", CreateAsync).Creates<FeedView>(
            "Adds a feed, which is fetched at once and then on its schedule. The secret is stored and never shown. A key of one advertiser need not send advertiser_id.",
            body => Read(body, new FeedDraft()), "advertiser_id", "name", "url");
        feeds.MapPatch("/{id:int}", ChangeAsync).Changes<FeedView>("Changes the fields that are sent, and fetches it.", body => Read(body, new FeedDraft()));
        feeds.MapPost("/{id:int}/fetch", FetchAsync).Changes<FeedView>("Has it fetched within seconds, unchanged or not; last_at tells when it was.", body => body.RefuseOthers());
        feeds.MapDelete("/{id:int}", DeleteAsync).Removes("Removes it; its orders stay.");
    }

    private static async Task<IResult> ListAsync(ApiRequest request, FeedList list)
    {
        var advertiser = request.QueryInteger("advertiser_id");
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.List(await list.SliceAsync(request.Actor, advertiser, after, limit, request.Cancel), row => FeedView.Of(row));
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, FeedList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? FeedView.Of(row) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveFeed save)
    {
        // A key of one advertiser need not name it.
        var draft = Read(request.Body, new FeedDraft { AdvertiserId = request.Actor.AdvertiserIds is [var only] ? only : null });
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await save.CreateAsync(request.Actor, draft, request.Cancel), row => FeedView.Of(row), row => $"{ApiEndpoints.Prefix}/feeds/{row.Feed.Id}");
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, FeedList list, SaveFeed save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { Feed: var present })
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, FeedDraft.Of(present));
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await save.ChangeAsync(request.Actor, id, draft, request.Cancel), row => FeedView.Of(row));
    }

    private static async Task<IResult> FetchAsync(int id, ApiRequest request, SaveFeed save)
    {
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await save.FetchAsync(request.Actor, id, request.Cancel), row => FeedView.Of(row));
    }

    private static async Task<IResult> DeleteAsync(int id, ApiRequest request, SaveFeed save) =>
        await save.DeleteAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<string>.Done
            ? Results.NoContent()
            : ApiResults.Changed(outcome, name => new { name });

    private static FeedDraft Read(ApiBody body, FeedDraft old) => new()
    {
        AdvertiserId = body.Integer(old.AdvertiserId, "advertiser_id"),
        OfferId = body.Integer(old.OfferId, "offer_id"),
        Name = body.Text("name", old.Name),
        Url = body.Text("url", old.Url),
        Format = body.Choice("format", old.Format),
        Authentication = body.Choice("authentication", old.Authentication),
        UserName = body.Text("user_name", old.UserName),
        Secret = body.Text("secret", otherwise: null),
        EveryMinutes = body.Integer(old.EveryMinutes, "every_minutes"),
        State = body.Choice("state", old.State),

        // Sent, it must be the version that the caller read; left out, the change is made to whatever there is now.
        Version = body.Integer(old.Version, "version") ?? old.Version,
    };
}

/// <summary>A feed as /api/v1 shows it: everything but its secret.</summary>
/// <param name="LastResult">fetched, not_modified, or the code of a fault.</param>
internal sealed record FeedView(
    int Id, int AdvertiserId, int? OfferId, string Name, string Url, FeedFormat Format, FeedAuthentication Authentication, string? UserName, bool HasSecret, int EveryMinutes, FeedState State,
    DateTime? DueAt, DateTime? LastAt, int? LastStatus, string? LastResult, string? LastDetail, DateTime? LastGoodAt, int Failures,
    int LastRows, int LastAccepted, int LastDuplicates, int LastHeld, int LastRefused, DateTime CreatedAt, int Version)
{
    public static FeedView Of(FeedSummary row)
    {
        var f = row.Feed;
        return new(
            f.Id, f.AdvertiserId, f.OfferId, f.Name, f.Url, f.Format, f.Authentication, f.UserName, f.Secret is not null, f.EveryMinutes, f.State,
            f.State == FeedState.Active ? f.DueAt : null, f.LastAt, f.LastStatus, f.LastResult, f.LastDetail, f.LastGoodAt, f.Failures,
            f.LastRows, f.LastAccepted, f.LastDuplicates, f.LastHeld, f.LastRefused, f.CreatedAt, f.Version);
    }
}
