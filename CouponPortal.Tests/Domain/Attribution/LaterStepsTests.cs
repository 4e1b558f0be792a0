using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Steps 5 to 8: another channel, the priority, orders that name their partner, and nobody.</summary>
public sealed class LaterStepsTests
{
    [Fact]
    public void Another_channel_beats_a_private_code()
    {
        var decision = new Shop().Priority(AttributionPriority.CouponCode).Private("SALE", B).Order("SALE").ClaimedBy("othernet").Decide();

        decision.CreditsNobody(AttributionOutcome.OtherChannel);
        Assert.Equal("The shop gives this order to another channel (othernet): nobody is credited here.", decision.Sentence(TraceReason.OtherChannel));
        Assert.Equal(B, Assert.Single(decision.Assists).PartnerId);
    }

    [Fact]
    public void No_other_channel_is_noted_too()
    {
        Assert.Equal("No other channel claims the order.", new Shop().Order().Click(A).Decide().Sentence(TraceReason.NoOtherChannel));
    }

    [Fact]
    public void Coupon_priority_falls_back_to_the_click()
    {
        new Shop().Priority(AttributionPriority.CouponCode).Order("NEVERSEEN").Click(A).Decide().IsCredited(A, AttributionBasis.Click);
    }

    [Theory]
    [InlineData(AttributionPriority.Click, "click before coupon code")]
    [InlineData(AttributionPriority.CouponCode, "coupon code before click")]
    public void Code_owner_is_explained_with_the_priority(AttributionPriority priority, string words)
    {
        var decision = new Shop().Priority(priority).Private("SALE", B).Order("SALE").Decide();

        Assert.Equal($"partner 2 owns code SALE: credited (priority: {words}).", decision.Sentence(TraceReason.CodeOwner));
    }

    [Fact]
    public void Private_codes_of_different_owners_are_a_conflict()
    {
        var shop = new Shop().Priority(AttributionPriority.CouponCode).Private("OFA", A).Private("OFB", B);

        var firstListed = shop.Order("OFB", "OFA").Decide();
        var lastClick = shop.Order("OFB", "OFA").Click(A).Decide();

        firstListed.IsCredited(B, AttributionBasis.CouponCode);
        lastClick.IsCredited(A, AttributionBasis.CouponCode);
        Assert.True(firstListed.CodeConflict);
        Assert.True(lastClick.CodeConflict);
    }

    [Fact]
    public void Order_that_names_offer_and_partner_credits_it_directly()
    {
        var decision = new Shop().Order().OnOffer(Shoes).Naming(C).Decide();

        decision.IsCredited(C, AttributionBasis.Direct);
        Assert.Equal(Shoes, decision.OfferId);
        Assert.Equal("The order named partner 3 and offer 24: credited directly.", decision.Sentence(TraceReason.DirectPartner));
    }

    [Fact]
    public void Valid_click_or_code_comes_before_the_named_partner()
    {
        var shop = new Shop().Private("SALE", B);

        shop.Order().Click(A).OnOffer(Shoes).Naming(C).Decide().IsCredited(A, AttributionBasis.Click);
        shop.Order("SALE").OnOffer(Shoes).Naming(C).Decide().IsCredited(B, AttributionBasis.CouponCode);
    }

    [Fact]
    public void Named_partner_is_credited_when_code_and_click_fail()
    {
        new Shop().Order("NEVERSEEN").UnknownClick("x").OnOffer(Shoes).Naming(C).Decide().IsCredited(C, AttributionBasis.Direct);
    }

    [Fact]
    public void Named_partner_needs_the_offer_as_well()
    {
        new Shop().Order().Naming(C).Decide().CreditsNobody(AttributionOutcome.Unattributed);
        new Shop().Order().OnOffer(Shoes).Decide().CreditsNobody(AttributionOutcome.Unattributed);
    }

    [Fact]
    public void Named_partner_must_be_active_and_approved_on_an_offer_of_this_advertiser()
    {
        Refused(new Shop().Order().OnOffer(99).Naming(C), TraceReason.DirectOfferUnknown, "The offer that was sent is not one of this advertiser's.");
        Refused(new Shop().PausePartner(C).Order().OnOffer(Shoes).Naming(C), TraceReason.DirectPartnerUnknown, "The partner that was sent is unknown or paused.");
        Refused(
            new Shop().Approved(C, Shoes, (Noon.AddTicks(1), null)).Order().OnOffer(Shoes).Naming(C),
            TraceReason.DirectNotApproved,
            "partner 3 is not approved on offer 24, so the order's naming it credits nobody.");

        static void Refused(Order order, TraceReason reason, string sentence)
        {
            var decision = order.Decide();
            decision.CreditsNobody(AttributionOutcome.Unattributed);
            Assert.Equal(sentence, decision.Sentence(reason));
        }
    }

    [Fact]
    public void Order_with_nothing_is_unattributed_and_says_so()
    {
        var decision = new Shop().Order().Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        Assert.Equal("The order carried neither a code nor a click: unattributed.", decision.Sentence(TraceReason.NothingSent));
        Assert.Equal("No valid click and no valid code speak for anybody.", decision.Sentence(TraceReason.NoClaim));
    }

    [Fact]
    public void Order_with_nothing_valid_is_unattributed_and_says_so()
    {
        var decision = new Shop().Order("NEVERSEEN").Decide();

        Assert.Equal("Nothing that was sent names a partner: unattributed.", TraceSentences.WithIds.For(decision.Trace[^1]));
        Assert.Equal("NEVERSEEN", decision.CouponCode);
    }

    [Fact]
    public void Assists_name_each_losing_partner_once_with_its_strongest_claim()
    {
        // A has a code and the click: its code is the claim that would have come first.
        var decision = new Shop().Exclusive("SNAPDOG", B).Private("OFA", A).Order("SNAPDOG", "OFA").Click(A).Decide();

        Assert.Equal([new Assist(A, AttributionBasis.CouponCode, "OFA", Shoes)], decision.Assists);
    }

    [Fact]
    public void Names_can_be_shown_in_place_of_ids()
    {
        var sentences = new TraceSentences(id => id == B ? "Influencer B" : "?", _ => "Shoes");
        var decision = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").Decide();

        Assert.Equal("Code SNAPDOG belongs to Influencer B on Shoes and was valid at the order time (exclusive).", sentences.For(decision.Trace[0]));
    }

    [Fact]
    public void Offer_without_live_codes_is_unknown_to_an_order_that_names_none()
    {
        var decision = new Shop().Coupon("SALE", CouponVisibility.Public).Order("SALE").Decide();

        Assert.Null(decision.OfferId);
        Assert.Null(decision.CouponId);
    }
}
