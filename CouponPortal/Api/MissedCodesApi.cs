using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Missed;

namespace CouponPortal.Api;

/// <param name="Host">Of the page that led there.</param>
internal sealed record MissedReferrerView(string Host, long Visits);

/// <summary>A code that visitors typed and nobody has, as /api/v1 shows it.</summary>
/// <param name="AdvertiserId">Null = the network's own domain.</param>
/// <param name="Meant">The likeliest code that works now; null when none is like it.</param>
internal sealed record MissedCodeView(
    int Id, int? AdvertiserId, string Code, MissedCodeState State, long Visits, DateTime FirstSeenAt, DateTime LastSeenAt, IReadOnlyList<MissedReferrerView> Referrers, string? Meant, int? MeantCouponId)
{
    public static MissedCodeView Of(MissedCodeRow row) => new(
        row.Missed.Id, row.Missed.AdvertiserId, row.Missed.Code, row.Missed.State, row.Missed.Visits, row.Missed.FirstSeenAt, row.Missed.LastSeenAt,
        [.. MissedReferrers.Read(row.Missed.Referrers).Select(r => new MissedReferrerView(r.Host, r.Visits))], row.Meant?.Code, row.Meant?.CouponId);
}

/// <summary>/api/v1/missed-codes: the use cases of the Missed Codes page.</summary>
internal static class MissedCodesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/missed-codes").WithTags("Missed codes");
        group.MapGet("", ListAsync).Lists<MissedCodeView>("Codes that visitors typed and nobody has, by id; without state those that wait for somebody.", request => FilterOf(request));
        group.MapGet("/{id:int}", OneAsync).Shows<MissedCodeView>("One missed code.");
        group.MapPost("/{id:int}/ignore", IgnoreAsync).Changes<MissedCodeView>("Hides it from the list; ignored false shows it again.", body => ReadIgnored(body));
        group.MapPost("/{id:int}/bind", BindAsync).Creates<CouponView>("Makes it a coupon on the offer: of the partner, or Public without one.", body => ReadBinding(body), "offer_id");
    }

    private static MissedCodeFilter FilterOf(ApiRequest request) =>
        new(request.QueryChoice<MissedCodeState>("state"), request.QueryInteger("advertiser_id"), request.QueryText("code"));

    private static bool ReadIgnored(ApiBody body)
    {
        var isIgnored = body.Flag("ignored", true);
        body.RefuseOthers();
        return isIgnored;
    }

    private static (int? OfferId, int? PartnerId) ReadBinding(ApiBody body)
    {
        var binding = (body.Integer(null, "offer_id"), body.Integer(null, "partner_id", "affiliate_id", "publisher_id"));
        body.RefuseOthers();
        return binding;
    }

    private static async Task<IResult> ListAsync(ApiRequest request, MissedCodeList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, filter, cursor, limit, request.Cancel), MissedCodeView.Of);
    }

    private static async Task<IResult> OneAsync(int id, ApiRequest request, MissedCodeList list) =>
        ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? MissedCodeView.Of(row) : null);

    private static async Task<IResult> IgnoreAsync(int id, ApiRequest request, JudgeMissedCode judge, MissedCodeList list)
    {
        var isIgnored = ReadIgnored(request.Body);
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var outcome = await judge.IgnoreAsync(request.Actor, id, isIgnored, request.Cancel);
        return outcome is Outcome<MissedCode>.Done && await list.OneAsync(request.Actor, id, request.Cancel) is { } row
            ? ApiResults.One(MissedCodeView.Of(row))
            : ApiResults.Changed(outcome, missed => new { missed.Id });
    }

    private static async Task<IResult> BindAsync(int id, ApiRequest request, JudgeMissedCode judge)
    {
        var (offer, partner) = ReadBinding(request.Body);
        if (offer is null && !request.Errors.Any)
        {
            request.Errors.Add("offer_id", "Send the offer's id.");
        }

        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await judge.MakeCouponAsync(request.Actor, id, offer ?? 0, partner, request.Cancel), row => CouponView.Of(row, request.Origin), row => $"{ApiEndpoints.Prefix}/coupons/{row.Coupon.Id}");
    }
}
