using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class DeliveryEngineTests
{
    private const string Fallback = "https://shop.example/fallback";

    [Fact]
    public void Code_leads_to_its_offer_and_its_owner_has_the_click()
    {
        var visit = Open(new Shop().Private("SALE", B));

        Assert.Equal((VisitOutcome.Delivered, "https://shop.example/24", Shoes, B), (visit.Outcome, visit.Template, visit.OfferId, visit.PartnerId));
        Assert.True(visit.HasCredit);
    }

    [Fact]
    public void Live_offer_with_the_lowest_id_is_taken_unless_the_url_names_one()
    {
        var shop = new Shop().Private("SALE", B, Hats).Private("SALE", B, Shoes);

        Assert.Equal(Shoes, Open(shop).OfferId);
        Assert.Equal(Hats, Open(shop, Hats).OfferId);
        Assert.Equal(Hats, Open(shop.ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused)).OfferId);
    }

    [Fact]
    public void Code_with_an_owner_is_taken_before_one_that_names_nobody()
    {
        var visit = Open(new Shop().Coupon("SALE", CouponVisibility.Public, Shoes).Private("SALE", B, Hats));

        Assert.Equal((Hats, B), (visit.OfferId, visit.PartnerId));
    }

    [Theory]
    [InlineData(CouponVisibility.Public, 0)]
    [InlineData(CouponVisibility.Private, 2)]
    public void Code_without_a_single_owner_leads_to_its_offer_without_credit(CouponVisibility visibility, int partners)
    {
        var visit = Open(new Shop().Coupon("SALE", visibility, partners: [.. Enumerable.Range(1, partners)]));

        Assert.Equal((VisitOutcome.NoOwner, "https://shop.example/24", (int?)null), (visit.Outcome, visit.Template, visit.PartnerId));
        Assert.False(visit.HasCredit);
    }

    [Theory]
    [InlineData(VisitOutcome.CouponPaused)]
    [InlineData(VisitOutcome.NotStarted)]
    [InlineData(VisitOutcome.Ended)]
    [InlineData(VisitOutcome.Unassigned)]
    [InlineData(VisitOutcome.OfferPaused)]
    [InlineData(VisitOutcome.PartnerPaused)]
    [InlineData(VisitOutcome.NotApproved)]
    public void Miss_lands_on_the_offers_fallback_else_the_advertisers_else_on_the_plain_page(VisitOutcome miss)
    {
        var shop = ShopWith(miss);
        var plain = Open(shop);
        Assert.Equal((miss, (string?)null, Shoes, (int?)null), (plain.Outcome, plain.Template, plain.OfferId, plain.PartnerId));
        Assert.False(plain.HasCredit);

        Assert.Equal(Fallback, Open(shop.Setting(a => a.FallbackUrl = Fallback)).Template);
        Assert.Equal("https://shop.example/offer", Open(shop.ChangeOffer(Shoes, o => o.FallbackUrl = "https://shop.example/offer")).Template);
    }

    [Fact]
    public void Unknown_code_lands_on_the_advertisers_fallback()
    {
        var shop = new Shop().Private("SALE", B);
        Assert.Equal(new VisitDecision(VisitOutcome.UnknownCode, null, null, null, null), DeliveryEngine.ForCode(shop.Rules(), "NEVERSEEN", null, Visit.At(Noon), CapUse.None));

        shop.Setting(a => a.FallbackUrl = Fallback);
        Assert.Equal(Fallback, DeliveryEngine.ForCode(shop.Rules(), "NEVERSEEN", null, Visit.At(Noon), CapUse.None).Template);
        Assert.Equal(VisitOutcome.UnknownCode, Open(shop, Hats).Outcome);
    }

    [Fact]
    public void Address_that_went_bad_in_the_store_is_never_used()
    {
        var shop = new Shop().Private("SALE", B).Setting(a => a.FallbackUrl = "javascript:alert(1)").ChangeOffer(Shoes, o => o.BaseDestinationUrl = "//evil.example");

        Assert.Null(Open(shop).Template);
        Assert.Null(DeliveryEngine.ForCode(shop.Rules(), "NEVERSEEN", null, Visit.At(Noon), CapUse.None).Template);
        Assert.Null(DeliveryEngine.ForOffer(shop.Rules(), Shoes, B, Visit.At(Noon), CapUse.None).Template);
        Assert.Null(DeliveryEngine.ForOffer(shop.Rules(), 99, B, Visit.At(Noon), CapUse.None).Template);
    }

    [Theory]
    [InlineData(CouponVisibility.Public, 0)]
    [InlineData(CouponVisibility.Private, 2)]
    public void Paused_offer_gets_no_visitors_through_a_code_without_owner_either(CouponVisibility visibility, int partners)
    {
        var shop = new Shop().Coupon("SALE", visibility, partners: [.. Enumerable.Range(1, partners)]).ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused);

        Assert.Equal((VisitOutcome.OfferPaused, (string?)null), (Open(shop).Outcome, Open(shop).Template));
    }

    [Fact]
    public void Offer_click_credits_an_active_partner_that_is_approved_now()
    {
        var shop = new Shop().Setting(a => a.FallbackUrl = Fallback).Approved(C, Shoes, (Noon.AddTicks(1), null));

        Assert.Equal(new VisitDecision(VisitOutcome.Delivered, "https://shop.example/24", Shoes, B, null), OfferVisit(Shoes, B));
        Assert.Equal(new VisitDecision(VisitOutcome.NotApproved, Fallback, Shoes, null, null), OfferVisit(Shoes, C));
        Assert.Equal(new VisitDecision(VisitOutcome.UnknownPartner, Fallback, Shoes, null, null), OfferVisit(Shoes, 99));
        Assert.Equal(new VisitDecision(VisitOutcome.UnknownOffer, Fallback, null, null, null), OfferVisit(99, B));
        shop.ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused);
        Assert.Equal(new VisitDecision(VisitOutcome.OfferPaused, Fallback, Shoes, null, null), OfferVisit(Shoes, B));

        VisitDecision OfferVisit(int offer, int partner) => DeliveryEngine.ForOffer(shop.Rules(), offer, partner, Visit.At(Noon), CapUse.None);
    }

    private static VisitDecision Open(Shop shop, int? offer = null) => DeliveryEngine.ForCode(shop.Rules(), "SALE", offer, Visit.At(Noon), CapUse.None);

    private static Shop ShopWith(VisitOutcome miss)
    {
        var shop = new Shop();
        return miss switch
        {
            VisitOutcome.CouponPaused => shop.Coupon("SALE", CouponVisibility.Private, status: CouponStatus.Paused, partners: [B]),
            VisitOutcome.NotStarted => shop.Coupon("SALE", CouponVisibility.Private, starts: Noon.AddTicks(1), partners: [B]),
            VisitOutcome.Ended => shop.Coupon("SALE", CouponVisibility.Private, ends: Noon, partners: [B]),
            VisitOutcome.Unassigned => shop.Coupon("SALE", CouponVisibility.Private),
            VisitOutcome.OfferPaused => shop.Private("SALE", B).ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused),
            VisitOutcome.PartnerPaused => shop.Private("SALE", B).PausePartner(B),
            _ => shop.Private("SALE", B).Approved(B, Shoes),
        };
    }
}
