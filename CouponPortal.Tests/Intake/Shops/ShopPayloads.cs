using System.Globalization;
using System.Text.Json;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>Bodies as shops send them, shortened: with a customer, whom nothing that is stored may name.</summary>
internal static class ShopPayloads
{
    public const string Mail = "canary.customer@mail.example";
    public const string Person = "Canaryella";
    public const string Phone = "+49 30 5556677";
    public const string Ip = "198.51.100.77";

    private static readonly object Address = new { first_name = Person, last_name = "Norman", address_1 = "Chestnut Street 92", address1 = "Chestnut Street 92", email = Mail, phone = Phone, city = "Louisville" };

    /// <param name="refunds">Id and amount, as text with its sign.</param>
    /// <param name="modified">Null = the field is not there.</param>
    public static string Woo(
        string id = "727", string status = "processing", string total = "43.00", string? modified = "2026-11-02T09:30:00", string[]? codes = null, (int Id, string Total)[]? refunds = null, string currency = "USD")
    {
        var order = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = JsonDocument.Parse(id).RootElement,
            ["parent_id"] = 0,
            ["number"] = id,
            ["status"] = status,
            ["currency"] = currency,
            ["total"] = total,
            ["date_created_gmt"] = "2026-11-02T09:00:00",
            ["customer_ip_address"] = Ip,
            ["customer_note"] = $"Call {Person} at {Phone}",
            ["billing"] = Address,
            ["shipping"] = Address,
            ["coupon_lines"] = (codes ?? ["snapdog"]).Select((c, i) => new { id = 50 + i, code = c, discount = "4.30", meta_data = new[] { new { key = "who", value = Mail } } }),
            ["refunds"] = (refunds ?? []).Select(r => new { id = r.Id, reason = $"{Person} sent it back", total = r.Total }),
            ["line_items"] = new object[]
            {
                new { id = 315, name = $"Gift for {Person}", product_id = 93, sku = "BONE-1", quantity = 2, price = 10.5, total = "21.00" },
                new { id = 316, name = "Thirds", product_id = 94, sku = "", quantity = 3, price = 7.3333333, total = "22.00" },
            },
            ["meta_data"] = new object[]
            {
                new { id = 1, key = "_billing_vat", value = Person },
                new { id = 2, key = "_wc_order_attribution_session_entry", value = $"https://shop.example/?mail={Mail}&transaction_id=0123456789abcdef0123456789abcdef" },
            },
        };
        if (modified is not null)
        {
            order["date_modified_gmt"] = modified;
        }

        return JsonSerializer.Serialize(order);
    }

    /// <param name="current">What is left of the order.</param>
    public static string Shopify(
        string id = "5621234567890123456", string total = "100.00", string? current = null, string updated = "2026-11-02T04:30:00-05:00", string financial = "paid",
        (long Id, string Amount)[]? refunds = null, bool test = false, bool cancelled = false, string[]? codes = null, object[]? applications = null) => JsonSerializer.Serialize(new
        {
            id = JsonDocument.Parse(id).RootElement,
            name = "#1001",
            test,
            currency = "USD",
            total_price = total,
            current_total_price = current ?? total,
            financial_status = financial,
            cancelled_at = cancelled ? updated : null,
            created_at = "2026-11-02T04:00:00-05:00",
            updated_at = updated,
            email = Mail,
            contact_email = Mail,
            phone = Phone,
            browser_ip = Ip,
            customer = new { id = 207119551, email = Mail, default_address = Address },
            billing_address = Address,
            landing_site = $"/products?email={Mail}&transaction_id=0123456789abcdef0123456789abcdef&utm=x",
            note_attributes = new[] { new { name = "engraving", value = Person }, new { name = "click_id", value = "fedcba9876543210fedcba9876543210" } },
            discount_codes = (codes ?? ["SNAPDOG"]).Select(c => new { code = c, amount = "10.00", type = "fixed_amount" }),
            discount_applications = applications ?? [],
            line_items = new[] { new { id = 466157049, sku = "IPOD", product_id = 632910392, quantity = 1, price = "100.00", name = Person } },
            refunds = (refunds ?? []).Select(r => new { id = r.Id, note = Person, transactions = new[] { Transaction(r.Amount) } }),
        });

    public static string ShopifyRefund(string orderId, long id, params (string Amount, string Kind, string Status)[] transactions) => JsonSerializer.Serialize(new
    {
        id,
        order_id = JsonDocument.Parse(orderId).RootElement,
        note = $"{Person} {Mail}",
        refund_line_items = new[] { new { id = 1, line_item = new { name = Person } } },
        transactions = transactions.Select((t, i) => new { id = 100 + i, kind = t.Kind, status = t.Status, amount = t.Amount, currency = "USD", receipt = new { payer = Mail } }),
    });

    public static string StripeSession(string eventId = "evt_1", string payment = "pi_1", long amount = 4_300, string currency = "usd", string status = "paid", string? promotion = "promo_1", string? code = null, long created = 1_793_610_000) =>
        StripeEvent(eventId, "checkout.session.completed", created, new
        {
            id = "cs_" + payment,
            @object = "checkout.session",
            mode = "payment",
            payment_status = status,
            payment_intent = payment,
            invoice = (string?)null,
            amount_total = amount,
            currency,
            created,
            customer_details = new { email = Mail, name = Person, phone = Phone },
            discounts = promotion is null ? [] : new[] { new { coupon = (string?)null, promotion_code = promotion } },
            metadata = code is null ? new Dictionary<string, string>(StringComparer.Ordinal) { ["mail"] = Mail } : new(StringComparer.Ordinal) { ["coupon_code"] = code, ["mail"] = Mail },
        });

    public static string StripePromotion(string id, string code, string eventId = "evt_promo") =>
        StripeEvent(eventId, "promotion_code.created", 1_793_600_000, new { id, @object = "promotion_code", code, active = true });

    public static string StripeRefund(string eventId, string payment, long before, long sum, string currency = "usd") => JsonSerializer.Serialize(new
    {
        id = eventId,
        type = "charge.refunded",
        created = 1_793_611_000,
        livemode = true,
        data = new
        {
            @object = new { id = "ch_" + payment, @object = "charge", amount = 4_300, amount_refunded = sum, currency, payment_intent = payment, billing_details = new { email = Mail } },
            previous_attributes = new { amount_refunded = before, receipt_url = Mail },
        },
    });

    public static string StripeEvent(string id, string type, long created, object subject) => JsonSerializer.Serialize(new { id, @object = "event", type, created, livemode = true, data = new { @object = subject } });

    public static string Money(long minor) => (minor / 100m).ToString("F2", CultureInfo.InvariantCulture);

    private static object Transaction(string amount) => new { id = 179259969, kind = "refund", status = "success", amount, currency = "USD", receipt = new { payer = Mail } };
}
