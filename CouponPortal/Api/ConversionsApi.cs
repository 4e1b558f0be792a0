using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Conversions;

namespace CouponPortal.Api;

/// <summary>/api/v1/conversions: orders and the decision on each, the newest arrival first; a cursor goes on with older ones.</summary>
internal static class ConversionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("").WithTags("Conversions");
        api.MapGet("/conversions", ListAsync).Lists<ConversionView>("Orders and the decision on each, the newest arrival first.", request => FilterOf(request, null));
        api.MapGet("/conversions/{id}", async (ApiRequest request, string id, ConversionList list, OwnEventsApi own, Catalog catalog) =>
        {
            var ids = catalog.Current.Ids;
            if (request.Actor.Self() is not null)
            {
                return ids.TryParse(id, out var mine) ? await own.ConversionAsync(request, mine) : ApiResults.NotFound();
            }

            return ids.TryParse(id, out var key) && await list.OneAsync(request.Actor, key, request.Cancel) is { } row
                ? ApiResults.One(await LifeAsync(request, row, list, ids))
                : ApiResults.NotFound();
        }).Shows<ConversionView>("One order with its trace, its positions, and all that happened to it since.");
        api.MapPatch("/conversions/{id}", ChangeAsync).Changes<ConversionView>("Approves or rejects an order.", body => Read(body), "status");
        api.MapPost("/conversions/{id}/reverse", ReverseAsync).Changes<ConversionView>(
            "Takes back an order, or amount of it. A refund_id tells two refunds of one amount apart; the same one twice counts once.", body => ReadReversal(body));
    }

    private static ConversionFilter FilterOf(ApiRequest request, PublicIds? ids) => new()
    {
        AdvertiserId = request.QueryInteger("advertiser_id"),
        OfferId = request.QueryInteger("offer_id"),
        PartnerId = request.QueryPartner(),
        CouponCode = request.QueryText("coupon_code"),
        Sub1 = request.QueryText("sub1"),
        Sub2 = request.QueryText("sub2"),
        Sub3 = request.QueryText("sub3"),
        Sub4 = request.QueryText("sub4"),
        Sub5 = request.QueryText("sub5"),
        OrderId = request.QueryText("order_id"),
        Event = request.QueryText("event"),
        Door = request.QueryText("door"),
        Status = request.QueryChoice<ConversionStatus>("status"),
        Outcome = request.QueryChoice<AttributionOutcome>("outcome"),
        Basis = request.QueryChoice<AttributionBasis>("basis"),
        Flag = request.QueryChoice<ConversionFlags>("flag"),
        Currency = request.QueryText("currency"),
        AmountFrom = request.QueryAmount("amount_from"),
        AmountTo = request.QueryAmount("amount_to"),
        ClickId = request.QueryEvent("click_id", ids),
        HasClick = request.QueryYesNo("has_click"),
        IsReversed = request.QueryYesNo("reversed"),
        CounterfactualPartnerId = request.QueryInteger("counterfactual_partner_id"),
        SuppressedPartnerId = request.QueryInteger("suppressed_partner_id"),
        Days = request.QueryDays(),
        From = request.QueryDay("from"),
        To = request.QueryDay("to"),
        ReceivedFrom = request.QueryDay("received_from"),
        ReceivedTo = request.QueryDay("received_to"),
    };

    private static async Task<IResult> ListAsync(ApiRequest request, ConversionList list, OwnEventsApi own, Catalog catalog)
    {
        if (request.Actor.Self() is not null)
        {
            return await own.ConversionsAsync(request);
        }

        var ids = catalog.Current.Ids;
        var filter = FilterOf(request, ids);
        filter.CheckDays(request.Errors);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var slice = await list.NewestAsync(request.Actor, filter, limit, cursor, request.Cancel);
        var items = await list.ItemsAsync(request.Actor, [.. slice.Rows.Select(c => c.Id)], request.Cancel);
        return ApiResults.List(slice, c => ConversionView.Of(c, ids, items));
    }

    private static async Task<ConversionView> LifeAsync(ApiRequest request, Conversion row, ConversionList list, PublicIds ids) =>
        ConversionView.Of(row, ids, await list.ItemsAsync(request.Actor, [row.Id], request.Cancel)) with
        {
            Changes = [.. (await list.ChangesAsync(request.Actor, row.Id, request.Cancel)).Select(c => ChangeView.Of(c, row.Currency, ids))],
        };

    private static ReversalDraft ReadReversal(ApiBody body) =>
        new(body.Text("amount", null, maxLength: 40), body.Text("refund_id", null, Correction.MaxKey), body.Text("note", null, ChangeConversionStatus.MaxNote));

    private static async Task<IResult> ReverseAsync(ApiRequest request, string id, ReverseConversion reverse, ConversionList list, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        if (!ids.TryParse(id, out var key))
        {
            return ApiResults.NotFound();
        }

        var draft = ReadReversal(request.Body);
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var items = await list.ItemsAsync(request.Actor, [key], request.Cancel);
        return ApiResults.Changed(await reverse.RunAsync(request.Actor, key, draft, request.Cancel), c => ConversionView.Of(c, ids, items));
    }

    private static (ConversionStatus? Status, string? Note) Read(ApiBody body) =>
        (body.Choice<ConversionStatus>("status", null), body.Text("note", null, ChangeConversionStatus.MaxNote));

    private static async Task<IResult> ChangeAsync(ApiRequest request, string id, ChangeConversionStatus change, ConversionList list, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        if (!ids.TryParse(id, out var key))
        {
            return ApiResults.NotFound();
        }

        var (wanted, note) = Read(request.Body);
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var items = await list.ItemsAsync(request.Actor, [key], request.Cancel);
        return ApiResults.Changed(await change.ChangeAsync(request.Actor, key, wanted, note, request.Cancel), c => ConversionView.Of(c, ids, items));
    }
}
