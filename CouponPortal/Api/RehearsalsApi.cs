using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Attribution.Rehearsals;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Rehearsal;

namespace CouponPortal.Api;

/// <summary>What is rehearsed: one change, named.</summary>
public enum RehearsedRule
{
    /// <summary><c>attribution_priority</c>, <c>lookback_days</c>.</summary>
    Credit,

    /// <summary><c>exclusive_codes_enabled</c>.</summary>
    ExclusiveCodes,

    /// <summary><c>code</c>, <c>start_date</c>, <c>end_date</c>; with <c>suppressed_code_id</c> in the place of that entry.</summary>
    Suppress,

    /// <summary><c>suppressed_code_id</c>.</summary>
    Unsuppress,

    /// <summary><c>coupon_id</c>, <c>visibility</c>, <c>partner_ids</c>.</summary>
    Coupon,
}

/// <summary>/api/v1/rehearsals: the use case beside the Save buttons.</summary>
internal static class RehearsalsApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGroup("").WithTags("Rehearsals").MapPost("/rehearsals", RunAsync).Changes<RehearsalView>(
        $"What a change of the rules would have made of the stored orders of the last 30 or 90 days; nothing is recorded. change is credit (attribution_priority, lookback_days; what is not sent stays), exclusive_codes (exclusive_codes_enabled), suppress (code, start_date, end_date; with suppressed_code_id in its place), unsuppress (suppressed_code_id) or coupon (coupon_id with visibility, partner_ids). The newest {RehearseRules.MaxOrders:N0} orders at most; limit changed orders are listed, 50 unless said, 1,000 at most.",
        body => Read(body, 0, null), "advertiser_id", "change");

    private static async Task<IResult> RunAsync(ApiRequest request, RehearseRules rehearse, Catalog catalog)
    {
        // A key of one advertiser need not name it.
        var (body, own) = (request.Body, request.Actor.AdvertiserIds is [var only] ? only : 0);
        var id = body.Integer(own, "advertiser_id") ?? 0;
        var draft = Read(body, own, request.Actor.Sees(id) ? catalog.Current.Advertiser(id)?.Advertiser : null);
        body.RefuseOthers();
        if (draft.AdvertiserId == 0 && request.Errors.For("advertiser_id").Count == 0)
        {
            request.Errors.Add("advertiser_id", "Choose an advertiser.");
        }

        if (draft.Change is null && request.Errors.For("change").Count == 0)
        {
            request.Errors.Add("change", ApiBody.Choices<RehearsedRule>());
        }

        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await rehearse.RunAsync(request.Actor, draft.AdvertiserId, draft.Days, draft.Change!, progress: null, request.Cancel), r => RehearsalView.Of(r, draft.Limit));
    }

    /// <param name="own">The advertiser that is meant when none is sent; 0 = none.</param>
    /// <param name="today">The advertiser, for what is not sent.</param>
    private static RehearsalDraft Read(ApiBody body, int own, Advertiser? today)
    {
        var rule = body.Choice<RehearsedRule>("change", null);
        var id = body.Integer(null, "suppressed_code_id");
        var credit = new RuleChange.Credit(
            body.Choice("attribution_priority", today?.AttributionPriority ?? AttributionPriority.Click), body.Integer(today?.LookbackDays ?? Advertiser.DefaultLookbackDays, "lookback_days") ?? 0);
        var exclusive = new RuleChange.ExclusiveCodes(body.Flag("exclusive_codes_enabled", today?.ExclusiveCodesEnabled ?? false));
        var entry = new SuppressedCode { Code = body.Text("code", null, CouponCode.MaxArrivingLength) ?? "", StartDate = body.Day("start_date", null), EndDate = body.Day("end_date", null) };
        var policy = new RuleChange.CouponPolicy(body.Integer(0, "coupon_id") ?? 0, body.Choice<CouponVisibility>("visibility", null), body.Integers(null, "partner_ids"));
        RuleChange? change = rule switch
        {
            RehearsedRule.Credit => credit,
            RehearsedRule.ExclusiveCodes => exclusive,
            RehearsedRule.Suppress => new RuleChange.Suppress(entry, id),
            RehearsedRule.Unsuppress => new RuleChange.Unsuppress(id ?? 0),
            RehearsedRule.Coupon => policy,
            null => null,
        };
        var limit = body.Integer(ApiRequest.DefaultLimit, "limit") ?? 0;
        if (limit is < 1 or > RehearseRules.MaxListed)
        {
            body.Errors.Add("limit", $"Send 1 to {RehearseRules.MaxListed}.");
        }

        return new(body.Integer(own, "advertiser_id") ?? 0, body.Integer(RehearseRules.Days[0], "days") ?? 0, limit, change);
    }

    private sealed record RehearsalDraft(int AdvertiserId, int Days, int Limit, RuleChange? Change);
}

