using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Dialects.Stripe;

/// <summary>
/// Stripe's events: a paid checkout is an order, <c>charge.refunded</c> takes it back, promotion codes tell what their ids stand for (WIRE “Shops”). Order and
/// refund have the payment in common, so its id is the order's.
/// </summary>
public static class StripeEvent
{
    public const string Door = "stripe";

    public static KeptFields Kept { get; } = KeptFields.Parse(
        "id,object,type,created,livemode,api_version,data(previous_attributes(amount_refunded),object(id,object,mode,payment_status,payment_intent(id),invoice(id),amount_total,currency,created,"
        + "amount,amount_refunded,refunded,code,active,discounts(promotion_code(id,code),coupon(id)),metadata(coupon_code,promo_code,promocode,transaction_id,click_id,uid,order_id)))");

    public static ShopReading Read(JsonElement stripeEvent, ShopContext context)
    {
        var type = stripeEvent.Text("type") ?? "";
        var subject = stripeEvent.At("data").At("object");
        if (stripeEvent.Id("id") is not { } id || subject.ValueKind != JsonValueKind.Object)
        {
            return ShopReading.Of(context.Held("event", "The document is no Stripe event: it has no id or no object."));
        }

        var reading = type switch
        {
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" => Session(stripeEvent, subject, context),
            "charge.refunded" => StripeRefund.Read(stripeEvent, subject, context),
            "promotion_code.created" or "promotion_code.updated" => PromotionCode(subject, context),
            _ => ShopReading.Of(context.Ignored("topic_unknown", $"“{type}” is not needed: choose checkout.session.completed, checkout.session.async_payment_succeeded, charge.refunded, promotion_code.created and promotion_code.updated.")),
        };
        return reading with { DeliveryId = id };
    }

    /// <summary>Ids of the promotion codes of a checkout.</summary>
    internal static IReadOnlyList<string> PromotionsOf(JsonElement session) =>
        [.. session.Objects("discounts").Select(d => Reference(d, "promotion_code")).OfType<string>().Distinct(StringComparer.Ordinal).Take(10)];

    /// <summary>The amount in decimal text: what Stripe counts as the minor unit differs from ISO 4217 for a few currencies.</summary>
    internal static string? Amount(JsonElement from, string name, string currency) =>
        from.Text(name) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) && minor <= MoneyReading.MaxMinor
            ? Text(minor, currency)
            : null;

    internal static string Text(long minor, string currency)
    {
        var digits = currency switch
        {
            "ISK" or "UGX" => 2,
            "MGA" => 0,
            _ => Currencies.Exponent(currency),
        };
        return digits switch
        {
            0 => minor.ToString(CultureInfo.InvariantCulture),
            3 => (minor / 1000m).ToString("F3", CultureInfo.InvariantCulture),
            _ => (minor / 100m).ToString("F2", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>An id that may stand there expanded to its object.</summary>
    internal static string? Reference(JsonElement from, string name) => from.At(name) is { ValueKind: JsonValueKind.Object } whole ? whole.Id("id") : from.Id(name);

    internal static DateTime? Seconds(JsonElement from, string name) =>
        from.Text(name) is { Length: <= 11 } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTime.UnixEpoch.AddSeconds(seconds) : null;

    private static ShopReading Session(JsonElement stripeEvent, JsonElement session, ShopContext context)
    {
        if (session.Text("mode") == "setup" || session.Text("payment_status") is not ("paid" or "no_payment_required"))
        {
            return ShopReading.Of(context.Ignored("not_an_order_yet", $"Checkout {session.Text("id")} is not paid: it counts once it is."));
        }

        if ((Reference(session, "payment_intent") ?? Reference(session, "invoice") ?? session.Id("id")) is not { } id || context.OrderPrefix.Length + id.Length > OrderKey.MaxOrderId)
        {
            return ShopReading.Of(context.Held("order_id", "The checkout has no id that could be one."));
        }

        if (!Currencies.TryParse(session.Text("currency"), out var currency))
        {
            return ShopReading.Of(context.Held("currency", $"Payment {id} is in a currency that is none in use."));
        }

        if (Amount(session, "amount_total", currency) is not { } amount || MoneyReading.Parse(amount, Currencies.Exponent(currency)) is { Ok: false })
        {
            return ShopReading.Of(context.Held("amount_missing", $"Payment {id} has no total that could be read."));
        }

        var metadata = session.At("metadata");
        var promotions = PromotionsOf(session);
        string[] awaited = [.. promotions.Where(p => context.Code(p) is null)];
        string[] codes =
        [
            .. new[] { "coupon_code", "promo_code", "promocode" }.Select(n => metadata.Text(n)).OfType<string>(), .. promotions.Select(p => context.Code(p) ?? p),
        ];
        var facts = new OrderFacts
        {
            Door = Door,
            AdvertiserId = context.AdvertiserId,
            OfferId = context.OfferId,
            OrderId = context.OrderPrefix + id,
            Codes = [.. codes.Distinct(StringComparer.OrdinalIgnoreCase)],
            ClickIds = ClickFields.Few(new[] { "transaction_id", "click_id", "uid" }.Select(n => metadata.Text(n)).OfType<string>()),
            AmountText = amount,
            Currency = currency,
            SentTime = Seconds(session, "created"),
            Repeat = RepeatMeaning.NewState,

            // Read again once a promotion code is known, the same event is newer than it was.
            Version = StateVersion.Of(Seconds(stripeEvent, "created"), promotions.Count - awaited.Length, amount + currency + string.Join('\n', codes)),
            IsTest = stripeEvent.Flag("livemode") == false,
        };
        var code = codes.Length == 0 ? "without a code" : "code " + string.Join(", ", codes);
        return new(new Reading.Order(facts, ChannelProof.Given), $"Payment {id}, {amount} {currency}, {code}.") { Awaited = awaited };
    }

    private static ShopReading PromotionCode(JsonElement promotion, ShopContext context) => (promotion.Id("id"), promotion.Text("code")) switch
    {
        ({ } id, { Length: <= 200 } code) => ShopReading.Of(context.Ignored("promotion_code_learnt", $"Promotion code {id} is {code}.")) with { Learnt = (id, code) },
        _ => ShopReading.Of(context.Held("promotion_code", "The promotion code has no id or no code.")),
    };
}
