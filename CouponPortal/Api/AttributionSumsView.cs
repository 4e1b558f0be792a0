using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Attribution;

namespace CouponPortal.Api;

/// <summary>What the report's orders add up to.</summary>
/// <param name="Data">A line for who gained, instead of whom, with or without a click, by currency; null = nobody.</param>
/// <param name="Codes">Those with the most moved orders.</param>
/// <param name="Costs">By currency: what Exclusive codes decided, without any click, by another's click, and what its partner would have had anyway.</param>
internal sealed record AttributionSumsView(IReadOnlyList<AttributionMoveView> Data, string? NextCursor, IReadOnlyList<AttributionCodeView> Codes, IReadOnlyList<AttributionCostView> Costs)
{
    public static AttributionSumsView Of(AttributionSums sums) => new(
        [.. sums.Moves.Select(m => new AttributionMoveView(
            m.CreditedPartnerId, m.InsteadOfPartnerId, m.HasClick, m.Orders, MoneyText.Plain(m.Amount, m.Currency), m.Currency, MoneyText.Plain(m.Payout, m.Currency)))],
        null,
        [.. sums.Codes.Select(c => new AttributionCodeView(
            c.Code, c.AllOrders, c.Orders, c.Clickless, MoneyText.Plain(c.Amount, c.Currency), c.Currency, MoneyText.Plain(c.Payout, c.Currency)))],
        [.. sums.Costs.Select(c => new AttributionCostView(c.Currency, Part(c.Clickless), Part(c.AnothersClick), Part(c.Anyway)))]);

    private static AttributionReportTotal Part(AttributionTotal t) => new(t.Currency, t.Orders, MoneyText.Plain(t.Amount, t.Currency), MoneyText.Plain(t.Payout, t.Currency));
}

internal sealed record AttributionMoveView(int? CreditedPartnerId, int? InsteadOfPartnerId, bool HasClick, long Orders, string Amount, string Currency, string Payout);

internal sealed record AttributionCodeView(string? CouponCode, long AllOrders, long Orders, long ClicklessOrders, string Amount, string Currency, string Payout);

internal sealed record AttributionCostView(string Currency, AttributionReportTotal Clickless, AttributionReportTotal AnothersClick, AttributionReportTotal Anyway);