/// <param name="OrdersReplayed">Judged twice, by today's rules and by the changed ones.</param>
/// <param name="StoredDecisionsThatDiffer">Stored with another decision than today's rules give; no doing of the change.</param>
/// <param name="RebuiltOrders">Replayed without their request, which can no longer be read.</param>
/// <param name="Money">Of the partners whose figures change.</param>
/// <param name="Orders">The newest of the changed orders.</param>
internal sealed record RehearsalView(
    int AdvertiserId, int Days, DateTime From, DateTime Until, int OrdersReplayed, int OrdersChanged, int StoredDecisionsThatDiffer, int RebuiltOrders, IReadOnlyList<RehearsedMoneyView> Money,
    IReadOnlyList<RehearsedOrderView> Orders, IReadOnlyList<string> Notes)
{
    public static RehearsalView Of(RehearsalResult r, int limit) => new(
        r.AdvertiserId, r.Days, r.From, r.Until, r.Replayed, r.Changed, r.StoredDiffers, r.FromOrderAlone, [.. r.Money.Where(m => m.IsChanged).Select(RehearsedMoneyView.Of)],
        [.. r.Orders.Take(limit).Select(RehearsedOrderView.Of)], r.Notes);
}

/// <param name="PartnerId">Null = nobody.</param>
internal sealed record RehearsedMoneyView(
    int? PartnerId, string Currency, int OrdersBefore, int OrdersAfter, string AmountBefore, string AmountAfter, string AmountDifference, string PayoutBefore, string PayoutAfter, string PayoutDifference)
{
    public static RehearsedMoneyView Of(RehearsedMoney m)
    {
        return new(m.PartnerId, m.Currency, m.OrdersBefore, m.OrdersAfter, Text(m.AmountBefore), Text(m.AmountAfter), Text(m.AmountDifference), Text(m.PayoutBefore), Text(m.PayoutAfter), Text(m.PayoutDifference));

        string Text(long minor) => MoneyText.Plain(minor, m.Currency);
    }
}

internal sealed record RehearsedOrderView(
    string ConversionId, string? OrderId, DateTime OrderTime, string SentCodes, string Amount, string Currency, RehearsedCreditView Before, RehearsedCreditView After, TraceReason Reason, string Detail)
{
    public static RehearsedOrderView Of(RehearsedOrder o) => new(
        o.PublicId, o.OrderId, o.OrderTime, o.SentCodes, MoneyText.Plain(o.Amount, o.Currency), o.Currency, RehearsedCreditView.Of(o.Before, o.Currency), RehearsedCreditView.Of(o.After, o.Currency), o.Reason.Reason,
        TraceSentences.WithIds.For(o.Reason));
}

internal sealed record RehearsedCreditView(int? PartnerId, AttributionOutcome Outcome, AttributionBasis Basis, int? OfferId, string Payout)
{
    public static RehearsedCreditView Of(RehearsedCredit c, string currency) => new(c.PartnerId, c.Outcome, c.Basis, c.OfferId, MoneyText.Plain(c.Payout, currency));
}
