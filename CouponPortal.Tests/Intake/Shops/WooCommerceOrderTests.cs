using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using static CouponPortal.Tests.Intake.Shops.Dialects;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Intake.Shops;

public sealed class WooCommerceOrderTests
{
    private const ConnectionKind Kind = ConnectionKind.Woocommerce;

    [Fact]
    public void Order_is_read_with_its_codes_click_positions_and_times()
    {
        var facts = Order(Kind, Woo(codes: ["snapdog", "summer sale"]), "order.updated", prefix: "2-");

        Assert.Equal(("2-727", "43.00", "USD", RepeatMeaning.NewState), (facts.OrderId, facts.AmountText, facts.Currency, facts.Repeat));
        Assert.Equal(["snapdog", "summer sale"], facts.Codes);
        Assert.Equal(["0123456789abcdef0123456789abcdef"], facts.ClickIds);
        Assert.Equal(new DateTime(2026, 11, 2, 9, 0, 0, DateTimeKind.Utc), facts.SentTime);
        Assert.Equal(new DateTime(2026, 11, 2, 9, 30, 0, DateTimeKind.Utc), facts.Version!.Value.AddTicks(-(facts.Version.Value.Ticks % TimeSpan.TicksPerSecond)));
        Assert.Equal([new ItemFacts("315", "BONE-1", 2, "10.50"), new ItemFacts("316", "94", 1, "22.00")], facts.Items.Select(i => i with { PriceText = ((decimal)double.Parse(i.PriceText, System.Globalization.CultureInfo.InvariantCulture)).ToString("F2", System.Globalization.CultureInfo.InvariantCulture) }));
    }

    [Theory]
    [InlineData("processing", null, false)]
    [InlineData("wc-completed", null, false)]
    [InlineData("on-hold", ConversionStatus.Pending, false)]
    [InlineData("in-transit", ConversionStatus.Pending, false)]
    [InlineData("cancelled", ConversionStatus.Rejected, true)]
    [InlineData("refunded", ConversionStatus.Rejected, true)]
    [InlineData("trash", ConversionStatus.Rejected, true)]
    public void Status_of_the_shop_says_whether_the_order_counts(string status, ConversionStatus? expected, bool reversed)
    {
        var facts = Order(Kind, Woo(status: status), "order.updated");

        Assert.Equal(expected, facts.Status);
        Assert.Equal(reversed, facts.Reversals.Any(r => r.AmountText is null));
    }

    [Theory]
    [InlineData("checkout-draft")]
    [InlineData("pending")]
    [InlineData("failed")]
    public void An_order_that_is_not_paid_is_none_yet(string status) =>
        Assert.Equal((HitVerdict.Ignored, "not_an_order_yet"), Other(Kind, Woo(status: status), "order.created"));

    [Fact]
    public void Refunds_are_reversals_by_their_ids()
    {
        var facts = Order(Kind, Woo(refunds: [(11, "-10.00"), (12, "-3.50"), (12, "-3.50"), (13, "0.00")]), "order.updated");

        Assert.Equal([new("state refund 11", "10.00"), new("state refund 12", "3.50")], facts.Reversals);
        Assert.True(facts.ReversalsAreAll);
    }

    [Fact]
    public void Codes_and_refunds_without_end_cost_little()
    {
        Assert.Equal(100, Order(Kind, Woo(codes: [.. Enumerable.Range(0, 60_000).Select(i => $"code{i}")]), "order.updated").Codes.Count);
        Assert.Equal((HitVerdict.Held, "too_many_refunds"), Other(Kind, Woo(refunds: [.. Enumerable.Range(0, 50_000).Select(i => (i, "-0.01"))]), "order.updated"));
    }

    [Fact]
    public void Deletion_is_the_id_alone_and_a_whole_order_sent_as_one_is_not_believed()
    {
        var deleted = Correction(Kind, """{"id":727}""", "order.deleted");

        Assert.Equal(("727", null, "deleted"), (deleted.OrderId, deleted.AmountText, deleted.Key));
        Assert.Null(Order(Kind, Woo(), "order.deleted").Status);
        Assert.Equal((HitVerdict.Held, "status_missing"), Other(Kind, """{"id":727}""", "order.updated"));
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("92233720368547758079")]
    [InlineData("\"727\"")]
    public void Id_is_kept_to_the_digit(string id) => Assert.Equal(id.Trim('"'), Order(Kind, Woo(id: id), "order.updated").OrderId);

    [Theory]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Id_that_can_be_none_is_held(string id) => Assert.Equal((HitVerdict.Held, "order_id"), Other(Kind, Woo(id: id), "order.updated"));

    [Theory]
    [InlineData("-5.00", "amount_negative")]
    [InlineData("1,50", "amount_format")]
    [InlineData("NaN", "amount_format")]
    [InlineData("43.005", "too_many_decimals")]
    public void Total_that_is_no_amount_is_held(string total, string code) => Assert.Equal((HitVerdict.Held, code), Other(Kind, Woo(total: total), "order.updated"));

    [Fact]
    public void Missing_total_unknown_currency_and_foreign_topic_are_no_faults_of_the_door()
    {
        Assert.Equal((HitVerdict.Held, "amount_missing"), Other(Kind, """{"id":727,"status":"processing","currency":"USD"}""", "order.updated"));
        Assert.Equal((HitVerdict.Held, "currency"), Other(Kind, Woo(currency: "XXX"), "order.updated"));
        Assert.Equal((HitVerdict.Ignored, "topic_unknown"), Other(Kind, """{"id":5}""", "customer.updated"));
    }

    [Fact]
    public void Of_two_states_in_one_second_the_one_further_in_an_order_s_life_is_newer_and_the_same_state_has_the_same_version()
    {
        DateTime?[] versions = [Version("on-hold"), Version("processing"), Version("completed"), Version("refunded")];

        Assert.Equal(versions.Order(), versions);
        Assert.Equal(4, versions.Distinct().Count());
        Assert.Equal(Version("processing"), Version("processing"));
        Assert.True(Order(Kind, Woo(modified: "2026-11-02T09:30:01", status: "on-hold"), "order.updated").Version > Version("refunded"));

        static DateTime? Version(string status) => Order(Kind, Woo(status: status), "order.updated").Version;
    }
}
