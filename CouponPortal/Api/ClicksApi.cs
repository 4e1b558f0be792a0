using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Clicks;

namespace CouponPortal.Api;

/// <summary>
/// /api/v1/clicks: visits of tracking URLs, the newest first; a cursor goes on with older ones. Always bounded by days (<c>from</c>, <c>to</c>: the last 30
/// unless said, 92 at most), because clicks have no index beside their time.
/// </summary>
internal static class ClicksApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("").WithTags("Clicks");
        api.MapGet("/clicks", ListAsync).Lists<ClickView>("Clicks, the newest first: of the last 30 days unless said, 92 days at most.", request => FilterOf(request));
        api.MapGet("/clicks/{id}", async (ApiRequest request, string id, ClickList list, OwnEventsApi own, Catalog catalog) =>
        {
            var ids = catalog.Current.Ids;
            if (request.Actor.Self() is not null)
            {
                return ids.TryParse(id, out var mine) ? await own.ClickAsync(request, mine) : ApiResults.NotFound();
            }

            return ids.TryParse(id, out var key) && await list.OneAsync(request.Actor, key, request.Cancel) is { } row
                ? ApiResults.One(ClickView.Of(row, ids))
                : ApiResults.NotFound();
        }).Shows<ClickView>("One click.");
    }

    private static ClickFilter FilterOf(ApiRequest request) => new()
    {
        AdvertiserId = request.QueryInteger("advertiser_id"),
        OfferId = request.QueryInteger("offer_id"),
        PartnerId = request.QueryPartner(),
        CouponCode = request.QueryCode(),
        Outcome = request.QueryChoice<VisitOutcome>("outcome"),
        Sub1 = request.QueryText("sub1"),
        Sub2 = request.QueryText("sub2"),
        Sub4 = request.QueryText("sub4"),
        Sub5 = request.QueryText("sub5"),
        SourceId = request.QueryText("source_id"),
        Country = request.QueryText("country"),
        Device = request.QueryText("device"),
        ReferrerHost = request.QueryText("referrer_host"),
        DestinationHost = request.QueryText("destination_host"),
        Days = request.QueryDays(),
        From = request.QueryDay("from"),
        To = request.QueryDay("to"),
    };

    private static async Task<IResult> ListAsync(ApiRequest request, ClickList list, OwnEventsApi own, Catalog catalog, TimeProvider time)
    {
        if (request.Actor.Self() is not null)
        {
            return await own.ClicksAsync(request);
        }

        var filter = FilterOf(request);
        filter.CheckDays(time.GetUtcNow().UtcDateTime, request.Errors);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var ids = catalog.Current.Ids;
        return ApiResults.List(await list.NewestAsync(request.Actor, filter, limit, cursor, request.Cancel), c => ClickView.Of(c, ids));
    }
}

/// <summary>What one of a visit's checks said.</summary>
internal sealed record CheckView(VisitCheck Check, CheckVerdict Verdict);

/// <summary>A click as API.md names it.</summary>
/// <param name="Sub3">Pub. Unique 3: the coupon code where there is one.</param>
/// <param name="Referrer">Host alone.</param>
/// <param name="Signs">What spoke against a person, of what the advertiser looks at; null for a partner's key, as the two after it.</param>
/// <param name="IsHeld">An order that is credited by it waits for staff.</param>
/// <param name="TypedCode">What was typed where <paramref name="CouponCode"/> is what was taken for it.</param>
/// <param name="Chain">Who was asked to serve the visitor, and why not.</param>
internal sealed record ClickView(
    string Id,
    DateTime Time,
    string? CouponCode,
    int? AdvertiserId,
    int? OfferId,
    int? PartnerId,
    string? Sub1,
    string? Sub2,
    string? Sub3,
    string? Sub4,
    string? Sub5,
    string? SourceId,
    string? Country,
    string? Device,
    VisitOutcome Outcome,
    IReadOnlyList<CheckView> Checks,
    string? Destination,
    string? Referrer,
    string? Region = null,
    string? Os = null,
    string? Browser = null,
    string? Language = null,
    bool? IsReturning = null,
    IReadOnlyList<string>? Signs = null,
    bool IsHeld = false,
    IReadOnlyList<ChainLink>? Chain = null,
    string? TypedCode = null)
{
    public static ClickView Of(Click c, PublicIds ids) => new(
        ids.Format(c.Id), c.Time, c.CouponCode, c.AdvertiserId, c.OfferId, c.PartnerId, c.Sub1, c.Sub2, c.Sub3 ?? c.CouponCode, c.Sub4, c.Sub5,
        c.SourceId, c.Country, c.Device, c.Outcome, [.. ClickColumns.ChecksOf(c).Select(k => new CheckView(k.Check, k.Verdict))], c.Destination, c.Referrer,
        c.Region, c.Os, c.Browser, c.Language, c.IsReturning, SnakeCase.Flags(c.Signs), c.IsHeld, VisitChain.Read(c.Chain), c.TypedCode);
}
