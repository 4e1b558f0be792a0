using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Inbox.Codes;
using CouponPortal.Features.Inbox.Replay;

namespace CouponPortal.Api;

/// <summary>/api/v1/inbox/codes: orders that brought a code and went to nobody, by code, and what staff decides about them.</summary>
internal static class InboxCodesApi
{
    private const int MaxId = 40;

    // No conversion has this key.
    private const long Nobodys = 0;

    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("/inbox/codes").WithTags("Inbox");
        api.MapGet("", ListAsync).Lists<CodeGroupView>(
            $"Orders of the last {CodeGroups.Days} days that brought a code and went to nobody, by code, with the coupons that were probably meant: the {CodeGroups.Shown} codes with most orders, in one page.",
            request => FilterOf(request));
        api.MapPost("/attribute", AttributeAsync).Changes<ReattributionView>(
            "Judges the orders of a code again (conversion_id: only this one of them), as of their own time: with the coupon that was meant, with the offer, or by the code as it stands now. With preview nothing changes.",
            body => Read(body, null), "advertiser_id", "code", "reason");
    }

    private static (int? Advertiser, AttributionOutcome? Outcome, string? Code) FilterOf(ApiRequest request) =>
        (request.QueryInteger("advertiser_id"), request.QueryChoice<AttributionOutcome>("outcome"), request.QueryText("coupon_code")?.ToUpperInvariant());

    private static async Task<IResult> ListAsync(ApiRequest request, CodeGroups groups)
    {
        var (advertiser, outcome, code) = FilterOf(request);
        var (limit, _) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : ApiResults.One(new ApiList<CodeGroupView>([.. (await groups.FindAsync(request.Actor, advertiser, outcome, code, request.Cancel)).Take(limit).Select(CodeGroupView.Of)], NextCursor: null));
    }

    private static (ReattributionDraft Draft, bool IsPreview) Read(ApiBody body, PublicIds? ids) => (
        new ReattributionDraft
        {
            AdvertiserId = body.Integer(null, "advertiser_id") ?? 0,
            Code = body.Text("code", null, 300) ?? "",
            Outcome = body.Choice("outcome", AttributionOutcome.Unattributed),
            ConversionId = body.Text("conversion_id", null, MaxId) is not { } id ? null : ids?.TryParse(id, out var one) == true ? one : Nobodys,
            CouponId = body.Integer(null, "coupon_id"),
            OfferId = body.Integer(null, "offer_id"),
            Reason = body.Text("reason", null, ReplayRules.MaxReason),
        },
        body.Flag("preview", otherwise: false));

    private static async Task<IResult> AttributeAsync(ApiRequest request, Reattribute reattribute, Catalog catalog)
    {
        var (draft, isPreview) = Read(request.Body, catalog.Current.Ids);
        request.Body.RefuseOthers();
        if (draft.AdvertiserId == 0)
        {
            request.Errors.Add("advertiser_id", "Say whose orders.");
        }

        if (!isPreview && string.IsNullOrWhiteSpace(draft.Reason))
        {
            request.Errors.Add("reason", "Say why: it is kept with every order.");
        }

        if (draft.Code.Length == 0)
        {
            request.Errors.Add("code", "Say which code's orders.");
        }

        if (draft.Outcome is not (AttributionOutcome.Unattributed or AttributionOutcome.AmbiguousOffer))
        {
            request.Errors.Add("outcome", "Send unattributed or ambiguous_offer.");
        }

        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(
            isPreview ? await reattribute.PreviewAsync(request.Actor, draft, request.Cancel) : await reattribute.ApplyAsync(request.Actor, draft, request.Cancel),
            result => ReattributionView.Of(result, isPreview));
    }
}

/// <param name="Amount">Decimal text.</param>
internal sealed record GroupMoneyView(string Currency, string Amount)
{
    public static IReadOnlyList<GroupMoneyView> Of(IEnumerable<GroupMoney> money) => [.. money.Select(m => new GroupMoneyView(m.Currency, MoneyText.Plain(m.Amount, m.Currency)))];
}

internal sealed record CodeGroupView(
    int AdvertiserId, string Code, AttributionOutcome Outcome, int Orders, IReadOnlyList<GroupMoneyView> Amounts, DateTime FirstAt, DateTime LastAt,
    IReadOnlyList<NearCoupon> Coupons, IReadOnlyList<NearCoupon> Nearest)
{
    public static CodeGroupView Of(CodeGroup g) => new(g.AdvertiserId, g.Code, g.Outcome, g.Orders, GroupMoneyView.Of(g.Money), g.FirstAt, g.LastAt, g.Own, g.Nearest);
}

internal sealed record PartnerShareView(int PartnerId, string Partner, int Orders, IReadOnlyList<GroupMoneyView> Amounts);

internal sealed record ReattributionView(
    bool Preview, int Orders, int Credited, IReadOnlyList<PartnerShareView> Partners, IReadOnlyDictionary<string, int> Unplaced, int Changed, bool More)
{
    public static ReattributionView Of(ReattributionResult r, bool isPreview) => new(
        isPreview, r.Orders, r.Credited, [.. r.Shares.Select(s => new PartnerShareView(s.PartnerId, s.Partner, s.Orders, GroupMoneyView.Of(s.Money)))], r.Unplaced, r.Changed, r.Left);
}
