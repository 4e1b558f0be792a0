using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution.Rules;

namespace CouponPortal.Domain.Attribution;

/// <summary>
/// Decides who is credited for an order: a pure function of the order's facts and the advertiser's rules (RULES §5; S0, S2, S3).
/// </summary>
public static class AttributionEngine
{
    /// <summary>The steps, evaluated top down; the first that decides ends the order.</summary>
    private static readonly AttributionRule[] Steps =
    [
        new ResolveCodes(),
        new JudgeClicks(),
        new ChooseOffer(),
        new SuppressedCodeWins(),
        new ExclusiveCodeWins(),
        new OtherChannelWins(),
        new PriorityDecides(),
        new DirectPartner(),
    ];

    public static AttributionDecision Decide(AttributionFacts facts, AdvertiserRules rules)
    {
        var mode = rules.Advertiser.ExclusiveCodesInEffect ? ExclusiveMode.Wins : ExclusiveMode.ActsAsPrivate;
        var actual = Run(facts, rules, mode, suppressedCodes: true);

        // The feature can only have changed the order when an Exclusive code decided it.
        var counterfactual = actual.Basis == AttributionBasis.ExclusiveCode
            ? Run(facts, rules, WithoutFeature(rules.Advertiser), suppressedCodes: true).PartnerId
            : actual.PartnerId;
        var suppressed = actual.Outcome == AttributionOutcome.Suppressed
            ? Run(facts, rules, mode, suppressedCodes: false).PartnerId
            : null;
        return actual.ToDecision(counterfactual, suppressed);
    }

    /// <summary>
    /// What an Exclusive code is worth in the counterfactual. Where clicks have priority it is worth nothing: a clickless order that it brings is the feature's
    /// doing (RULES §6, "nobody → B"). Where codes have priority that is another attribution feature, which would have credited the owner as well (S0).
    /// </summary>
    public static ExclusiveMode WithoutFeature(Advertiser advertiser) =>
        advertiser.AttributionPriority == AttributionPriority.Click ? ExclusiveMode.SetAside : ExclusiveMode.ActsAsPrivate;

    private static AttributionCase Run(AttributionFacts facts, AdvertiserRules rules, ExclusiveMode exclusiveMode, bool suppressedCodes)
    {
        var order = new AttributionCase(facts, rules, exclusiveMode, suppressedCodes);
        foreach (var step in Steps)
        {
            step.Apply(order);
            if (order.Settled)
            {
                return order;
            }
        }

        order.LeaveUnattributed();
        return order;
    }
}

/// <summary>What an Exclusive code is worth in one evaluation of the rules.</summary>
public enum ExclusiveMode
{
    /// <summary>It beats the click path: the feature is in effect.</summary>
    Wins,

    /// <summary>It is one code among others: the permission or the setting is missing (RULES §2).</summary>
    ActsAsPrivate,

    /// <summary>It is as if it were not there.</summary>
    SetAside,
}
