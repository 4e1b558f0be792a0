using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Dialects.Shopify;

/// <summary>Shopify's order and refund webhooks (WIRE “Shops”). An order is worth what is left of it (<c>current_total_price</c>), whichever of them came.</summary>
public static class ShopifyOrder
{
    public const string Door = "shopify";

    public static KeptFields Kept { get; } = KeptFields.Parse(
        "id,order_id,name,test,currency,total_price,current_total_price,financial_status,cancelled_at,cancel_reason,created_at,updated_at,processed_at,landing_site,"
        + "discount_codes(code,amount,type),discount_applications(type,code),note_attributes(name,value),line_items(id,sku,product_id,quantity,price),"
        + "refunds(id,order_id,transactions(id,kind,status,amount,currency)),transactions(id,kind,status,amount,currency)");

    public static ShopReading Read(JsonElement document, ShopContext context, bool isTestHeader)
    {
        if (document.Flag("test") == true || isTestHeader)
        {
            return ShopReading.Of(context.Ignored("test_notification", "Shopify's test notification: it arrived, and is no order."));
        }

        var family = context.Topic.Split('/')[0];
        if (family is not ("orders" or "refunds" or ""))
        {
            return ShopReading.Of(context.Topic is "customers/redact" or "customers/data_request" or "shop/redact"
                ? context.Ignored("privacy_request", "Nothing that names a customer is kept of a delivery.")
                : context.Ignored("topic_unknown", $"“{context.Topic}” is no order: choose Order creation, update, payment and cancellation, and Refund create."));
        }

        // The header is not signed: what the document is, it says itself.
        if (document.Id("order_id") is { } refunded && document.Text("total_price") is null && document.Text("current_total_price") is null)
        {
            return ShopifyRefunds.Read(document, refunded, context);
        }

        if (document.Id("id") is not { } id || context.OrderPrefix.Length + id.Length > OrderKey.MaxOrderId)
        {
            return ShopReading.Of(context.Held("order_id", "The order has no id that could be one."));
        }

        return context.Topic == "orders/delete" && document.EnumerateObject().Count() == 1
            ? new(
                new Reading.Correction(new CorrectionFacts { Door = Door, AdvertiserId = context.AdvertiserId, OrderId = context.OrderPrefix + id, Key = "deleted" }, ChannelProof.Given),
                $"Order {id} was deleted.")
            : State(document, id, context);
    }

    private static ShopReading State(JsonElement order, string id, ShopContext context)
    {
        var currency = order.Text("currency");
        if (currency is not null && !Currencies.TryParse(currency, out currency))
        {
            return ShopReading.Of(context.Held("currency", $"Order {id} is in a currency that is none in use."));
        }

        var total = order.Text("current_total_price") ?? order.Text("total_price");
        var exponent = Currencies.Exponent(currency ?? "");
        if (total is null)
        {
            return ShopReading.Of(context.Held("amount_missing", $"Order {id} has no total."));
        }

        if (MoneyReading.Parse(total, exponent) is { Ok: false, Fault: var fault })
        {
            return ShopReading.Of(context.Held(Sums.Refusal(fault, total, currency ?? "its currency", "amount").Code, $"The total of order {id} is no amount that could be read."));
        }

        if (order.Objects("refunds").Skip(ShopFields.MaxRefunds).Any())
        {
            return ShopReading.Of(context.Held("too_many_refunds", $"Order {id} has more than {ShopFields.MaxRefunds} refunds."));
        }

        var refunds = ShopifyRefunds.Of(order, currency, exponent);
        var financial = order.Text("financial_status");
        var reversals = refunds.Select(r => new StatedReversal(r.Key, ShopFields.Plain(r.Amount))).ToList();
        var isCancelled = order.Text("cancelled_at") is not null;
        if (isCancelled || financial is "refunded" or "voided")
        {
            reversals.Add(new(isCancelled ? "cancelled" : financial!, null));
        }

        // What is left and what was given back make the amount, so that refunds known from their own deliveries and from the order's count once.
        var isNet = order.Text("current_total_price") is not null;
        var amount = decimal.Parse(total.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) + (isNet ? refunds.Sum(r => r.Amount) : 0);
        string[] codes = [.. Codes(order).Take(ShopFields.MaxCodes)];
        var says = string.Join('\n', [total, currency ?? "", financial ?? "", .. codes, .. reversals.Select(r => r.ToString())]);
        var isReversed = reversals.Exists(r => r.AmountText is null);
        var facts = new OrderFacts
        {
            Door = Door,
            AdvertiserId = context.AdvertiserId,
            OfferId = context.OfferId,
            OrderId = context.OrderPrefix + id,
            Codes = codes,
            ClickIds = ClickFields.Few([.. ClickFields.OfPairs(order.At("note_attributes")), .. order.Text("landing_site") is { } landing ? ClickFields.IdsIn(landing) : []]),
            AmountText = ShopFields.Plain(amount),
            Currency = currency,
            SentTime = order.Time("created_at"),
            Items = ShopFields.Items(order.Objects("line_items"), currency ?? "", line => line.Decimal("price"), _ => null),
            Repeat = RepeatMeaning.NewState,
            Version = StateVersion.Of(order.Time("updated_at") ?? order.Time("created_at"), Rank(financial) + (isCancelled ? 20 : 0) + Math.Min(9, refunds.Count), says),
            Reversals = reversals,
            Status = isReversed ? ConversionStatus.Rejected : financial is null or "paid" or "partially_refunded" ? null : ConversionStatus.Pending,
        };
        var code = codes.Length == 0 ? "without a code" : "code " + string.Join(", ", codes);
        return new(new Reading.Order(facts, ChannelProof.Given), $"Order {order.Text("name") ?? id} ({(isCancelled ? "cancelled" : financial ?? "no payment state")}), {total} {currency} left, {code}.");
    }

    private static IEnumerable<string> Codes(JsonElement order)
    {
        var codes = order.Objects("discount_codes").Select(d => d.Text("code")).OfType<string>().ToList();
        return codes.Count > 0 ? codes : order.Objects("discount_applications").Where(a => a.Text("type") == "discount_code").Select(a => a.Text("code")).OfType<string>();
    }

    private static int Rank(string? financial) => financial switch
    {
        "pending" => 10,
        "authorized" => 20,
        "partially_paid" => 30,
        "paid" => 40,
        "partially_refunded" => 50,
        "refunded" or "voided" => 60,
        _ => 0,
    };
}
