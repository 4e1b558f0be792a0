using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Step 1: which codes of an order count. One that does not never takes credit from the click.</summary>
public sealed class CodeTests
{
    private static readonly DateTime Yesterday = Noon.AddDays(-1);
    private static readonly DateTime Tomorrow = Noon.AddDays(1);

    public static TheoryData<TraceReason, string> Faults => new()
    {
        { TraceReason.UnknownCode, "Code PROMO is no coupon of this advertiser, so it was ignored." },
        { TraceReason.CouponPaused, "Code PROMO was paused at the order time." },
        { TraceReason.NotStarted, "Code PROMO had not started at the order time." },
        { TraceReason.Ended, "Code PROMO had ended at the order time." },
        { TraceReason.PublicCode, "Code PROMO is public: it names no partner." },
        { TraceReason.Unassigned, "Code PROMO has no partner yet, so it credits nobody." },
        { TraceReason.SeveralPartners, "Code PROMO is shared by several partners, so it names no single owner." },
        { TraceReason.OfferPaused, "Code PROMO stands on offer 24, which is paused." },
        { TraceReason.OwnerPaused, "Code PROMO belongs to partner 2, who is paused." },
        { TraceReason.OwnerNotApproved, "Code PROMO belongs to partner 2, who was not approved on offer 24 at the order time." },
        { TraceReason.OtherOffer, "Code PROMO stands on offer 24, not on the offer that was sent." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Code_that_fails_is_ignored_with_its_reason_and_leaves_the_click_its_credit(TraceReason fault, string sentence)
    {
        var order = ShopWith(fault).Order("PROMO").Click(A);
        if (fault == TraceReason.OtherOffer)
        {
            order.OnOffer(Hats);
        }

        var decision = order.Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        Assert.Equal((AttributionStep.ResolveCode, TraceVerdict.Ignored, "PROMO"), (decision.Line(fault).Step, decision.Line(fault).Verdict, decision.Line(fault).Code));
        Assert.Equal(sentence, decision.Sentence(fault));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Code_that_fails_credits_nobody_by_itself(TraceReason fault, string sentence)
    {
        var order = ShopWith(fault).Order("PROMO");
        if (fault == TraceReason.OtherOffer)
        {
            order.OnOffer(Hats);
        }

        var decision = order.Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        Assert.Equal(sentence, decision.Sentence(fault));
        Assert.Equal(TraceReason.NoClaim, decision.Trace[^1].Reason);
        Assert.Empty(decision.Assists);
    }

    [Theory]
    [InlineData("AB")]
    [InlineData("TWO WORDS")]
    [InlineData("SALE-10")]
    [InlineData("SALE\u212A")]
    [InlineData("Ｓale10")]
    [InlineData("")]
    public void Text_that_is_no_code_is_ignored_and_said_so(string sent)
    {
        var decision = new Shop().Order(sent).Click(A).Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        Assert.Equal($"“{sent}” does not have the form of a code (3 to 50 letters and digits), so it was ignored.", decision.Sentence(TraceReason.NotACode));
    }

    [Fact]
    public void Code_of_more_than_255_characters_is_cut_in_the_trace()
    {
        var decision = new Shop().Order(new string('X', 256)).Decide();

        Assert.Equal($"A code that starts with “{new string('X', 50)}” has more than 255 characters, so it was ignored.", decision.Sentence(TraceReason.CodeTooLong));
        Assert.Null(decision.CouponCode);
    }

    [Fact]
    public void Same_code_twice_is_looked_at_once()
    {
        var decision = new Shop().Private("PROMO", B).Order("PROMO", " promo", "Promo").Decide();

        Assert.Equal("Code PROMO belongs to partner 2 on offer 24 and was valid at the order time (private).", decision.Sentence(TraceReason.None));
        Assert.False(decision.CodeConflict);
    }

    [Fact]
    public void Start_is_included_and_end_is_not()
    {
        var shop = new Shop().Coupon("PROMO", CouponVisibility.Private, starts: Yesterday, ends: Noon, partners: [B]);

        shop.Order("PROMO").At(Yesterday).Decide().IsCredited(B, AttributionBasis.CouponCode);
        Assert.Contains(TraceReason.NotStarted, shop.Order("PROMO").At(Yesterday.AddTicks(-1)).Decide().Reasons());
        shop.Order("PROMO").At(Noon.AddTicks(-1)).Decide().IsCredited(B, AttributionBasis.CouponCode);
        Assert.Contains(TraceReason.Ended, shop.Order("PROMO").At(Noon).Decide().Reasons());
    }

    [Fact]
    public void Approval_is_judged_at_the_order_time()
    {
        var shop = new Shop().Private("PROMO", B).Approved(B, Shoes, (DateTime.MinValue, Yesterday), (Noon, null));

        shop.Order("PROMO").At(Yesterday.AddTicks(-1)).Decide().IsCredited(B, AttributionBasis.CouponCode);
        Assert.Contains(TraceReason.OwnerNotApproved, shop.Order("PROMO").At(Yesterday).Decide().Reasons());
        shop.Order("PROMO").At(Noon).Decide().IsCredited(B, AttributionBasis.CouponCode);
    }

    [Fact]
    public void Approval_on_another_offer_does_not_help()
    {
        var decision = new Shop().Private("PROMO", B, Hats).Approved(B, Hats).Order("PROMO").Decide();

        Assert.Equal(Hats, decision.Line(TraceReason.OwnerNotApproved).OfferId);
    }

    private static Shop ShopWith(TraceReason fault)
    {
        var shop = new Shop();
        return fault switch
        {
            TraceReason.UnknownCode => shop,
            TraceReason.CouponPaused => shop.Coupon("PROMO", CouponVisibility.Exclusive, status: CouponStatus.Paused, partners: [B]),
            TraceReason.NotStarted => shop.Coupon("PROMO", CouponVisibility.Exclusive, starts: Tomorrow, partners: [B]),
            TraceReason.Ended => shop.Coupon("PROMO", CouponVisibility.Exclusive, ends: Yesterday, partners: [B]),
            TraceReason.PublicCode => shop.Coupon("PROMO", CouponVisibility.Public),
            TraceReason.Unassigned => shop.Coupon("PROMO", CouponVisibility.Private),
            TraceReason.SeveralPartners => shop.Coupon("PROMO", CouponVisibility.Private, partners: [B, C]),
            TraceReason.OfferPaused => shop.Exclusive("PROMO", B).ChangeOffer(Shoes, o => o.Status = OfferStatus.Paused),
            TraceReason.OwnerPaused => shop.Exclusive("PROMO", B).PausePartner(B),
            TraceReason.OwnerNotApproved => shop.Exclusive("PROMO", B).Approved(B, Shoes),
            _ => shop.Exclusive("PROMO", B),
        };
    }
}
