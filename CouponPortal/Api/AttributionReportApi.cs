using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Attribution;

namespace CouponPortal.Api;

/// <summary>
/// /api/v1/attribution-report: exactly the orders of one advertiser that a feature decided otherwise, the newest arrival first, and totals of the whole filter
/// by currency. Days are the advertiser's own, both included; the last 30 unless said.
/// </summary>
internal static class AttributionReportApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("").WithTags("Attribution report");
        api.MapGet("/attribution-report", GetAsync).Lists<AttributionReportView, AttributionReportList>("Orders that exclusive or suppressed codes decided otherwise, and totals.", request => FilterOf(request));
        api.MapGet("/attribution-report/sums", SumAsync).Lists<AttributionMoveView, AttributionSumsView>(
            "Which partner gained from which, what each code moved, and how many orders came without any click.", request => FilterOf(request));
    }

    // A key of one advertiser need not name it.
    private static AttributionReportFilter FilterOf(ApiRequest request) => new()
    {
        AdvertiserId = request.QueryInteger("advertiser_id") ?? OnlyAdvertiser(request),
        Feature = request.QueryChoice<AttributionFeature>("feature") ?? AttributionFeature.ExclusiveCodes,
        Days = request.QueryDays(),
        From = request.QueryDay("from"),
        To = request.QueryDay("to"),
        PartnerId = request.QueryPartner(),
        InsteadOfPartnerId = request.QueryInteger("instead_of_partner_id"),
        OfferId = request.QueryInteger("offer_id"),
        CouponCode = request.QueryText("coupon_code"),
    };

    private static async Task<IResult> GetAsync(ApiRequest request, AttributionReport report, Catalog catalog)
    {
        var filter = FilterOf(request);
        filter.Check(request.Errors);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        if (await report.NewestAsync(request.Actor, filter, limit, cursor, request.Cancel) is not { } slice)
        {
            return ApiResults.NotFound();
        }

        var ids = catalog.Current.Ids;
        var totals = await report.TotalsAsync(request.Actor, filter, request.Cancel);
        return Results.Json(
            new AttributionReportList(
                [.. slice.Rows.Select(r => AttributionReportView.Of(r, ids))],
                ApiResults.CursorOf(slice),
                [.. totals.Select(t => new AttributionReportTotal(t.Currency, t.Orders, MoneyText.Plain(t.Amount, t.Currency), MoneyText.Plain(t.Payout, t.Currency)))]),
            ApiResults.Json);
    }

    private static async Task<IResult> SumAsync(ApiRequest request, AttributionReport report)
    {
        var filter = FilterOf(request);
        filter.Check(request.Errors);

        // An envelope as every list's, of one page.
        _ = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : await report.SumAsync(request.Actor, filter, null, request.Cancel) is var (sums, _) ? Results.Json(AttributionSumsView.Of(sums), ApiResults.Json)
            : ApiResults.NotFound();
    }

    private static int OnlyAdvertiser(ApiRequest request)
    {
        if (request.Actor.AdvertiserIds is [var only])
        {
            return only;
        }

        request.Errors.Add("advertiser_id", "Send the advertiser: days and currencies are its own.");
        return 0;
    }
}

/// <param name="Totals">Of the whole filter, a line a currency.</param>
internal sealed record AttributionReportList(IReadOnlyList<AttributionReportView> Data, string? NextCursor, IReadOnlyList<AttributionReportTotal> Totals);

internal sealed record AttributionReportTotal(string Currency, long Orders, string Amount, string Payout);

internal sealed record AttributionReportView(
    string ConversionId,
    string? OrderId,
    DateTime OrderTime,
    string? CouponCode,
    int? CreditedPartnerId,
    int? CounterfactualPartnerId,
    int? SuppressedPartnerId,
    int? OfferId,
    ConversionStatus Status,
    string Amount,
    string Currency,
    string Payout)
{
    public static AttributionReportView Of(AttributionReportRow r, PublicIds ids) => new(
        ids.Format(r.ConversionId), r.OrderId, r.OrderTime, r.CouponCode, r.CreditedPartnerId, r.CounterfactualPartnerId, r.SuppressedPartnerId, r.OfferId,
        r.Status, MoneyText.Plain(r.Amount, r.Currency), r.Currency, MoneyText.Plain(r.Payout, r.Currency));
}
