using System.Text.Json;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Dialects.Shopify;

/// <summary>Refunds, as they come alone (maybe before their order) and as an order lists them: the money of their successful transactions, by the refund's id.</summary>
internal static class ShopifyRefunds
{
    public static ShopReading Read(JsonElement refund, string orderId, ShopContext context)
    {
        if (refund.Id("id") is not { } id || context.OrderPrefix.Length + orderId.Length > OrderKey.MaxOrderId)
        {
            return ShopReading.Of(context.Held("refund_id", "The refund has no id that could be one."));
        }

        var paid = Paid(refund).ToList();
        var amount = paid.Sum(t => t.Decimal("amount") ?? 0);
        if (amount <= 0)
        {
            return ShopReading.Of(context.Ignored("refund_without_money", $"Refund {id} of order {orderId} has given nothing back so far; the order's update tells when it has."));
        }

        string[] currencies = [.. paid.Select(t => t.Text("currency")).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        var currency = currencies is [var one] ? one : null;
        if (currencies.Length > 1 || (currency is not null && !Currencies.TryParse(currency, out currency)) || MoneyReading.Parse(ShopFields.Plain(amount), Currencies.Exponent(currency ?? "")) is { Ok: false })
        {
            return ShopReading.Of(context.Held("refund_amount", $"What refund {id} gives back could not be read."));
        }

        var facts = new CorrectionFacts
        {
            Door = ShopifyOrder.Door,
            AdvertiserId = context.AdvertiserId,
            OrderId = context.OrderPrefix + orderId,
            Key = KeyOf(id),
            AmountText = ShopFields.Plain(amount),
            Currency = currency,
        };
        return new(new Reading.Correction(facts, ChannelProof.Given), $"Refund {id} of order {orderId}: {ShopFields.Plain(amount)} {currency}.");
    }

    /// <summary>Of an order, in its own currency. One in another currency (the shopper's) is in what is left of the order already.</summary>
    public static IReadOnlyList<(string Key, decimal Amount)> Of(JsonElement order, string? currency, int exponent)
    {
        var refunds = new List<(string Key, decimal Amount)>();
        foreach (var refund in order.Objects("refunds").Where(r => r.Id("id") is not null).DistinctBy(r => r.Id("id"), StringComparer.Ordinal))
        {
            var paid = Paid(refund).ToList();
            var amount = paid.Sum(t => t.Decimal("amount") ?? 0);
            var foreign = paid.Exists(t => t.Text("currency") is { } other && currency is not null && !other.Equals(currency, StringComparison.OrdinalIgnoreCase));
            if (!foreign && amount > 0 && MoneyReading.Parse(ShopFields.Plain(amount), exponent).Ok)
            {
                refunds.Add((KeyOf(refund.Id("id")!), amount));
            }
        }

        return refunds;
    }

    private static string KeyOf(string id) => "refund " + id;

    private static IEnumerable<JsonElement> Paid(JsonElement refund) => refund.Objects("transactions").Where(t => t.Text("kind") is "refund" && t.Text("status") is "success");
}
