using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Step 2: which offer an order belongs to.</summary>
public sealed class OfferChoiceTests
{
    private static Shop OnBoth => new Shop().Exclusive("SNAPDOG", B, Hats).Exclusive("SNAPDOG", B, Shoes);

    [Fact]
    public void Sent_offer_says_which_coupon_is_meant()
    {
        var decision = OnBoth.Order("SNAPDOG").OnOffer(Hats).Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        Assert.Equal(Hats, decision.OfferId);
        Assert.Equal("The order named offer 448 for code SNAPDOG.", decision.Sentence(TraceReason.SentOffer));
    }

    [Fact]
    public void Clicks_offer_says_which_coupon_is_meant()
    {
        var decision = OnBoth.Order("SNAPDOG").Click(A, offer: Hats).Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        Assert.Equal(Hats, decision.OfferId);
        Assert.Equal("Code SNAPDOG stands on several offers; the click was on offer 448.", decision.Sentence(TraceReason.ClickOffer));
    }

    [Fact]
    public void Sent_offer_comes_before_the_clicks()
    {
        Assert.Equal(Shoes, OnBoth.Order("SNAPDOG").OnOffer(Shoes).Click(A, offer: Hats).Decide().OfferId);
    }

    [Fact]
    public void Only_live_offer_of_a_code_is_meant()
    {
        var decision = OnBoth.ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused).Order("SNAPDOG").Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        Assert.Equal("Code SNAPDOG stands on offer 448 alone.", decision.Sentence(TraceReason.OnlyOffer));
    }

    [Fact]
    public void Click_on_a_third_offer_leaves_the_code_ambiguous()
    {
        var decision = OnBoth.Order("SNAPDOG").Click(A, offer: 99).Decide();

        decision.CreditsNobody(AttributionOutcome.AmbiguousOffer);
        Assert.Equal(A, Assert.Single(decision.Assists).PartnerId);
        Assert.Equal(
            "Code SNAPDOG stands on several offers (24, 448) and neither the order nor a click says which: held for staff.",
            decision.Sentence(TraceReason.AmbiguousOffer));
    }

    [Fact]
    public void Invalid_click_does_not_say_which_offer_is_meant()
    {
        OnBoth.Order("SNAPDOG").Click(A, TimeSpan.FromDays(31), Hats).Decide().CreditsNobody(AttributionOutcome.AmbiguousOffer);
    }

    [Fact]
    public void Ambiguous_order_is_held_before_suppression_is_looked_at()
    {
        OnBoth.Suppress("SNAPDOG").Order("SNAPDOG").Decide().CreditsNobody(AttributionOutcome.AmbiguousOffer);
    }

    [Fact]
    public void Held_order_shows_the_code_that_is_ambiguous()
    {
        var decision = OnBoth.Private("SALE", A).Order("NEVERSEEN", "SALE", "SNAPDOG").Decide();

        Assert.Equal(("SNAPDOG", (int?)null), (decision.CouponCode, decision.CouponId));
    }

    [Fact]
    public void Sent_offer_that_is_not_the_codes_makes_the_code_fail_and_the_click_still_counts()
    {
        var decision = OnBoth.Order("SNAPDOG").OnOffer(99).Click(A).Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        Assert.Contains(TraceReason.OtherOffer, decision.Reasons());
    }

    [Fact]
    public void Fault_on_the_offer_that_was_meant_is_told_before_that_it_stands_elsewhere()
    {
        var shop = new Shop().Exclusive("SNAPDOG", B, Shoes).Coupon("SNAPDOG", CouponVisibility.Exclusive, Hats, status: CouponStatus.Paused, partners: [B]);

        Assert.Equal(Hats, shop.Order("SNAPDOG").OnOffer(Hats).Decide().Line(TraceReason.CouponPaused).OfferId);
    }

    [Fact]
    public void Sent_offer_is_the_orders_offer_also_when_nobody_is_credited()
    {
        Assert.Equal(Hats, new Shop().Order().OnOffer(Hats).Decide().OfferId);
        Assert.Null(new Shop().Order().OnOffer(99).Decide().OfferId);
    }
}
