using CouponPortal.Components.Controls;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Cases;

/// <summary>What a case is about, for staff.</summary>
internal static class CaseQuestion
{
    public static string Title(SaleCase row) => row switch
    {
        { OrderId: { } number } => $"Order {number}{Code(row)}",
        { Amount: { } amount, Currency: { } currency } => $"{MoneyText.Display(amount, currency)} on {Words.Of(row.Day)}{Code(row)}",
        _ => "A sale",
    };

    private static string Code(SaleCase row) => row.Code is { } code ? $", code {code}" : "";
}
