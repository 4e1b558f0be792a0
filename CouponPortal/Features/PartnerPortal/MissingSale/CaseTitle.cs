using CouponPortal.Components.Controls;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>A case in a few words, for its partner.</summary>
internal static class CaseTitle
{
    public static string Of(MissingSaleQuestion question) => question switch
    {
        { OrderId: { } number, Code: { } code } => $"Order {number}, code {code}",
        { OrderId: { } number } => $"Order {number}",
        { Amount: { } amount, Currency: { } currency } => $"{MoneyText.Display(amount, currency)} on {Words.Of(question.Day)}{(question.Code is { } code ? $", code {code}" : "")}",
        _ => "A sale",
    };
}
