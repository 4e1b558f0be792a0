using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake;

/// <summary>An order's amount and positions as minor units: the amount that was sent, else the sum of price times quantity (WIRE, Admitad, Itemized).</summary>
internal static class Sums
{
    /// <param name="conversionId">Of the order that the positions belong to.</param>
    public static (long Amount, IReadOnlyList<ConversionItem> Items, Refusal? Why) Of(OrderFacts facts, string currency, long conversionId)
    {
        var items = new List<ConversionItem>(facts.Items.Count);
        var sum = 0m;
        foreach (var sent in facts.Items)
        {
            // A position without a price is kept: the order is flagged, and staff finds it.
            var price = MoneyReading.Parse(sent.PriceText.Length > 0 ? sent.PriceText : "0", Currencies.Exponent(currency));
            if (!price.Ok)
            {
                return (0, [], Refusal(price.Fault, sent.PriceText, currency, "price"));
            }

            items.Add(new ConversionItem
            {
                ConversionId = conversionId,
                Key = sent.Key,
                ProductId = sent.ProductId,
                Category = sent.Category,
                Quantity = sent.Quantity,
                Price = price.Minor,
            });
            sum += (decimal)price.Minor * sent.Quantity;
        }

        if (sum > MoneyReading.MaxMinor)
        {
            return (0, [], Refusal(MoneyFault.TooLarge, "", currency, "price"));
        }

        if (string.IsNullOrEmpty(facts.AmountText))
        {
            return ((long)sum, items, null);
        }

        var amount = MoneyReading.Parse(facts.AmountText, Currencies.Exponent(currency));
        return amount.Ok ? (amount.Minor, items, null) : (0, [], Refusal(amount.Fault, facts.AmountText, currency, "amount"));
    }

    /// <param name="field"><c>amount</c> or <c>price</c>; the stable code begins with it.</param>
    public static Refusal Refusal(MoneyFault fault, string text, string currency, string field)
    {
        var shown = Excerpt.Of(text, 40);
        return fault switch
        {
            MoneyFault.Format => Intake.Refusal.Bad($"{field}_format", $"“{shown}” is no amount. Send digits with a decimal point, e.g. 1234.50.", field),
            MoneyFault.Negative => Intake.Refusal.Bad($"{field}_negative", "An order's amount is not negative; send a reversal for a refund.", field),
            MoneyFault.TooManyDecimals => Intake.Refusal.Bad("too_many_decimals", $"“{shown}” has more decimals than {currency} ({Currencies.Exponent(currency)}).", field),
            MoneyFault.TooLarge => Intake.Refusal.Bad($"{field}_too_large", "The amount is larger than any order can be.", field),
            MoneyFault.None => throw new InvalidOperationException("A good amount is no refusal."),
        };
    }
}
