using CouponPortal.Domain.Attribution;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Step 6's last valid click.</summary>
public sealed class ClickTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(1)]
    [InlineData(365)]
    public void Click_exactly_as_old_as_the_lookback_still_counts(int days)
    {
        var shop = new Shop().Setting(a => a.LookbackDays = days);

        shop.Order().Click(A, TimeSpan.FromDays(days)).Decide().IsCredited(A, AttributionBasis.Click);
    }

    [Fact]
    public void Click_older_than_the_lookback_is_ignored()
    {
        var decision = new Shop().Order().Click(A, TimeSpan.FromDays(30) + TimeSpan.FromMilliseconds(1)).Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        Assert.Equal("The click of 2025-12-16 11:59:59 UTC by partner 1 is older than the lookback window.", decision.Sentence(TraceReason.ClickTooOld));
        Assert.Null(decision.ClickId);
    }

    [Fact]
    public void Click_at_the_order_time_counts()
    {
        new Shop().Order().Click(A, TimeSpan.Zero).Decide().IsCredited(A, AttributionBasis.Click);
    }

    [Fact]
    public void Click_after_the_order_is_ignored()
    {
        var decision = new Shop().Order().Click(A, TimeSpan.FromMilliseconds(-1)).Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        Assert.Equal("The click of 2026-01-15 12:00:00 UTC came after the order.", decision.Sentence(TraceReason.ClickAfterOrder));
    }

    [Fact]
    public void Click_of_another_advertiser_is_ignored_and_its_partner_and_offer_stay_secret()
    {
        var decision = new Shop().Order().Click(A, advertiser: Id + 1).Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        var line = decision.Line(TraceReason.ClickOfOtherAdvertiser);
        Assert.Equal(((int?)null, (int?)null), (line.PartnerId, line.OfferId));
        Assert.Equal("The click belongs to another advertiser.", decision.Sentence(TraceReason.ClickOfOtherAdvertiser));
    }

    [Fact]
    public void Click_that_led_to_no_partner_is_ignored()
    {
        var decision = new Shop().Order().Click(partner: null).Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        Assert.Equal("The click of 2026-01-15 11:00:00 UTC led to no partner.", decision.Sentence(TraceReason.ClickWithoutPartner));
    }

    [Fact]
    public void Click_id_that_is_not_stored_is_ignored()
    {
        var decision = new Shop().Order().UnknownClick("deadbeef").Decide();

        decision.CreditsNobody(AttributionOutcome.Unattributed);
        Assert.Equal("No click with the id “deadbeef” is known.", decision.Sentence(TraceReason.ClickUnknown));
        Assert.Equal(TraceReason.NoClaim, decision.Trace[^1].Reason);
    }

    [Fact]
    public void Explicit_click_comes_before_a_newer_cookie()
    {
        var decision = new Shop().Order().Cookie(B, TimeSpan.FromMinutes(1)).Click(A, TimeSpan.FromDays(3)).Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        Assert.Equal("The click of 2026-01-15 11:59:00 UTC by partner 2 came second to another click.", decision.Sentence(TraceReason.ClickNotPreferred));
        Assert.Empty(decision.Assists);
    }

    [Fact]
    public void Cookie_counts_where_the_explicit_click_does_not()
    {
        var decision = new Shop().Order().Click(A, TimeSpan.FromDays(31)).Cookie(B).Decide();

        decision.IsCredited(B, AttributionBasis.Click);
        Assert.Contains(TraceReason.ClickTooOld, decision.Reasons());
    }

    [Fact]
    public void Newest_of_several_clicks_is_the_last_one_whatever_the_order_they_are_sent_in()
    {
        var shop = new Shop();

        shop.Order().Click(A, TimeSpan.FromDays(2)).Click(B, TimeSpan.FromDays(1)).Decide().IsCredited(B, AttributionBasis.Click);
        shop.Order().Click(B, TimeSpan.FromDays(1)).Click(A, TimeSpan.FromDays(2)).Decide().IsCredited(B, AttributionBasis.Click);
    }

    [Fact]
    public void Partner_and_offer_are_those_recorded_at_the_click()
    {
        // Since then the partner has been paused and its approval taken away: the click was good when it was made.
        var decision = new Shop().PausePartner(A).Approved(A, Hats).Order().Click(A, offer: Hats).Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        Assert.Equal(Hats, decision.OfferId);
        Assert.Equal("partner 1 has the last click: credited (priority: click before coupon code).", decision.Sentence(TraceReason.LastClick));
        Assert.Equal("The click of 2026-01-15 11:00:00 UTC by partner 1 on offer 448 counts as the last click.", decision.Sentence(TraceReason.None));
    }

    [Fact]
    public void Last_click_is_kept_with_the_order_also_when_it_loses()
    {
        var order = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").Click(A);

        Assert.Equal(order.Facts().ClickClaims[0].Click!.Id, order.Decide().ClickId);
    }

    [Fact]
    public void Code_of_the_winning_click_is_the_orders_code_with_its_own_coupon()
    {
        // A came by its own code; the order carries B's. Code and coupon of the decision must be of one and the same coupon.
        var shop = new Shop().Private("OFA", A).Private("OFB", B);
        var decision = shop.Order("OFB").Click(A, code: "OFA").Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        Assert.Equal("OFA", decision.CouponCode);
        Assert.Equal(shop.Rules().CouponsAt("OFA", Noon).Single().CouponId, decision.CouponId);
    }

    [Fact]
    public void Coupon_of_a_winning_click_is_left_open_when_its_code_is_no_coupon()
    {
        var decision = new Shop().Private("OFB", B).Order("OFB").Click(A, code: "GONE").Decide();

        Assert.Equal(("GONE", (int?)null), (decision.CouponCode, decision.CouponId));
    }
}
