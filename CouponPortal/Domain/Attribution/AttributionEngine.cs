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
        var actual = Run(facts, rules, exclusiveCodes: true, suppressedCodes: true);

        // The feature can only have changed the order when an Exclusive code decided it.
        var counterfactual = actual.Basis == AttributionBasis.ExclusiveCode
            ? Run(facts, rules, exclusiveCodes: false, suppressedCodes: true).PartnerId
            : actual.PartnerId;
        var suppressed = actual.Outcome == AttributionOutcome.Suppressed
            ? Run(facts, rules, exclusiveCodes: true, suppressedCodes: false).PartnerId
            : null;
        return actual.ToDecision(counterfactual, suppressed);
    }

    private static AttributionCase Run(AttributionFacts facts, AdvertiserRules rules, bool exclusiveCodes, bool suppressedCodes)
    {
        var order = new AttributionCase(facts, rules, exclusiveCodes && rules.Advertiser.ExclusiveCodesInEffect, suppressedCodes);
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
