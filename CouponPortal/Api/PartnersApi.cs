using CouponPortal.Domain.Partners;
using CouponPortal.Features.Partners;

namespace CouponPortal.Api;

internal static class PartnersApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/partners").WithTags("Partners");
        group.MapGet("", ListAsync).Lists<PartnerView>("Partners by id.", request => FilterOf(request));
        group.MapGet("/{id:int}", OneAsync).Shows<PartnerView>("One partner.");
        group.MapPost("", CreateAsync).Creates<PartnerView>("Creates a partner; a network admin may choose its id.", body => ReadNew(body), "name");
        group.MapPatch("/{id:int}", ChangeAsync).Changes<PartnerView>("Changes the fields that are sent.", body => Read(body, new PartnerDraft()));
    }

    private static PartnerFilter FilterOf(ApiRequest request) => new(request.QueryText("name"), request.QueryChoice<PartnerStatus>("status"), request.QueryText("email"));

    private static (int? Id, PartnerDraft Draft) ReadNew(ApiBody body) => (body.Integer(null, "id"), Read(body, new PartnerDraft()));

    private static async Task<IResult> ListAsync(ApiRequest request, PartnerList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), p => PartnerView.Of(p, request.Actor.IsNetworkAdmin));
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, PartnerList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? PartnerView.Of(row, request.Actor.IsNetworkAdmin) : null);

    private static async Task<IResult> CreateAsync(ApiRequest request, SavePartner save)
    {
        var (id, draft) = ReadNew(request.Body);

        // Whoever created it has just sent the address, so the answer may show it.
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(
                await save.CreateAsync(request.Actor, draft, id, request.Cancel), p => PartnerView.Of(p, showPostback: true), p => $"{ApiEndpoints.Prefix}/partners/{p.Id}");
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, PartnerList list, SavePartner save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { } row)
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, PartnerDraft.Of(row));
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await save.ChangeAsync(request.Actor, id, draft, request.Cancel), p => PartnerView.Of(p, request.Actor.IsNetworkAdmin));
    }

    private static PartnerDraft Read(ApiBody body, PartnerDraft old)
    {
        var draft = new PartnerDraft
        {
            Name = body.Text("name", old.Name) ?? "",
            Email = body.Text("email", old.Email) ?? "",
            Status = body.Choice("status", old.Status),
            PostbackUrl = body.Text("postback_url", old.PostbackUrl),

            // Sent, it must be the version that the caller read; left out, the change is made to whatever there is now.
            Version = body.Integer(old.Version, "version") ?? old.Version,
        };
        body.RefuseOthers();
        return draft;
    }
}

/// <summary>A partner as the API shows it. The address it is called at is the partner's own and can hold its key, so advertisers' staff does not see it.</summary>
internal sealed record PartnerView(int Id, string Name, string Email, PartnerStatus Status, string? PostbackUrl, int Version)
{
    public static PartnerView Of(Partner row, bool showPostback) =>
        new(row.Id, row.Name, row.Email, row.Status, showPostback ? row.PostbackUrl : null, row.Version);
}
