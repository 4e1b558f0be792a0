using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Tests.Domain.Delivery.Caps;

public sealed class CapOnOrderTests
{
    [Fact]
    public void Held_order_waits_and_its_shop_cannot_let_it_through()
    {
        var row = Over(CapOrders.Hold);

        Assert.Equal((ConversionStatus.Pending, 1_000), (row.Status, row.Payout));
        Assert.Equal(ConversionStatus.Pending, OrderChecks.Said(row.Flags, ConversionStatus.Approved));
        Assert.Equal(ConversionStatus.Rejected, OrderChecks.Said(row.Flags, ConversionStatus.Rejected));
    }

    [Fact]
    public void Unpaid_order_stays_unpaid_when_it_is_settled_again()
    {
        var row = Over(CapOrders.Unpaid);
        Ledger.Settle(row, []);

        Assert.Equal((ConversionStatus.Approved, 0, 5), (row.Status, row.Payout, row.PartnerId));
        Assert.Equal(ConversionStatus.Approved, OrderChecks.Said(row.Flags, ConversionStatus.Approved));
    }

    [Fact]
    public void Marked_order_is_paid_as_before_and_says_so()
    {
        var row = Over(CapOrders.Mark);
        Ledger.Settle(row, []);

        Assert.Equal((ConversionStatus.Approved, 1_000, ConversionFlags.OverCap), (row.Status, row.Payout, row.Flags));
        Assert.Equal(
            "The cap of 100 conversions a week for the coupon was reached before this order: it is marked, and paid as usual.",
            TraceSentences.WithIds.For(Assert.Single(TraceJson.Read(row.Trace))));
    }

    [Theory]
    [InlineData(CapOrders.Hold, "the order waits for the shop's staff")]
    [InlineData(CapOrders.Unpaid, "this order earns nothing")]
    public void Partner_is_told_in_plain_words_and_without_the_shops_figures(CapOrders orders, string words)
    {
        var row = Over(orders);
        row.Trace = TraceJson.Write([new(AttributionStep.Priority, TraceVerdict.Decided, TraceReason.CodeOwner, "SALE", 5, 24, "coupon_code"), .. TraceJson.Read(row.Trace)]);

        var story = new PartnerSentences(5, "Ana", id => $"offer {id}").Tell(row, TraceJson.Read(row.Trace));

        Assert.Contains(words, story.How, StringComparison.Ordinal);
        Assert.DoesNotContain("100", story.How + string.Concat(story.Own), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24:cap.partner_clicks_day", "Your cap of visits for today is reached; it opens again tomorrow.")]
    [InlineData("24:country>448:cap.offer_payout_ever", "The offer's cap of payout is reached.")]
    [InlineData("24:cap.coupon_conversions_month>31", "The code's cap of orders for this month is reached; it opens again next month.")]
    public void Chain_of_a_visit_tells_a_partner_which_cap_is_reached(string chain, string sentence) => Assert.Equal(sentence, CapWords.ToPartner(chain));

    private static Conversion Over(CapOrders orders)
    {
        var row = new Conversion
        {
            PartnerId = 5,
            OfferId = 24,
            Status = ConversionStatus.Approved,
            Outcome = AttributionOutcome.Credited,
            Amount = 10_000,
            Currency = "EUR",
            Payout = 1_000,
            PayoutType = PayoutType.Percent,
            PayoutValue = 100_000,
        };
        CapOnOrder.Apply(row, new Offer { Id = 24, Currency = "EUR" }, new(CapScope.Coupon, 70, CapMetric.Conversions, CapPeriod.Week, 100) { Orders = orders });
        return row;
    }
}
