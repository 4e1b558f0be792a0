using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Inbox;

namespace CouponPortal.Api;

/// <summary>/api/v1/hits: inbound requests with their raw text and what became of them, the newest first; bounded by days like clicks.</summary>
internal static class HitsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("").WithTags("Hits");
        api.MapGet("/hits", ListAsync).Lists<HitView>("Inbound requests, the newest first: of the last 30 days unless said, 92 days at most.", request => FilterOf(request));
        api.MapGet("/hits/{id}", async (ApiRequest request, string id, HitList list, Catalog catalog) =>
        {
            var ids = catalog.Current.Ids;
            return ids.TryParse(id, out var key) && await list.OneAsync(request.Actor, key, request.Cancel) is { } row
                ? ApiResults.One(HitView.Of(row, ids))
                : ApiResults.NotFound();
        }).Shows<HitView>("One inbound request.");
    }

    private static HitFilter FilterOf(ApiRequest request) => new()
    {
        AdvertiserId = request.QueryInteger("advertiser_id"),
        Verdict = request.QueryChoice<HitVerdict>("verdict"),
        Door = request.QueryText("door"),
        Reason = request.QueryText("reason"),
        From = request.QueryDay("from"),
        To = request.QueryDay("to"),
    };

    private static async Task<IResult> ListAsync(ApiRequest request, HitList list, Catalog catalog, TimeProvider time)
    {
        var filter = FilterOf(request);
        EventRange.Check(filter.From, filter.To, time.GetUtcNow().UtcDateTime, request.Errors);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var ids = catalog.Current.Ids;
        return ApiResults.List(await list.NewestAsync(request.Actor, filter, limit, cursor, request.Cancel), h => HitView.Of(h, ids));
    }
}

/// <param name="Raw">As it came, secrets masked when it was stored.</param>
internal sealed record HitView(
    string Id,
    DateTime ReceivedAt,
    string Door,
    int? AdvertiserId,
    HitVerdict Verdict,
    string? Reason,
    string? Detail,
    string? ConversionId,
    string Raw)
{
    public static HitView Of(Hit h, PublicIds ids) => new(
        ids.Format(h.Id), h.ReceivedAt, h.Door, h.AdvertiserId, h.Verdict, h.Reason, h.Detail, h.ConversionId is { } id ? ids.Format(id) : null, h.Raw);
}
