using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Conversions;

namespace CouponPortal.Api;

/// <summary>/api/v1/conversions: orders and the decision on each, the newest arrival first; a cursor goes on with older ones.</summary>
internal static class ConversionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("").WithTags("Conversions");
        api.MapGet("/conversions", ListAsync).Lists<ConversionView>("Orders and the decision on each, the newest arrival first.", request => FilterOf(request));
        api.MapGet("/conversions/{id}", async (ApiRequest request, string id, ConversionList list, Catalog catalog) =>
        {
            var ids = catalog.Current.Ids;
            return ids.TryParse(id, out var key) && await list.OneAsync(request.Actor, key, request.Cancel) is { } row
                ? ApiResults.One(ConversionView.Of(row, ids))
                : ApiResults.NotFound();
        }).Shows<ConversionView>("One order with its trace.");
        api.MapPatch("/conversions/{id}", ChangeAsync).Changes<ConversionView>("Approves or rejects an order.", body => Read(body), "status");
    }

    private static ConversionFilter FilterOf(ApiRequest request) => new()
    {
        AdvertiserId = request.QueryInteger("advertiser_id"),
        OfferId = request.QueryInteger("offer_id"),
        PartnerId = request.QueryPartner(),
        CouponCode = request.QueryCode(),
        OrderId = request.QueryText("order_id"),
        Status = request.QueryChoice<ConversionStatus>("status"),
        Outcome = request.QueryChoice<AttributionOutcome>("outcome"),
        Basis = request.QueryChoice<AttributionBasis>("basis"),
        Flag = request.QueryChoice<ConversionFlags>("flag"),
        From = request.QueryDay("from"),
        To = request.QueryDay("to"),
    };

    private static async Task<IResult> ListAsync(ApiRequest request, ConversionList list, Catalog catalog)
    {
        var filter = FilterOf(request);
        Data.DayRange.Check(filter.From, filter.To, request.Errors);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var ids = catalog.Current.Ids;
        return ApiResults.List(await list.NewestAsync(request.Actor, filter, limit, cursor, request.Cancel), c => ConversionView.Of(c, ids));
    }

    private static (ConversionStatus? Status, string? Note) Read(ApiBody body) =>
        (body.Choice<ConversionStatus>("status", null), body.Text("note", null, ChangeConversionStatus.MaxNote));

    private static async Task<IResult> ChangeAsync(ApiRequest request, string id, ChangeConversionStatus change, Catalog catalog)
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

        return ApiResults.Changed(await change.ChangeAsync(request.Actor, key, wanted, note, request.Cancel), c => ConversionView.Of(c, ids));
    }
}

internal sealed record AssistView(int PartnerId, AttributionBasis Basis, string? Code, int? OfferId);

/// <param name="Detail">The line as a sentence with ids.</param>
internal sealed record TraceView(
    AttributionStep Step, TraceVerdict Verdict, TraceReason Reason, string Detail, string? Code, int? PartnerId, int? OfferId);

/// <summary>A conversion as API.md names it.</summary>
/// <param name="Sub3">Pub. Unique 3: what was sent, else the coupon code.</param>
internal sealed record ConversionView(
    string Id,
    string? OrderId,
    string Event,
    int AdvertiserId,
    int? OfferId,
    int? PartnerId,
    string? CouponCode,
    string? Sub1,
    string? Sub2,
    string? Sub3,
    string? Sub4,
    string? Sub5,
    string? ClickId,
    ConversionStatus Status,
    string Amount,
    string Currency,
    string Payout,
    AttributionBasis Basis,
    AttributionOutcome Outcome,
    IReadOnlyList<string> Flags,
    int? CounterfactualPartnerId,
    int? SuppressedPartnerId,
    IReadOnlyList<AssistView> Assists,
    IReadOnlyList<TraceView> Trace,
    DateTime OrderTime,
    DateTime ReceivedAt,
    IReadOnlyList<object> Items,
    string Door)
{
    public static ConversionView Of(Conversion c, PublicIds ids) => new(
        ids.Format(c.Id), c.OrderId, c.Event, c.AdvertiserId, c.OfferId, c.PartnerId, c.CouponCode,
        c.Sub1, c.Sub2, c.Sub3 ?? c.CouponCode, c.Sub4, c.Sub5,
        c.ClickId is { } click ? ids.Format(click) : null, c.Status,
        MoneyText.Plain(c.Amount, c.Currency), c.Currency, MoneyText.Plain(c.Payout, c.Currency),
        c.Basis, c.Outcome, SnakeCase.Flags(c.Flags), c.CounterfactualPartnerId, c.SuppressedPartnerId,
        [.. TraceJson.ReadAssists(c.Assists).Select(a => new AssistView(a.PartnerId, a.Basis, a.Code, a.OfferId))],
        [.. TraceJson.Read(c.Trace).Select(t => new TraceView(t.Step, t.Verdict, t.Reason, TraceSentences.WithIds.For(t), t.Code, t.PartnerId, t.OfferId))],
        c.OrderTime, c.ReceivedAt, [], c.Door);
}
