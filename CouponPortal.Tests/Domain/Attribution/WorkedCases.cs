using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>The worked cases of the rules, one test each.</summary>
public sealed class WorkedCases
{
    private const int A = Shop.A;
    private const int B = Shop.B;

    [Fact]
    public void Click_of_A_and_exclusive_code_of_B_credits_B_and_is_reported_as_A_to_B()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").Click(A).Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        decision.IsReportedAs(without: A, with: B);
        Assert.Equal([new Assist(A, AttributionBasis.Click, null, Shop.Shoes)], decision.Assists);
    }

    [Theory]
    [InlineData(AttributionPriority.Click, A, AttributionBasis.Click)]
    [InlineData(AttributionPriority.CouponCode, B, AttributionBasis.CouponCode)]
    public void Click_of_A_and_private_code_of_B_goes_by_the_priority_and_is_not_reported(AttributionPriority priority, int winner, AttributionBasis basis)
    {
        var decision = new Shop().Priority(priority).Private("SNAPDOG", B).Order("SNAPDOG").Click(A).Decide();

        decision.IsCredited(winner, basis);
        decision.IsNotReported();
        Assert.Equal(winner == A ? B : A, Assert.Single(decision.Assists).PartnerId);
    }

    [Fact]
    public void No_click_and_exclusive_code_of_B_credits_B_and_is_reported_as_nobody_to_B()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        decision.IsReportedAs(without: null, with: B);
    }

    [Fact]
    public void No_click_and_private_code_of_B_credits_B_and_is_not_reported()
    {
        var decision = new Shop().Private("SNAPDOG", B).Order("SNAPDOG").Decide();

        decision.IsCredited(B, AttributionBasis.CouponCode);
        decision.IsNotReported();
    }

    [Fact]
    public void Click_of_B_and_exclusive_code_of_B_credits_B_and_is_not_reported()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").Click(B).Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        decision.IsNotReported();
        Assert.Empty(decision.Assists);
    }

    [Fact]
    public void Exclusive_code_that_is_also_suppressed_credits_nobody_and_keeps_who_would_have_been()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Suppress("SNAPDOG").Order("SNAPDOG").Click(A).Decide();

        decision.CreditsNobody(AttributionOutcome.Suppressed);
        decision.IsNotReported();
        Assert.Equal(B, decision.SuppressedPartnerId);
        Assert.Equal([B, A], decision.Assists.Select(a => a.PartnerId));
    }

    [Theory]
    [InlineData(CouponVisibility.Exclusive, AttributionBasis.ExclusiveCode)]
    [InlineData(CouponVisibility.Private, AttributionBasis.CouponCode)]
    public void Code_that_expired_yesterday_counts_for_an_order_of_two_days_ago(CouponVisibility kind, AttributionBasis basis)
    {
        var shop = new Shop().Coupon("SNAPDOG", kind, ends: Shop.Noon.AddDays(-1), partners: [B]);

        shop.Order("SNAPDOG").At(Shop.Noon.AddDays(-2)).Decide().IsCredited(B, basis);
        shop.Order("SNAPDOG").At(Shop.Noon).Decide().CreditsNobody(AttributionOutcome.Unattributed);
    }

    [Fact]
    public void Code_on_two_offers_without_offer_and_click_is_held_as_ambiguous()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B, Shop.Hats).Exclusive("SNAPDOG", B, Shop.Shoes).Order("SNAPDOG").Decide();

        decision.CreditsNobody(AttributionOutcome.AmbiguousOffer);
        decision.IsNotReported();
        Assert.Null(decision.OfferId);
        Assert.Equal((TraceVerdict.Held, "24, 448"), (decision.Trace[^1].Verdict, decision.Trace[^1].Subject));
    }

    [Fact]
    public void Code_is_matched_without_blanks_around_it_and_without_case()
    {
        var decision = new Shop().Private("SNAPDOG", B).Order(" snapdog ").Decide();

        decision.IsCredited(B, AttributionBasis.CouponCode);
        Assert.Equal("SNAPDOG", decision.CouponCode);
    }

    [Fact]
    public void Same_order_id_twice_is_the_same_order_whatever_else_is_sent()
    {
        Assert.Equal(OrderKey.For("1001", clickId: 5, "retry-1", ownKey: 1), OrderKey.For("1001", clickId: null, null, ownKey: 2));
    }

    [Fact]
    public void Unknown_code_and_click_of_A_credits_A()
    {
        var decision = new Shop().Order("NEVERSEEN").Click(A).Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        decision.IsNotReported();
    }

    [Fact]
    public void Another_channel_and_exclusive_code_of_B_credits_B_and_is_reported_as_nobody_to_B()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").ClaimedBy("other").Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        decision.IsReportedAs(without: null, with: B);
    }

    [Fact]
    public void Another_channel_and_click_of_A_credits_nobody()
    {
        var decision = new Shop().Order().Click(A).ClaimedBy("other").Decide();

        decision.CreditsNobody(AttributionOutcome.OtherChannel);
        decision.IsNotReported();
        Assert.Equal(A, Assert.Single(decision.Assists).PartnerId);
    }

    [Fact]
    public void Exclusive_code_without_the_permission_acts_as_private()
    {
        var decision = new Shop().WithoutPermission().Exclusive("SNAPDOG", B).Order("SNAPDOG").Click(A).Decide();

        decision.IsCredited(A, AttributionBasis.Click);
        decision.IsNotReported();
        Assert.Equal([new Assist(B, AttributionBasis.CouponCode, "SNAPDOG", Shop.Shoes)], decision.Assists);
    }
}
