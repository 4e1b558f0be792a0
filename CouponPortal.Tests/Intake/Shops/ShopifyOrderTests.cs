using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using static CouponPortal.Tests.Intake.Shops.Dialects;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Intake.Shops;

public sealed class ShopifyOrderTests
{
    private const ConnectionKind Kind = ConnectionKind.Shopify;

    [Fact]
    public void Order_is_worth_what_is_left_of_it_and_its_refunds_are_known_by_their_ids()
    {
        var facts = Order(Kind, Shopify(total: "598.94", current: "199.65", financial: "partially_refunded", refunds: [(509562969, "209.00")]), "orders/updated");

        Assert.Equal(("5621234567890123456", "408.65", "USD"), (facts.OrderId, facts.AmountText, facts.Currency));
        Assert.Equal([new("refund 509562969", "209.00")], facts.Reversals);
        Assert.Equal(["SNAPDOG"], facts.Codes);
        Assert.Equal(["fedcba9876543210fedcba9876543210", "0123456789abcdef0123456789abcdef"], facts.ClickIds);
        Assert.Equal(new DateTime(2026, 11, 2, 9, 0, 0, DateTimeKind.Utc), facts.SentTime);
        Assert.Null(facts.Status);
    }

    [Fact]
    public void Codes_come_from_the_applications_where_the_list_is_empty()
    {
        object[] applications = [new { type = "discount_code", code = "FROMAPP" }, new { type = "automatic", title = "Spring" }];

        Assert.Equal(["FROMAPP"], Order(Kind, Shopify(codes: [], applications: applications), "orders/create").Codes);
    }

    [Theory]
    [InlineData("pending", ConversionStatus.Pending)]
    [InlineData("authorized", ConversionStatus.Pending)]
    [InlineData("paid", null)]
    [InlineData("refunded", ConversionStatus.Rejected)]
    [InlineData("voided", ConversionStatus.Rejected)]
    public void Payment_says_whether_the_order_counts(string financial, ConversionStatus? expected) => Assert.Equal(expected, Order(Kind, Shopify(financial: financial), "orders/updated").Status);

    [Fact]
    public void Cancelled_order_is_taken_back_whole()
    {
        var facts = Order(Kind, Shopify(cancelled: true), "orders/cancelled");

        Assert.Equal((ConversionStatus.Rejected, new StatedReversal("cancelled", null)), (facts.Status, Assert.Single(facts.Reversals)));
    }

    [Fact]
    public void Refund_alone_is_the_sum_of_its_successful_transactions_by_its_id()
    {
        var facts = Correction(Kind, ShopifyRefund("5621234567890123456", 7, ("100.00", "refund", "success"), ("9.00", "refund", "success"), ("50.00", "refund", "pending"), ("70.00", "void", "success")), "refunds/create");

        Assert.Equal(("5621234567890123456", "109.00", "USD", "refund 7"), (facts.OrderId, facts.AmountText, facts.Currency, facts.Key));
        Assert.Equal((HitVerdict.Ignored, "refund_without_money"), Other(Kind, ShopifyRefund("5", 7, ("50.00", "refund", "pending")), "refunds/create"));
    }

    [Fact]
    public void Test_notification_and_other_topics_are_no_orders()
    {
        Assert.Equal((HitVerdict.Ignored, "test_notification"), Other(Kind, Shopify(test: true), "orders/create"));
        Assert.Equal((HitVerdict.Ignored, "topic_unknown"), Other(Kind, Shopify(), "checkouts/create"));
        Assert.Equal((HitVerdict.Ignored, "privacy_request"), Other(Kind, """{"shop_id":1,"customer":{"email":"x@mail.example"}}""", "customers/redact"));
        Assert.Equal((HitVerdict.Held, "order_id"), Other(Kind, """{"id":-1,"total_price":"5.00"}""", "orders/create"));
        Assert.Equal((HitVerdict.Held, "amount_missing"), Other(Kind, """{"id":1,"currency":"USD"}""", "orders/create"));
    }
}
