using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Payouts;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.PartnerPortal;
using CouponPortal.Features.PartnerPortal.Clicks;
using CouponPortal.Features.PartnerPortal.Conversions;

namespace CouponPortal.Api;

/// <summary>
/// What a partner's key reads at /clicks and /conversions: its own, in the same shape, with nothing of others. Filters that would find what is not shown are refused as unknown.
/// </summary>
internal sealed class OwnEventsApi(OwnClicks clicks, OwnConversions conversions, OwnShops shops, Catalog catalog, TimeProvider time)
{
    public async Task<IResult> ClicksAsync(ApiRequest request)
    {
        var mine = IsMine(request);
        var filter = new OwnClickFilter
        {
            ShopId = request.QueryInteger("advertiser_id"),
            OfferId = request.QueryInteger("offer_id"),
            CouponCode = request.QueryCode(),
            Outcome = request.QueryChoice<VisitOutcome>("outcome"),
            Sub1 = request.QueryText("sub1"),
            Sub2 = request.QueryText("sub2"),
        };
        var range = new ReportRange(request.QueryDays(), request.QueryDay("from"), request.QueryDay("to"));
        var (limit, before) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        var days = await DaysAsync(request, range, filter.ShopId);
        if (range.Preset == DatePreset.All)
        {
            request.Errors.Add("range", $"At most {EventRange.MaxDays} days at once.");
        }
        else
        {
            EventRange.Check(days.Days.From, days.Days.To, time.GetUtcNow().UtcDateTime, request.Errors);
        }

        var ids = catalog.Current.Ids;
        return request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : !mine ? ApiResults.List(new Slice<OwnClick>([], null), c => View(c, 0, ids))
            : ApiResults.List(await clicks.NewestAsync(request.Actor, filter, days, limit, before, request.Cancel), c => View(c, request.Actor.PartnerId, ids));
    }

    public async Task<IResult> ClickAsync(ApiRequest request, long id) =>
        await clicks.OneAsync(request.Actor, id, request.Cancel) is { } row ? ApiResults.One(View(row, request.Actor.PartnerId, catalog.Current.Ids)) : ApiResults.NotFound();

    public async Task<IResult> ConversionsAsync(ApiRequest request)
    {
        var mine = IsMine(request);
        var filter = new OwnConversionFilter
        {
            ShopId = request.QueryInteger("advertiser_id"),
            OfferId = request.QueryInteger("offer_id"),
            CouponCode = request.QueryText("coupon_code"),
            OrderId = request.QueryText("order_id"),
            Status = request.QueryChoice<ConversionStatus>("status"),
            Basis = request.QueryChoice<AttributionBasis>("basis"),
            Currency = request.QueryText("currency")?.ToUpperInvariant(),
            IsReversed = request.QueryYesNo("reversed"),
            Sub1 = request.QueryText("sub1"),
        };
        var range = new ReportRange(request.QueryDays(), request.QueryDay("from"), request.QueryDay("to"));
        var (limit, before) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        var days = await DaysAsync(request, range, filter.ShopId);
        DayRange.Check(days.Days.From, days.Days.To, request.Errors);
        var ids = catalog.Current.Ids;
        return request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : !mine ? ApiResults.List(new Slice<OwnConversion>([], null), c => View(c, 0, ids))
            : ApiResults.List(await conversions.NewestAsync(request.Actor, filter, days, limit, before, request.Cancel), c => View(c, request.Actor.PartnerId, ids));
    }

    public async Task<IResult> ConversionAsync(ApiRequest request, long id) =>
        await conversions.OneAsync(request.Actor, id, request.Cancel) is { } row ? ApiResults.One(View(row, request.Actor.PartnerId, catalog.Current.Ids)) : ApiResults.NotFound();

    // Whoever filters by another partner gets nothing, as staff do for a foreign id.
    private static bool IsMine(ApiRequest request) => request.QueryPartner() is not { } partner || partner == request.Actor.PartnerId;

    private async Task<OwnDays> DaysAsync(ApiRequest request, ReportRange range, int? shopId)
    {
        var zone = (await shops.ReadAsync(request.Actor, request.Cancel)).ZoneOf(shopId);
        return new(range, range.Days(time.GetUtcNow().UtcDateTime, zone), zone, request.Errors);
    }

    private static ClickView View(OwnClick c, int? partner, PublicIds ids) => new(
        ids.Format(c.Id), c.Time, c.CouponCode, c.ShopId, c.OfferId, partner, c.Sub1, c.Sub2, c.Sub3 ?? c.CouponCode, c.Sub4, c.Sub5, null, c.Country, c.Device, c.Outcome, [], null, c.Referrer);

    private static ConversionView View(OwnConversion c, int? partner, PublicIds ids) => new(
        ids.Format(c.Id), c.OrderId, c.Event, c.ShopId, c.OfferId, partner, c.CouponCode, c.Sub1, c.Sub2, c.Sub3 ?? c.CouponCode, c.Sub4, c.Sub5, c.ClickId is { } click ? ids.Format(click) : null, c.Status,
        MoneyText.Plain(c.Amount, c.Currency), MoneyText.Plain(c.Reversed, c.Currency), c.Currency, MoneyText.Plain(c.Payout, c.Currency), c.Basis, AttributionOutcome.Credited,
        [], null, null, [], [], c.OrderTime, c.ReceivedAt, [], "");
}
