using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Domain.Support;
using FsCheck.Fluent;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>What holds for every order of every advertiser.</summary>
public sealed class AttributionProperties
{
    [Fact]
    public void Exactly_one_partner_is_credited_or_none_with_a_reason() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var decision = scenario.Decide();

        Assert.Equal(decision.Outcome == AttributionOutcome.Credited, decision.PartnerId is not null);
        Assert.Equal(decision.Outcome == AttributionOutcome.Credited, decision.Basis != AttributionBasis.None);
        Assert.True(decision.SuppressedPartnerId is null || decision.Outcome == AttributionOutcome.Suppressed);
    });

    [Fact]
    public void Trace_explains_the_result() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var decision = scenario.Decide();

        var last = Assert.Single(decision.Trace, l => l.Verdict is TraceVerdict.Decided or TraceVerdict.Held);
        Assert.Same(decision.Trace[^1], last);
        Assert.Equal(decision.Outcome == AttributionOutcome.AmbiguousOffer, last.Verdict == TraceVerdict.Held);
        Assert.Equal(decision.PartnerId, last.Verdict == TraceVerdict.Held ? null : last.PartnerId);
        Assert.Equal(decision.Trace.Select(l => l.Step).Order(), decision.Trace.Select(l => l.Step));
    });

    [Fact]
    public void Every_line_has_a_sentence() => Properties.Hold(Scenarios.Any, scenario =>
    {
        Assert.All(scenario.Decide().Trace, line => Assert.EndsWith(".", TraceSentences.WithIds.For(line), StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("UNHEARDOF")]
    [InlineData("no code at all")]
    [InlineData("")]
    public void Unknown_code_changes_nothing_wherever_it_is_listed(string unknown) => Properties.Hold(Scenarios.Any, scenario =>
    {
        var without = Credit(scenario.Decide());
        for (var at = 0; at <= scenario.Facts.Codes.Count; at++)
        {
            Assert.Equal(without, Credit(scenario.WithCodes([.. scenario.Facts.Codes.Take(at), unknown, .. scenario.Facts.Codes.Skip(at)]).Decide()));
        }
    });

    [Fact]
    public void Valid_exclusive_code_in_effect_wins_unless_suppressed_or_ambiguous() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var owners = ValidCoupons(scenario).Where(c => c.IsExclusive).Select(c => c.OwnerId).ToHashSet();
        var decision = scenario.Decide();
        var mayWin = scenario.Advertiser.ExclusiveCodesInEffect && decision.Outcome is not (AttributionOutcome.Suppressed or AttributionOutcome.AmbiguousOffer);

        // A code on two offers may be exclusive on one alone; then the offer decides, and that is another property.
        if (mayWin && owners.Count > 0 && ValidCoupons(scenario).GroupBy(c => c.Code).All(g => g.Count() == 1))
        {
            Assert.Equal(AttributionBasis.ExclusiveCode, decision.Basis);
            Assert.Contains(decision.PartnerId, owners);
            Assert.Equal(owners.Count > 1, decision.CodeConflict);
        }
        else if (owners.Count == 0 || !scenario.Advertiser.ExclusiveCodesInEffect)
        {
            Assert.NotEqual(AttributionBasis.ExclusiveCode, decision.Basis);
        }
    });

    [Fact]
    public void Suppressed_code_credits_nobody_unless_the_order_is_held() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var sent = scenario.Facts.Codes.Select(c => c.Trim().ToUpperInvariant()).ToHashSet();
        var decision = scenario.Decide();
        var suppressed = scenario.Suppressed.Any(s => sent.Contains(s.Code)) && decision.Outcome != AttributionOutcome.AmbiguousOffer;

        Assert.Equal(suppressed, decision.Outcome == AttributionOutcome.Suppressed);
        if (suppressed)
        {
            Assert.Equal((scenario with { Suppressed = [] }).Decide().PartnerId, decision.SuppressedPartnerId);
        }
    });

    [Fact]
    public void Report_lists_exactly_the_orders_that_the_feature_changed() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var decision = scenario.Decide();

        // Where clicks have priority an exclusive code that decided is set aside; where codes have, it acts as private.
        var setAside = decision.Basis == AttributionBasis.ExclusiveCode && scenario.Advertiser.AttributionPriority == AttributionPriority.Click;
        var without = setAside ? (scenario with { Coupons = [.. scenario.Coupons.Where(c => !c.IsExclusive)] }).Decide() : scenario.WithoutFeature().Decide();

        Assert.Equal(without.PartnerId, decision.CounterfactualPartnerId);
        Assert.Equal(without.PartnerId != decision.PartnerId, decision.ChangedByExclusiveCode);
        Assert.False(without.ChangedByExclusiveCode);
    });

    [Fact]
    public void Order_of_codes_matters_only_where_different_owners_meet() => Properties.Hold(Scenarios.Any, scenario =>
    {
        if (ValidCoupons(scenario).Select(c => c.OwnerId).Distinct().Count() <= 1)
        {
            var (outcome, partner, basis, counterfactual, conflict) = Who(scenario.Decide());
            var (outcome2, partner2, basis2, counterfactual2, conflict2) = Who(scenario.WithCodes(scenario.Facts.Codes.Reverse()).Decide());

            Assert.Equal((outcome, partner, basis, counterfactual), (outcome2, partner2, basis2, counterfactual2));
            Assert.False(conflict || conflict2);
        }
    });

    [Fact]
    public void Deciding_twice_gives_the_same_and_changes_nothing_that_went_in() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var (before, rules) = (scenario.ToString(), scenario.Rules());
        var first = AttributionEngine.Decide(scenario.Facts, rules);
        var second = AttributionEngine.Decide(scenario.Facts, rules);

        Assert.Equal((Credit(first), first.CouponCode, first.ClickId), (Credit(second), second.CouponCode, second.ClickId));
        Assert.Equal(first.Assists, second.Assists);
        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(before, scenario.ToString());
    });

    [Fact]
    public void Assists_are_other_partners_each_once() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var decision = scenario.Decide();
        var assisting = decision.Assists.Select(a => a.PartnerId).ToList();

        Assert.DoesNotContain(decision.PartnerId, assisting.Select(p => (int?)p));
        Assert.Equal(assisting.Distinct(), assisting);
    });

    [Fact]
    public void Code_and_coupon_of_a_decision_belong_together() => Properties.Hold(Scenarios.Any, scenario =>
    {
        var decision = scenario.Decide();
        if (decision.CouponId is { } id)
        {
            Assert.Equal(decision.CouponCode, scenario.Coupons.Single(c => c.CouponId == id).Code);
        }
    });

    [Fact]
    public void Random_orders_reach_every_outcome_and_ground()
    {
        var decisions = Scenarios.Any.Generator.Sample(2000).Select(s => s.Decide()).ToList();

        Assert.Empty(Enum.GetValues<AttributionOutcome>().Except(decisions.Select(d => d.Outcome)));
        Assert.Empty(Enum.GetValues<AttributionBasis>().Except(decisions.Select(d => d.Basis)));
        Assert.Contains(decisions, d => d.ChangedByExclusiveCode);
        Assert.Contains(decisions, d => d.CodeConflict);
        Assert.Contains(decisions, d => d.Assists.Count > 1);
    }

    private static IEnumerable<CouponTerms> ValidCoupons(Scenario scenario)
    {
        var rules = scenario.Rules();
        var sent = scenario.Facts.Codes.Select(c => c.Trim().ToUpperInvariant()).ToHashSet();
        return scenario.Coupons.Where(c =>
            sent.Contains(c.Code) && (scenario.Facts.OfferId ?? c.OfferId) == c.OfferId && rules.FaultOf(c, scenario.Facts.OrderTime) == TraceReason.None);
    }

    private static (AttributionOutcome, AttributionBasis, int? Partner, int? Offer, int? Coupon, int? Counterfactual, int? Suppressed, bool Conflict) Credit(
        AttributionDecision d) => (d.Outcome, d.Basis, d.PartnerId, d.OfferId, d.CouponId, d.CounterfactualPartnerId, d.SuppressedPartnerId, d.CodeConflict);

    private static (AttributionOutcome, int?, AttributionBasis, int?, bool) Who(AttributionDecision d) =>
        (d.Outcome, d.PartnerId, d.Basis, d.CounterfactualPartnerId, d.CodeConflict);
}
