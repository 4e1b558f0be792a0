using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Dialects.Stripe;

/// <summary>
/// A charge of which something was given back. It states the sum so far; what this event adds is the difference to the sum before, and the sum tells the events
/// of one charge apart, so that they add up in any order and a repeat adds nothing.
/// </summary>
internal static class StripeRefund
{
    public static ShopReading Read(JsonElement stripeEvent, JsonElement charge, ShopContext context)
    {
        if (charge.Id("id") is not { } id || (StripeEvent.Reference(charge, "invoice") ?? StripeEvent.Reference(charge, "payment_intent")) is not { } payment
            || context.OrderPrefix.Length + payment.Length > OrderKey.MaxOrderId)
        {
            return ShopReading.Of(context.Held("order_id", "The refunded charge names no payment."));
        }

        if (!Currencies.TryParse(charge.Text("currency"), out var currency) || Minor(charge, "amount_refunded") is not ({ } sum and > 0))
        {
            return ShopReading.Of(context.Held("refund_amount", $"What was given back of payment {payment} could not be read."));
        }

        var before = Minor(stripeEvent.At("data").At("previous_attributes"), "amount_refunded") ?? 0;
        if (sum <= before)
        {
            return ShopReading.Of(context.Ignored("refund_without_money", $"Nothing more was given back of payment {payment}."));
        }

        var amount = StripeEvent.Text(sum - before, currency);
        var facts = new CorrectionFacts
        {
            Door = StripeEvent.Door,
            AdvertiserId = context.AdvertiserId,
            OrderId = context.OrderPrefix + payment,
            Key = string.Create(CultureInfo.InvariantCulture, $"refund {id} {sum}"),
            AmountText = amount,
            Currency = currency,
        };
        return new(new Reading.Correction(facts, ChannelProof.Given), $"Refund of payment {payment}: {amount} {currency}.");
    }

    private static long? Minor(JsonElement from, string name) =>
        from.Text(name) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) && minor <= MoneyReading.MaxMinor ? minor : null;
}
