using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>Rules with a change are the rules that the change would make.</summary>
public sealed class RuleChangeTests
{
    [Fact]
    public void Change_that_changes_nothing_decides_every_order_as_before() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var (rules, own) = (scenario.Rules(), scenario.Advertiser);
        var expected = Text(scenario.Decide());

        Assert.Equal(expected, Text(AttributionEngine.Decide(scenario.Facts, rules.With(new RuleChange.Credit(own.AttributionPriority, own.LookbackDays)))));
        Assert.Equal(expected, Text(AttributionEngine.Decide(scenario.Facts, rules.With(new RuleChange.ExclusiveCodes(own.ExclusiveCodesEnabled)))));
        Assert.Equal(expected, Text(AttributionEngine.Decide(scenario.Facts, rules.With(new RuleChange.CouponPolicy(1, null, null)))));
        Assert.Equal(expected, Text(AttributionEngine.Decide(scenario.Facts, rules.With(new RuleChange.Unsuppress(4711)))));
    });

    [Fact]
    public void Each_change_gives_what_rules_made_so_from_the_start_give() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var switched = scenario.Advertiser.Copy();
        (switched.AttributionPriority, switched.LookbackDays) = (Other(switched.AttributionPriority), 1);
        Same(scenario with { Advertiser = switched }, new RuleChange.Credit(switched.AttributionPriority, 1));

        var toggled = scenario.Advertiser.Copy();
        toggled.ExclusiveCodesEnabled = !toggled.ExclusiveCodesEnabled;
        Same(scenario with { Advertiser = toggled }, new RuleChange.ExclusiveCodes(toggled.ExclusiveCodesEnabled));

        var entry = new SuppressedCode { Id = 9, AdvertiserId = Id, Code = "INSTA1" };
        Same(scenario with { Suppressed = [.. scenario.Suppressed, entry] }, new RuleChange.Suppress(entry));
        Same(scenario with { Suppressed = [entry] }, new RuleChange.Suppress(entry, InsteadOf: 1));
        Same(scenario with { Suppressed = [] }, new RuleChange.Unsuppress(1));

        var policy = new RuleChange.CouponPolicy(1, CouponVisibility.Exclusive, null);
        Same(scenario with { Coupons = [.. scenario.Coupons.Select(policy.Of)] }, policy);

        void Same(Scenario made, RuleChange change) => Assert.Equal(Text(made.Decide()), Text(AttributionEngine.Decide(scenario.Facts, scenario.Rules().With(change))));
    });

    [Fact]
    public void Exclusive_switched_off_credits_the_counterfactual_where_codes_have_priority_or_a_click_counts() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var dynamic = scenario.Advertiser.Copy();
        (dynamic.TrackingType, dynamic.ExclusiveCouponsPermission, dynamic.ExclusiveCodesEnabled) = (TrackingType.Dynamic, true, true);
        var rules = (scenario with { Advertiser = dynamic }).Rules();
        var today = AttributionEngine.Decide(scenario.Facts, rules);
        var off = AttributionEngine.Decide(scenario.Facts, rules.With(new RuleChange.ExclusiveCodes(false)));

        // Without a click and with clicks first the two differ on purpose: the report says nobody → owner, and a Private code still credits its owner.
        if (dynamic.AttributionPriority == AttributionPriority.CouponCode || today.ClickId is not null)
        {
            Assert.Equal(today.CounterfactualPartnerId, off.PartnerId);
        }
    });

    [Fact]
    public void New_owner_counts_as_approved_because_saving_approves_it()
    {
        var shop = new Shop().Private("SALE", B).Approved(C, Shoes);
        var order = shop.Order("SALE").Facts();

        var decision = AttributionEngine.Decide(order, shop.Rules().With(new RuleChange.CouponPolicy(101, null, [C])));

        decision.IsCredited(C, AttributionBasis.CouponCode);
    }

    [Fact]
    public void Visibility_alone_leaves_the_owner_of_each_time_as_it_was()
    {
        var shop = new Shop();
        var terms = shop.Terms("SALE", CouponVisibility.Private, partners: [A]);
        shop.Changing((DateTime.MinValue, terms), (Noon.AddDays(1), terms with { PartnerIds = [B] }));
        var rules = shop.Rules().With(new RuleChange.CouponPolicy(terms.CouponId, CouponVisibility.Exclusive, null));

        AttributionEngine.Decide(shop.Order("SALE").Click(C).Facts(), rules).IsCredited(A, AttributionBasis.ExclusiveCode);
        AttributionEngine.Decide(shop.Order("SALE").At(Noon.AddDays(2)).Click(C).Facts(), rules).IsCredited(B, AttributionBasis.ExclusiveCode);
    }

    private static AttributionPriority Other(AttributionPriority priority) => priority == AttributionPriority.Click ? AttributionPriority.CouponCode : AttributionPriority.Click;

    // Everything of it: lists compare by their texts.
    private static string Text(AttributionDecision d) =>
        $"{(d.Outcome, d.Basis, d.PartnerId, d.OfferId, d.CouponId, d.CouponCode)} {(d.ClickId, d.CounterfactualPartnerId, d.SuppressedPartnerId, d.CodeConflict)} {TraceJson.Write(d.Assists)} {TraceJson.Write(d.Trace)}";
}
