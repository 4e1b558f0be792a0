using CouponPortal.Data.Caps;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Offers.Caps;

namespace CouponPortal.Api;

/// <summary>One cap of an offer.</summary>
/// <param name="PartnerId">Of a partner's; null = each partner that has no cap of its own.</param>
/// <param name="CouponId">Of a coupon's; null = each coupon.</param>
/// <param name="Limit">A whole number; of payout decimal text in the offer's currency.</param>
internal sealed record CapView(CapScope Scope, int? PartnerId, int? CouponId, CapMetric Metric, CapPeriod Period, string Limit, CapVisits Visits, CapOrders Orders)
{
    public static IReadOnlyList<CapView> Of(Offer offer) => [.. offer.Caps.Limits.Select(l => Of(l, CapDraft.Of(l, offer.Currency)))];

    public static IReadOnlyList<CapDraft> Read(ApiBody body, IReadOnlyList<CapDraft> otherwise) => body.Objects("caps", otherwise, cap => new CapDraft
    {
        Scope = cap.Choice("scope", CapScope.Offer),
        Subject = cap.Integer(null, "partner_id")?.ToString((IFormatProvider?)null) ?? "",
        CouponId = cap.Integer(null, "coupon_id"),
        Metric = cap.Choice("metric", CapMetric.Clicks),
        Period = cap.Choice("period", CapPeriod.Day),
        Limit = cap.Text("limit", null, 40) ?? "",
        Visits = cap.Choice("visits", CapVisits.Switch),
        Orders = cap.Choice("orders", CapOrders.Hold),
    });

    private static CapView Of(CapLimit l, CapDraft draft) =>
        new(l.Scope, l.Scope == CapScope.Partner ? l.SubjectId : null, l.Scope == CapScope.Coupon ? l.SubjectId : null, l.Metric, l.Period, draft.Limit, l.Visits, l.Orders);
}

/// <summary>How far a cap is used now.</summary>
/// <param name="Used">In the unit of the limit.</param>
/// <param name="Until">When the count begins again; null = never.</param>
internal sealed record CapUseView(CapScope Scope, int? PartnerId, int? CouponId, CapMetric Metric, CapPeriod Period, string Limit, string Used, int Percent, bool IsReached, DateTime? Until)
{
    public static CapUseView Of(CapLine line)
    {
        var (limit, currency) = (line.Limit, line.Offer.Currency);
        return new(
            limit.Scope, limit.Scope == CapScope.Partner ? line.SubjectId : null, limit.Scope == CapScope.Coupon ? line.SubjectId : null, limit.Metric, limit.Period,
            CapDraft.Of(limit, currency).Limit, CapDraft.Of(limit with { Limit = line.Use }, currency).Limit, line.Percent, line.IsReached, line.Until);
    }
}
