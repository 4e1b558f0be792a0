using CouponPortal.Data.Caps;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Offers;

namespace CouponPortal.Api;

internal static class OffersApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/offers").WithTags("Offers");
        group.MapGet("", ListAsync).Lists<OfferView>("Offers by id.", request => FilterOf(request));
        group.MapGet("/{id:int}", OneAsync).Shows<OfferView>("One offer.");
        group.MapGet("/{id:int}/caps", CapsAsync).Shows<ApiList<CapUseView>>("How far the caps of an offer are used now; of one for each partner or coupon those that have used something.");
        group.MapPost("", CreateAsync).Creates<OfferView>("Creates an offer; a network admin may choose its id.", body => ReadNew(body), "advertiser_id", "name", "base_destination_url");
        group.MapPatch("/{id:int}", ChangeAsync).Changes<OfferView>("Changes the fields that are sent.", body => Read(body, new OfferDraft()));
    }

    private static OfferFilter FilterOf(ApiRequest request) => new(request.QueryText("name"), request.QueryInteger("advertiser_id"), request.QueryChoice<OfferStatus>("status"));

    private static (int? Id, OfferDraft Draft) ReadNew(ApiBody body) => (body.Integer(null, "id"), Read(body, new OfferDraft()));

    private static async Task<IResult> ListAsync(ApiRequest request, OfferList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), OfferView.Of);
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, OfferList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } detail ? OfferView.Of(detail.Offer) : null);

    private static async Task<IResult> CapsAsync(int id, ApiRequest request, OfferList list, CapLines lines) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is null ? null : new ApiList<CapUseView>([.. lines.OfOffer(id).Select(CapUseView.Of)], null));

    private static async Task<IResult> CreateAsync(ApiRequest request, SaveOffer save)
    {
        var (id, draft) = ReadNew(request.Body);
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await save.CreateAsync(request.Actor, draft, id, request.Cancel), OfferView.Of, o => $"{ApiEndpoints.Prefix}/offers/{o.Id}");
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, OfferList list, SaveOffer save)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { } detail)
        {
            return ApiResults.NotFound();
        }

        var draft = Read(request.Body, OfferDraft.Of(detail.Offer));
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await save.ChangeAsync(request.Actor, id, draft, request.Cancel), OfferView.Of);
    }

    private static OfferDraft Read(ApiBody body, OfferDraft old)
    {
        var draft = new OfferDraft
        {
            AdvertiserId = body.Integer(old.AdvertiserId, "advertiser_id"),
            Name = body.Text("name", old.Name) ?? "",
            ExternalCode = body.Text("external_code", old.ExternalCode, Offer.MaxExternalCode),
            Status = body.Choice("status", old.Status),
            BaseDestinationUrl = body.Text("base_destination_url", old.BaseDestinationUrl) ?? "",
            FallbackUrl = body.Text("fallback_url", old.FallbackUrl),
            PassedParameters = body.Lines("passed_parameters", old.PassedParameters),
            PayoutType = body.Choice("payout_type", old.PayoutType),
            Payout = body.Text("payout", old.Payout, maxLength: 40) ?? "",
            Currency = body.Text("currency", old.Currency) ?? "",
            AutoApproveConversions = body.Flag("auto_approve_conversions", old.AutoApproveConversions),
            OpenToApplications = body.Flag("open_to_applications", old.OpenToApplications),
            Caps = CapView.Read(body, old.Caps),

            Targeting = body.Rules("targeting", old.Targeting),
            SmartSwitch = body.Rules("smart_switch", old.SmartSwitch),

            // Sent, it must be the version that the caller read; left out, the change is made to whatever there is now.
            Version = body.Integer(old.Version, "version") ?? old.Version,
        };
        body.RefuseOthers();
        return draft;
    }
}

/// <param name="Payout">Decimal text: percent without trailing zeros, or an amount with its currency's digits.</param>
internal sealed record OfferView(
    int Id, int AdvertiserId, string Name, string? ExternalCode, OfferStatus Status, string BaseDestinationUrl, string? FallbackUrl, IReadOnlyList<string> PassedParameters, PayoutType PayoutType, string Payout, string Currency, bool AutoApproveConversions, bool OpenToApplications, OfferTargeting Targeting, SmartSwitch SmartSwitch, IReadOnlyList<CapView> Caps, int Version)
{
    public static OfferView Of(Offer row) => new(
        row.Id, row.AdvertiserId, row.Name, row.ExternalCode, row.Status, row.BaseDestinationUrl, row.FallbackUrl, row.PassedParameters.Split('\n', StringSplitOptions.RemoveEmptyEntries), row.PayoutType, row.PayoutTerms.Plain, row.Currency, row.AutoApproveConversions, row.OpenToApplications, row.Targeting, row.SmartSwitch, CapView.Of(row), row.Version);
}
