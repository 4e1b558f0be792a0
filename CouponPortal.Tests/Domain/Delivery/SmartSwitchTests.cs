using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class SmartSwitchTests
{
    private const string Elsewhere = "https://shop.example/elsewhere";
    private static readonly OfferTargeting Germans = new() { Country = new(TargetMode.Allow, ["DE"], UnknownRule.Refuse) };

    [Fact]
    public void Visitor_whom_the_offer_is_not_for_is_served_by_the_fallback_offer_and_the_partner_has_the_click()
    {
        var decision = Open(Targeted([new([new(Hats)])]), "FR");

        Assert.Equal((VisitOutcome.Delivered, "https://shop.example/448", Hats, B, "24:country>448"), (decision.Outcome, decision.Template, decision.OfferId, decision.PartnerId, decision.Chain));
        Assert.Null(Open(Targeted([new([new(Hats)])]), "DE").Chain);
    }

    [Fact]
    public void Address_serves_without_credit()
    {
        var decision = Open(Targeted([new([new(Url: Elsewhere)])]), "FR");

        Assert.Equal((VisitOutcome.NotTargeted, Elsewhere, Shoes, (int?)null, "24:country>url"), (decision.Outcome, decision.Template, decision.OfferId, decision.PartnerId, decision.Chain));
    }

    [Fact]
    public void Without_a_step_that_serves_the_fallback_url_is_next_and_then_the_plain_page()
    {
        var shop = Targeted([new([new(Hats)])]).ChangeOffer(Hats, o => o.Status = OfferStatus.Paused);
        Assert.Equal((VisitOutcome.NotTargeted, (string?)null, "24:country>448:offer_paused"), Facts(Open(shop, "FR")));

        shop.ChangeOffer(Shoes, o => o.FallbackUrl = Elsewhere);
        Assert.Equal((VisitOutcome.NotTargeted, Elsewhere, "24:country>448:offer_paused"), Facts(Open(shop, "FR")));
        Assert.Equal((VisitOutcome.NotTargeted, Elsewhere, "24:country"), Facts(Open(shop.ChangeOffer(Shoes, o => o.SmartSwitch = SmartSwitch.None), "FR")));
    }

    [Fact]
    public void Steps_are_asked_in_order_each_for_its_reasons_and_its_visitors()
    {
        var shop = Targeted(
        [
            new([new(Url: "https://shop.example/cap")], [SwitchReason.Cap]),
            new([new(Url: "https://shop.example/it")], [SwitchReason.Targeting], Country: new(TargetMode.Allow, ["IT"], UnknownRule.Refuse)),
            new([new(Url: "https://shop.example/phone")], Device: new(TargetMode.Allow, ["mobile"], UnknownRule.Refuse)),
            new([new(Url: Elsewhere)]),
        ]);

        Assert.Equal("https://shop.example/it", Open(shop, "IT").Template);
        Assert.Equal(Elsewhere, Open(shop, "FR").Template);
        Assert.Equal("https://shop.example/phone", DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon) with { Country = "FR", Device = "mobile" }, CapUse.None).Template);
    }

    [Fact]
    public void Paused_offer_hands_its_visitors_on_with_their_credit()
    {
        var decision = Open(Targeted([new([new(Hats)], [SwitchReason.OfferPaused])]).ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused), "DE");

        Assert.Equal((VisitOutcome.Delivered, Hats, B, "24:offer_paused>448"), (decision.Outcome, decision.OfferId, decision.PartnerId, decision.Chain));
    }

    [Fact]
    public void Ended_code_earns_nothing_at_the_fallback_either()
    {
        var shop = new Shop().Coupon("SALE", CouponPortal.Domain.Coupons.CouponVisibility.Private, ends: Noon, partners: [B])
            .ChangeOffer(Shoes, o => o.SmartSwitch = new() { Steps = [new([new(Hats)])] });
        var decision = Open(shop, "DE");

        Assert.Equal((VisitOutcome.Ended, "https://shop.example/448", Shoes, (int?)null), (decision.Outcome, decision.Template, decision.OfferId, decision.PartnerId));
    }

    [Fact]
    public void Partner_who_is_not_approved_on_the_fallback_offer_has_no_click_there()
    {
        var decision = Open(Targeted([new([new(Hats)])]).Approved(B, Hats), "FR");

        Assert.Equal((VisitOutcome.NotApproved, "https://shop.example/448", Hats, (int?)null), (decision.Outcome, decision.Template, decision.OfferId, decision.PartnerId));
    }

    [Fact]
    public void Offer_link_is_switched_as_a_code_is()
    {
        var decision = DeliveryEngine.ForOffer(Targeted([new([new(Hats)])]).Rules(), Shoes, B, Visit.At(Noon) with { Country = "FR" }, CapUse.None);

        Assert.Equal((VisitOutcome.Delivered, Hats, B, (int?)null), (decision.Outcome, decision.OfferId, decision.PartnerId, decision.CouponId));
    }

    [Fact]
    public void Cap_sends_elsewhere_or_takes_the_credit_as_was_chosen()
    {
        var shop = new Shop().Private("SALE", B).ChangeOffer(Shoes, o => o.SmartSwitch = new() { Steps = [new([new(Hats)], [SwitchReason.Cap])] });

        var switched = DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon), new Full(Shoes, CapEffect.Switch));
        Assert.Equal((VisitOutcome.Delivered, Hats, B, "24:cap.offer_clicks_day>448"), (switched.Outcome, switched.OfferId, switched.PartnerId, switched.Chain));

        var uncredited = DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon), new Full(Shoes, CapEffect.Uncredited));
        Assert.Equal(
            (VisitOutcome.Capped, "https://shop.example/24", Shoes, (int?)null, "24:cap.offer_clicks_day"),
            (uncredited.Outcome, uncredited.Template, uncredited.OfferId, uncredited.PartnerId, uncredited.Chain));
    }

    [Fact]
    public void Targets_of_a_step_share_its_visitors_by_weight()
    {
        var step = new SwitchStep([new(1, Weight: 1), new(2, Weight: 3), new(3, Weight: 6)]);

        Assert.Equal([100, 300, 600], Enumerable.Range(-500, 1000).GroupBy(step.Choose).OrderBy(g => g.Key).Select(g => g.Count()));
    }

    [Fact]
    public void Target_that_cannot_serve_leaves_its_share_to_the_others_of_the_step()
    {
        var shop = Targeted([new([new(Hats), new(Url: Elsewhere)])]).ChangeOffer(Hats, o => o.Status = OfferStatus.Paused);

        Assert.All(Enumerable.Range(0, 10), chance => Assert.Equal(Elsewhere, Open(shop, "FR", chance).Template));
    }

    [Fact]
    public void Chain_is_read_as_it_was_written() => Assert.Equal(
        [new(24, "country"), new(448, "cap.offer_clicks_day"), new(null, null)], VisitChain.Read("24:country>448:cap.offer_clicks_day>url"));

    private static (VisitOutcome, string?, string?) Facts(VisitDecision decision) => (decision.Outcome, decision.Template, decision.Chain);

    private static Shop Targeted(Values<SwitchStep> steps) =>
        new Shop().Private("SALE", B).ChangeOffer(Shoes, o => (o.Targeting, o.SmartSwitch) = (Germans, new SmartSwitch { Steps = steps }));

    private static VisitDecision Open(Shop shop, string country, int chance = 0) =>
        DeliveryEngine.ForCode(shop.Rules(), "SALE", null, Visit.At(Noon) with { Country = country, Chance = chance }, CapUse.None);

    private sealed class Full(int offerId, CapEffect effect) : CapUse
    {
        public override ReachedCap? Reached(Offer offer, int? partnerId, int? couponId, DateTime now) => offer.Id == offerId ? new("offer_clicks_day", effect) : null;
    }
}
