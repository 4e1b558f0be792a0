using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Payouts;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Coupons.LeakWatch;

namespace CouponPortal.Api;

/// <param name="Amount">Of the recent orders without a click, after reversals.</param>
internal sealed record LeakMoneyView(string Currency, string Amount);

/// <summary>A code on the leak watch as /api/v1 shows it.</summary>
internal sealed record LeakView(
    int CouponId, int AdvertiserId, string Code, int? PartnerId, LeakState State, LeakKind Kind, DateTime SinceAt, DateTime SeenAt,
    long RecentOrders, long RecentClickless, long BeforeOrders, long BeforeClickless, IReadOnlyList<LeakMoneyView> RecentClicklessMoney, string? SuccessorCode)
{
    public static LeakView Of(LeakRow row) => new(
        row.Leak.CouponId, row.Leak.AdvertiserId, row.Code, row.Owner?.Id, row.Leak.State, row.Leak.Kind, row.Leak.SinceAt, row.Leak.SeenAt,
        row.Leak.RecentOrders, row.Leak.RecentClickless, row.Leak.BeforeOrders, row.Leak.BeforeClickless,
        [.. row.Money.Select(m => new LeakMoneyView(m.Currency, MoneyText.Plain(m.Amount, m.Currency)))], row.NewCode);
}

/// <param name="StopsOn">First day on which the old code credits nobody; null = it goes on.</param>
internal sealed record SuccessorView(int Id, int AdvertiserId, int PartnerId, string Code, string NewCode, int NewCouponId, DateOnly? StopsOn, DateTime MadeAt)
{
    public static SuccessorView Of(CodeSuccessor row) => new(row.Id, row.AdvertiserId, row.PartnerId, row.Code, row.NewCode, row.NewCouponId, row.StopsOn, row.MadeAt);
}

/// <summary>/api/v1/leaks and the successor of a coupon: the use cases of the Leak Watch.</summary>
internal static class LeaksApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var leaks = api.MapGroup("/leaks").WithTags("Leak watch");
        leaks.MapGet("", ListAsync).Lists<LeakView>("Codes that are used without clicks as they were not before; without state those that are open.", request => FilterOf(request));
        leaks.MapGet("/{couponId:int}", OneAsync).Shows<LeakView>("What stands on the watch of a coupon.");
        leaks.MapPost("/{couponId:int}/dismiss", DismissAsync).Changes<LeakView>("Says that it is no leak, until its sign has gone; is_leak true takes that back.", body => ReadIsLeak(body));
        api.MapPost("/coupons/{id:int}/successor", SucceedAsync).WithTags("Coupons").Creates<SuccessorView>(
            "Gives the coupon's partner a new code on the same terms; the old one credits nobody from stops_on on, or goes on without it. Without code one is made.", body => Read(body));
    }

    private static LeakFilter FilterOf(ApiRequest request) => new(request.QueryChoice<LeakState>("state"), request.QueryInteger("advertiser_id"));

    private static bool ReadIsLeak(ApiBody body)
    {
        var isLeak = body.Flag("is_leak", false);
        body.RefuseOthers();
        return isLeak;
    }

    private static SuccessorDraft Read(ApiBody body)
    {
        var draft = new SuccessorDraft(body.Text("code", null, CouponCode.MaxArrivingLength), body.Day("stops_on", null));
        body.RefuseOthers();
        return draft;
    }

    private static async Task<IResult> ListAsync(ApiRequest request, LeakList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), LeakView.Of);
    }

    private static async Task<IResult> OneAsync(int couponId, ApiRequest request, LeakList list) =>
        ApiResults.One(await list.OfCouponAsync(request.Actor, couponId, request.Cancel) is { } row ? LeakView.Of(row) : null);

    private static async Task<IResult> DismissAsync(int couponId, ApiRequest request, DismissLeak dismiss, LeakList list)
    {
        var isLeak = ReadIsLeak(request.Body);
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var outcome = await dismiss.RunAsync(request.Actor, couponId, isLeak, request.Cancel);
        return outcome is Domain.Outcome<CodeLeak>.Done && await list.OfCouponAsync(request.Actor, couponId, request.Cancel) is { } row
            ? ApiResults.One(LeakView.Of(row))
            : ApiResults.Changed(outcome, leak => new { leak.CouponId });
    }

    private static async Task<IResult> SucceedAsync(int id, ApiRequest request, SucceedCode succeed)
    {
        var draft = Read(request.Body);
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await succeed.RunAsync(request.Actor, id, draft, request.Cancel), SuccessorView.Of, s => $"{ApiEndpoints.Prefix}/coupons/{s.NewCouponId}");
    }
}
