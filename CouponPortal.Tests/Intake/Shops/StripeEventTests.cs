using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using static CouponPortal.Tests.Intake.Shops.Dialects;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Intake.Shops;

public sealed class StripeEventTests
{
    private const ConnectionKind Kind = ConnectionKind.Stripe;

    [Fact]
    public void Paid_checkout_is_an_order_named_by_its_payment()
    {
        var facts = Order(Kind, StripeSession(code: "SUMMER"), codes: new(StringComparer.Ordinal) { ["promo_1"] = "SNAPDOG" });

        Assert.Equal(("pi_1", "43.00", "USD", false), (facts.OrderId, facts.AmountText, facts.Currency, facts.IsTest));
        Assert.Equal(["SUMMER", "SNAPDOG"], facts.Codes);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_793_610_000), facts.SentTime);
    }

    [Fact]
    public void Promotion_code_that_nobody_has_told_of_is_awaited_and_the_event_is_newer_once_it_is_known()
    {
        var unknown = Read(Kind, StripeSession());
        var known = Order(Kind, StripeSession(), codes: new(StringComparer.Ordinal) { ["promo_1"] = "SNAPDOG" });

        Assert.Equal(["promo_1"], unknown.Awaited);
        Assert.True(known.Version > Order(Kind, StripeSession()).Version);
        Assert.Equal(("promo_1", "SNAPDOG"), Read(Kind, StripePromotion("promo_1", "SNAPDOG")).Learnt);
    }

    [Theory]
    [InlineData("usd", 4_300, "43.00")]
    [InlineData("jpy", 500, "500")]
    [InlineData("kwd", 1_230, "1.230")]
    [InlineData("isk", 50_000, "500.00")]
    [InlineData("ugx", 50_000, "500.00")]
    [InlineData("mga", 500, "500")]
    public void Minor_units_are_stripe_s_own(string currency, long amount, string text) => Assert.Equal(text, Order(Kind, StripeSession(currency: currency, amount: amount)).AmountText);

    [Fact]
    public void Refund_is_what_the_event_adds_to_the_charge_s_sum()
    {
        var facts = Correction(Kind, StripeRefund("evt_r", "pi_1", 1_000, 4_300));

        Assert.Equal(("pi_1", "33.00", "USD", "refund ch_pi_1 4300"), (facts.OrderId, facts.AmountText, facts.Currency, facts.Key));
    }

    [Fact]
    public void Unpaid_checkout_and_other_events_are_no_orders_and_broken_ones_are_held()
    {
        Assert.Equal((HitVerdict.Ignored, "not_an_order_yet"), Other(Kind, StripeSession(status: "unpaid")));
        Assert.Equal((HitVerdict.Ignored, "topic_unknown"), Other(Kind, StripeEvent("evt_9", "customer.created", 1, new { id = "cus_1", email = Mail })));
        Assert.Equal((HitVerdict.Held, "event"), Other(Kind, """{"type":"checkout.session.completed"}"""));
        Assert.Equal((HitVerdict.Held, "amount_missing"), Other(Kind, StripeSession(amount: -5)));
        Assert.Equal((HitVerdict.Held, "currency"), Other(Kind, StripeSession(currency: "xxx")));
    }
}
