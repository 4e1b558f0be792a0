using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Partners.Postbacks;

namespace CouponPortal.Api;

/// <summary>/api/v1/partner-postbacks and /postback-messages: where partners are told of their orders, and what was sent. Of the network admin alone.</summary>
internal static class PartnerPostbacksApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var postbacks = api.MapGroup("/partner-postbacks").WithTags("Partner postbacks");
        postbacks.MapGet("", ListAsync).Lists<PostbackView>("Postbacks by id.", request => FilterOf(request));
        postbacks.MapGet("/{id:int}", async (int id, ApiRequest request, PostbackList list) =>
            ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? PostbackView.Of(row, null) : null)).Shows<PostbackView>("One postback.");
        postbacks.MapPost("", CreateAsync).Creates<PostbackView>("Adds a postback. A webhook's secret is in this answer alone.", body => Read(body, new PostbackDraft()), "partner_id", "url");
        postbacks.MapPatch("/{id:int}", ChangeAsync).Changes<PostbackView>(
            "Changes the fields that are sent; rotate_secret makes a new secret and shows it once.", body => _ = (Read(body, new PostbackDraft()), body.Flag("rotate_secret", otherwise: false)));
        postbacks.MapDelete("/{id:int}", DeleteAsync).Removes("Removes it; messages that wait are given up.");
        postbacks.MapPost("/{id:int}/test", TryAsync).Changes<MessageView>("Sends a message with made-up values.", _ => { });

        var messages = api.MapGroup("/postback-messages").WithTags("Partner postbacks");
        messages.MapGet("", MessagesAsync).Lists<MessageView>("Messages to partners, the newest first.", request => MessagesOf(request));
        messages.MapPost("/{id}/replay", ReplayAsync).Changes<MessageView>("Sends a message once more; it keeps its id.", _ => { });
    }

    private static PostbackFilter FilterOf(ApiRequest request) => new(request.QueryPartner(), request.QueryInteger("offer_id"));

    private static MessageFilter MessagesOf(ApiRequest request) =>
        new(request.QueryPartner(), request.QueryInteger("postback_id"), request.QueryChoice<PostbackMessageState>("state"));

    private static async Task<IResult> ListAsync(ApiRequest request, PostbackList list)
    {
        var filter = FilterOf(request);
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, after, limit, request.Cancel), row => PostbackView.Of(row, null));
    }

    private static async Task<IResult> CreateAsync(ApiRequest request, SavePostback save)
    {
        var draft = Read(request.Body, new PostbackDraft());
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.CreateAsync(request.Actor, draft, request.Cancel),
                saved => PostbackView.Of(saved.Row, saved.NewSecret),
                saved => $"{ApiEndpoints.Prefix}/partner-postbacks/{saved.Row.Id}");
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, PostbackList list, SavePostback save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { } present)
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, PostbackDraft.Of(present));
        var rotate = request.Body.Flag("rotate_secret", otherwise: false);
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await save.ChangeAsync(request.Actor, id, draft, rotate, request.Cancel), saved => PostbackView.Of(saved.Row, saved.NewSecret));
    }

    private static async Task<IResult> DeleteAsync(int id, ApiRequest request, SavePostback save) =>
        await save.DeleteAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<string>.Done
            ? Results.NoContent()
            : ApiResults.Changed(outcome, url => new { url });

    private static async Task<IResult> TryAsync(int id, ApiRequest request, SavePostback save, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        return ApiResults.Changed(await save.TryAsync(request.Actor, id, request.Cancel), message => MessageView.Of(message, ids));
    }

    private static async Task<IResult> MessagesAsync(ApiRequest request, PostbackList list, Catalog catalog)
    {
        var filter = MessagesOf(request);
        var (before, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        var ids = catalog.Current.Ids;
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.MessagesAsync(request.Actor, filter, before, limit, request.Cancel), message => MessageView.Of(message, ids));
    }

    private static async Task<IResult> ReplayAsync(string id, ApiRequest request, PostbackList list, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        return ids.TryParse(id, out var key) ? ApiResults.Changed(await list.ReplayAsync(request.Actor, key, request.Cancel), message => MessageView.Of(message, ids)) : ApiResults.NotFound();
    }

    private static PostbackDraft Read(ApiBody body, PostbackDraft current) => current with
    {
        PartnerId = body.Integer(current.PartnerId, "partner_id", "affiliate_id", "publisher_id"),
        OfferId = body.Integer(current.OfferId, "offer_id"),
        Form = body.Choice("form", current.Form),
        Moment = body.Choice("moment", current.Moment),
        Url = body.Text("url", current.Url, PartnerPostback.MaxUrl) ?? "",
        IsActive = body.Flag("is_active", current.IsActive),
        Version = body.Integer(current.Version, "version") ?? current.Version,
    };
}

/// <param name="Secret">Of a webhook, only in the answer that made it.</param>
internal sealed record PostbackView(
    int Id, int PartnerId, int? OfferId, PostbackForm Form, PostbackMoment Moment, string Url, bool IsActive, string DisabledReason, string? Secret, int Version)
{
    public static PostbackView Of(PartnerPostback row, string? secret) =>
        new(row.Id, row.PartnerId, row.OfferId, row.Form, row.Moment, row.Url, row.IsActive, row.DisabledReason, secret, row.Version);
}

internal sealed record MessageView(
    string Id, int PartnerId, int PostbackId, string? ConversionId, string Event, string Url, string? Body, PostbackMessageState State, int Attempts, DateTime? DueAt, DateTime? LastAt, int? LastStatus, string LastError)
{
    public static MessageView Of(PostbackMessage row, PublicIds ids) => new(
        ids.Format(row.Id), row.PartnerId, row.PostbackId, row.ConversionId == 0 ? null : ids.Format(row.ConversionId), row.Event, row.Url, row.Body, row.State, row.Attempts,
        row.State == PostbackMessageState.Waiting ? row.DueAt : null, row.LastAt, row.LastStatus, row.LastError);
}
