using CouponPortal.Data.Catalog;
using CouponPortal.Features.Inbox.Replay;

namespace CouponPortal.Api;

/// <summary>What staff does about requests that brought no order: /api/v1/hits/…/replay.</summary>
internal static class InboxApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("").WithTags("Hits");
        api.MapPost("/hits/{id}/replay", ReplayAsync).Changes<HitView>(
            "Reads a refused or held request again from its stored text, as its own door would, judged as of its arrival. One whose sender was not proved needs confirm and a reason.", body => Read(body));
        api.MapPost("/hits/replay", ReplayCauseAsync).Changes<CauseReplayed>(
            $"Reads again all requests that a door refused or held for one reason in the last {ReplayCause.Days} days; {ReplayCause.AtOnce} at a time.", body => ReadCause(body), "door", "reason_code");
    }

    private static ReplayDraft Read(ApiBody body) => new(body.Integer(null, "advertiser_id"), body.Flag("confirm", otherwise: false), body.Text("reason", null, ReplayRules.MaxReason));

    private static (string Door, string Reason, ReplayDraft Draft) ReadCause(ApiBody body) =>
        (body.Text("door", null, 50) ?? "", body.Text("reason_code", null, 100) ?? "", Read(body));

    private static async Task<IResult> ReplayAsync(ApiRequest request, string id, ReplayHit replay, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        var draft = Read(request.Body);
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : !ids.TryParse(id, out var key) ? ApiResults.NotFound()
            : ApiResults.Changed(await replay.RunAsync(request.Actor, key, draft, request.Cancel), h => HitView.Of(h, ids));
    }

    private static async Task<IResult> ReplayCauseAsync(ApiRequest request, ReplayCause replay)
    {
        var (door, reason, draft) = ReadCause(request.Body);
        request.Body.RefuseOthers();
        foreach (var missing in new[] { ("door", door), ("reason_code", reason) }.Where(field => field.Item2.Length == 0))
        {
            request.Errors.Add(missing.Item1, "Say which requests: their door and their reason code.");
        }

        return request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await replay.RunAsync(request.Actor, draft.AdvertiserId, door, reason, draft, request.Cancel), r => r);
    }
}
