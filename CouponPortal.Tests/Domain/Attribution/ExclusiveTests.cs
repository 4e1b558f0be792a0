using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Steps 3 and 4: Exclusive codes, when they are in effect, what beats them, and what happens when two meet.</summary>
public sealed class ExclusiveTests
{
    public static TheoryData<TrackingType, bool, bool, bool, bool> Settings()
    {
        var data = new TheoryData<TrackingType, bool, bool, bool, bool>();
        foreach (var type in Enum.GetValues<TrackingType>())
        {
            for (var bits = 0; bits < 8; bits++)
            {
                var (permission, personalized, enabled) = ((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
                var inEffect = type switch
                {
                    TrackingType.Dynamic => (permission || personalized) && enabled,
                    TrackingType.Basic or TrackingType.Itemized => permission || personalized,
                    _ => throw new InvalidOperationException($"{type} is new: say when it has Exclusive codes."),
                };
                data.Add(type, permission, personalized, enabled, inEffect);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Exclusive_code_beats_the_click_exactly_when_the_feature_is_in_effect(
        TrackingType type, bool permission, bool personalized, bool enabled, bool inEffect)
    {
        var shop = new Shop().Setting(a =>
        {
            a.TrackingType = type;
            a.ExclusiveCouponsPermission = permission;
            a.PersonalizedCodes = personalized;
            a.ExclusiveCodesEnabled = enabled;
        });

        var decision = shop.Exclusive("SNAPDOG", B).Order("SNAPDOG").Click(A).Decide();

        Assert.Equal(inEffect, shop.Rules().Advertiser.ExclusiveCodesInEffect);
        Assert.Equal(inEffect ? B : A, decision.PartnerId);
        Assert.Equal(inEffect, decision.ChangedByExclusiveCode);
        Assert.Equal(!inEffect, decision.Reasons().Contains(TraceReason.ExclusiveNotInEffect));
    }

    [Fact]
    public void Feature_not_in_effect_is_said_at_the_code_and_at_the_step()
    {
        var sentences = new Shop().WithoutPermission().Exclusive("SNAPDOG", B).Order("SNAPDOG").Decide().Trace
            .Where(l => l.Reason == TraceReason.ExclusiveNotInEffect).Select(TraceSentences.WithIds.For);

        Assert.Equal(
            [
                "Code SNAPDOG belongs to partner 2 on offer 24 and was valid; it is marked exclusive, but the feature is not in effect, so it acts as private.",
                "Exclusive codes are not in effect for this advertiser: SNAPDOG acts as private.",
            ],
            sentences);
    }

    [Fact]
    public void Exclusive_owner_is_explained()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Order("SNAPDOG").Decide();

        Assert.Equal("SNAPDOG is an exclusive code of partner 2: credited whatever the click path.", decision.Sentence(TraceReason.ExclusiveOwner));
        Assert.Equal("No code of the order is suppressed.", decision.Sentence(TraceReason.NoSuppressedCode));
    }

    [Fact]
    public void Private_code_passes_the_exclusive_step()
    {
        Assert.Equal("No code of the order is exclusive.", new Shop().Private("SALE", B).Order("SALE").Decide().Sentence(TraceReason.NoExclusiveCode));
    }

    [Fact]
    public void Exclusive_code_beats_a_private_one_without_a_conflict()
    {
        var decision = new Shop().Priority(AttributionPriority.CouponCode).Private("SALE", A).Exclusive("SNAPDOG", B).Order("SALE", "SNAPDOG").Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        Assert.False(decision.CodeConflict);
        Assert.Equal([new Assist(A, AttributionBasis.CouponCode, "SALE", Shoes)], decision.Assists);
    }

    [Fact]
    public void Two_exclusive_codes_go_to_the_owner_who_also_has_the_last_click()
    {
        var decision = new Shop().Exclusive("OFA", A).Exclusive("OFB", B).Order("OFA", "OFB").Click(B).Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        Assert.True(decision.CodeConflict);
        Assert.Equal([new Assist(A, AttributionBasis.ExclusiveCode, "OFA", Shoes)], decision.Assists);
        Assert.Equal(
            "Codes of different partners were used; partner 2 owns OFB and also has the last click: credited, and flagged.",
            decision.Sentence(TraceReason.CodeConflictLastClick));
    }

    [Theory]
    [InlineData("OFA", "OFB", A)]
    [InlineData("OFB", "OFA", B)]
    public void Two_exclusive_codes_without_a_click_of_either_go_to_the_first_listed(string first, string second, int winner)
    {
        var decision = new Shop().Exclusive("OFA", A).Exclusive("OFB", B).Order(first, second).Click(C).Decide();

        decision.IsCredited(winner, AttributionBasis.ExclusiveCode);
        Assert.True(decision.CodeConflict);
        Assert.Equal([winner == A ? B : A, C], decision.Assists.Select(a => a.PartnerId));
        Assert.Equal(
            $"Codes of different partners were used and none of them has the last click; {first} of partner {winner} was listed first: credited, and flagged.",
            decision.Sentence(TraceReason.CodeConflictFirstListed));
    }

    [Fact]
    public void Two_exclusive_codes_of_one_partner_are_no_conflict()
    {
        var decision = new Shop().Exclusive("ONE", B).Exclusive("TWO", B).Order("ONE", "TWO").Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        Assert.False(decision.CodeConflict);
        Assert.Equal("ONE", decision.CouponCode);
        Assert.Empty(decision.Assists);
    }

    [Fact]
    public void Order_that_coupon_priority_would_have_given_to_the_same_partner_is_not_reported()
    {
        var decision = new Shop().Priority(AttributionPriority.CouponCode).Exclusive("SNAPDOG", B).Order("SNAPDOG").Click(A).Decide();

        decision.IsCredited(B, AttributionBasis.ExclusiveCode);
        decision.IsNotReported();
    }

    [Fact]
    public void Exclusive_code_with_two_partners_by_hand_in_the_store_credits_neither()
    {
        var decision = new Shop().Coupon("SNAPDOG", CouponVisibility.Exclusive, partners: [A, B]).Order("SNAPDOG").Decide();

        Assert.Equal(TraceVerdict.Ignored, decision.Line(TraceReason.SeveralPartners).Verdict);
        decision.CreditsNobody(AttributionOutcome.Unattributed);
    }

    [Fact]
    public void Suppression_counts_from_its_start_until_before_its_end()
    {
        var shop = new Shop().Exclusive("SNAPDOG", B).Suppress("SNAPDOG", Noon.AddDays(-1), Noon);

        Assert.Equal(B, shop.Order("SNAPDOG").At(Noon.AddDays(-1).AddTicks(-1)).Decide().PartnerId);
        Assert.Null(shop.Order("SNAPDOG").At(Noon.AddDays(-1)).Decide().PartnerId);
        Assert.Null(shop.Order("SNAPDOG").At(Noon.AddTicks(-1)).Decide().PartnerId);
        Assert.Equal(B, shop.Order("SNAPDOG").At(Noon).Decide().PartnerId);
    }

    [Fact]
    public void Suppressed_code_that_is_no_coupon_takes_the_clicks_credit_and_is_the_orders_code()
    {
        var decision = new Shop().Private("SALE", B).Suppress("LEAKED").Order("SALE", "leaked").Click(A).Decide();

        decision.CreditsNobody(AttributionOutcome.Suppressed);
        Assert.Equal(A, decision.SuppressedPartnerId);
        Assert.Equal(("LEAKED", (int?)null), (decision.CouponCode, decision.CouponId));
        Assert.Equal("Code LEAKED is on the suppressed list: nobody is credited.", decision.Sentence(TraceReason.CodeSuppressed));
    }

    [Fact]
    public void Suppressed_code_beats_another_channel()
    {
        var decision = new Shop().Exclusive("SNAPDOG", B).Suppress("SNAPDOG").Order("SNAPDOG").ClaimedBy("other").Decide();

        decision.CreditsNobody(AttributionOutcome.Suppressed);
        Assert.Equal(B, decision.SuppressedPartnerId);
    }
}
