using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Dialects.WooCommerce;

/// <summary>WooCommerce's order webhooks: each delivery is the order as it is now; a deletion is its id alone (WIRE “Shops”).</summary>
public static class WooCommerceOrder
{
    public const string Door = "woocommerce";
    private const string DeletedKey = "deleted";
    private const int OnHold = 10;
    private const int OtherState = 20;

    public static KeptFields Kept { get; } = KeptFields.Parse(
        "id,number,status,currency,total,version,date_created_gmt,date_modified_gmt,date_paid_gmt,discount_total,total_tax,shipping_total,"
        + "coupon_lines(id,code,discount),refunds(id,total),line_items(id,product_id,variation_id,sku,quantity,price,total),meta_data(key,value)");

    public static ShopReading Read(JsonElement order, ShopContext context)
    {
        if (context.Topic.Length > 0 && !context.Topic.StartsWith("order.", StringComparison.Ordinal))
        {
            return ShopReading.Of(context.Ignored("topic_unknown", $"“{context.Topic}” is no order: choose the topics Order created, updated, deleted and restored."));
        }

        if (order.Id("id") is not { } id || context.OrderPrefix.Length + id.Length > OrderKey.MaxOrderId)
        {
            return ShopReading.Of(context.Held("order_id", "The order has no id that could be one."));
        }

        var status = order.Text("status") is { } text ? (text.StartsWith("wc-", StringComparison.Ordinal) ? text[3..] : text) : null;
        return status switch
        {
            null when context.Topic is "order.deleted" or "" && order.Text("total") is null => Deleted(id, context),
            null => ShopReading.Of(context.Held("status_missing", $"Order {id} has no status.")),
            "checkout-draft" or "auto-draft" or "draft" or "pending" or "failed" => ShopReading.Of(context.Ignored("not_an_order_yet", $"Order {id} is {status}: it counts once it is paid or on hold.")),
            _ => State(order, id, status, context),
        };
    }

    private static ShopReading Deleted(string id, ShopContext context) => new(
        new Reading.Correction(
            new CorrectionFacts { Door = Door, AdvertiserId = context.AdvertiserId, OrderId = context.OrderPrefix + id, Key = DeletedKey },
            ChannelProof.Given),
        $"Order {id} was deleted.");

    private static ShopReading State(JsonElement order, string id, string status, ShopContext context)
    {
        var currency = order.Text("currency");
        if (currency is not null && !Currencies.TryParse(currency, out currency))
        {
            return ShopReading.Of(context.Held("currency", $"Order {id} is in a currency that is none in use."));
        }

        if (order.Text("total") is not { } total)
        {
            return ShopReading.Of(context.Held("amount_missing", $"Order {id} has no total."));
        }

        var exponent = Currencies.Exponent(currency ?? "");
        if (MoneyReading.Parse(total, exponent) is { Ok: false, Fault: var fault })
        {
            return ShopReading.Of(context.Held(Sums.Refusal(fault, total, currency ?? "its currency", "amount").Code, $"The total of order {id} is no amount that could be read."));
        }

        if (order.Objects("refunds").Skip(ShopFields.MaxRefunds).Any())
        {
            return ShopReading.Of(context.Held("too_many_refunds", $"Order {id} has more than {ShopFields.MaxRefunds} refunds."));
        }

        // A negative amount, as text; a refund whose amount is none is left out and shows as a difference to the shop.
        var reversals = order.Objects("refunds")
            .Select(r => new StatedReversal($"{StatedReversal.StatePrefix}refund {r.Id("id")}", r.Text("total")?.TrimStart('-')))
            .Where(r => r.AmountText is { } amount && MoneyReading.Parse(amount, exponent) is { Ok: true, Minor: > 0 })
            .DistinctBy(r => r.Key).ToList();
        var isReversed = status is "cancelled" or "refunded" or "trash";
        if (isReversed)
        {
            reversals.Add(new(StatedReversal.StatePrefix + status, null));
        }

        if (context.Topic == "order.restored")
        {
            // A deletion has no time, so its order to the restoration cannot be known: the restoration, which comes after one by nature, stands.
            reversals.Add(new(DeletedKey, "0"));
        }

        string[] codes = [.. order.Objects("coupon_lines").Select(l => l.Text("code")).OfType<string>().Take(ShopFields.MaxCodes)];
        var says = string.Join('\n', [total, currency ?? "", status, .. codes, .. reversals.Select(r => r.ToString())]);
        var facts = new OrderFacts
        {
            Door = Door,
            AdvertiserId = context.AdvertiserId,
            OfferId = context.OfferId,
            OrderId = context.OrderPrefix + id,
            Codes = codes,
            ClickIds = ClickFields.Few(ClickFields.OfPairs(order.At("meta_data"))),
            AmountText = total,
            Currency = currency,
            SentTime = order.Time("date_created_gmt"),
            Items = ShopFields.Items(order.Objects("line_items"), currency ?? "", UnitOf, line => line.Decimal("total")),
            Repeat = RepeatMeaning.NewState,
            Version = StateVersion.Of(order.Time("date_modified_gmt") ?? order.Time("date_created_gmt"), Rank(status) + Math.Min(9, reversals.Count), says),
            Reversals = reversals,
            ReversalsAreAll = true,
            Status = isReversed ? ConversionStatus.Rejected : status is "processing" or "completed" ? null : ConversionStatus.Pending,
        };
        var code = codes.Length == 0 ? "without a code" : "code " + string.Join(", ", codes);
        return new(new Reading.Order(facts, ChannelProof.Given), string.Create(CultureInfo.InvariantCulture, $"Order {id} ({status}), {total} {currency}, {code}."));
    }

    // Not the shop's own price, which is before the coupon took its part in some versions and after it in others.
    private static decimal? UnitOf(JsonElement line) =>
        line.Decimal("total") is { } total && line.Decimal("quantity") is { } count and > 0 && decimal.Round(total / count, 6) is var unit && unit * count == total ? unit : null;

    private static int Rank(string status) => status switch
    {
        "on-hold" => OnHold,
        "processing" => 30,
        "completed" => 40,
        "cancelled" => 50,
        "refunded" => 60,
        "trash" => 70,
        _ => OtherState,
    };
}
