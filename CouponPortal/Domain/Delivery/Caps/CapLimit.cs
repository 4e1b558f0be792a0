using System.Text.Json.Serialization;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>What a cap counts.</summary>
public enum CapMetric
{
    /// <summary>Visits that were sent to the offer, with a partner or without.</summary>
    Clicks,

    /// <summary>Credited orders that are neither rejected nor invalid.</summary>
    Conversions,

    /// <summary>Their payout in the offer's currency, after reversals.</summary>
    Payout,
}

/// <summary>How long a cap counts before it begins again, in the advertiser's time zone.</summary>
public enum CapPeriod
{
    Day,

    /// <summary>Monday to Sunday.</summary>
    Week,
    Month,
    Ever,
}

/// <summary>Whose clicks or orders a cap counts.</summary>
public enum CapScope
{
    /// <summary>All of the offer.</summary>
    Offer,

    /// <summary>Those of one partner on the offer.</summary>
    Partner,

    /// <summary>Those of one coupon.</summary>
    Coupon,
}

/// <summary>What becomes of visits once a cap is reached; the strictest first.</summary>
public enum CapVisits
{
    /// <summary>SmartSwitch, else the fallback URL; no credit for this offer.</summary>
    Switch,

    /// <summary>To the offer as before, without credit.</summary>
    Uncredited,

    /// <summary>As before, with credit; staff is told.</summary>
    Mark,
}

/// <summary>What becomes of orders once a cap of orders or payout is reached; the strictest first.</summary>
public enum CapOrders
{
    /// <summary>Pending and flagged, until staff decides.</summary>
    Hold,

    /// <summary>Credited without payout, and flagged.</summary>
    Unpaid,

    /// <summary>Credited and paid as before, and flagged.</summary>
    Mark,
}

/// <summary>One limit of an offer.</summary>
/// <param name="SubjectId">Of a partner's or coupon's limit: whose. Null = each one that has no limit of its own for the same metric and period.</param>
/// <param name="Limit">1 or more: clicks, orders, or minor units of the offer's currency. Reached when the use is as large.</param>
public sealed record CapLimit(CapScope Scope, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? SubjectId, CapMetric Metric, CapPeriod Period, long Limit)
{
    public CapVisits Visits { get; init; } = CapVisits.Switch;

    /// <summary>Means nothing for a cap of clicks: those never touch an order.</summary>
    public CapOrders Orders { get; init; } = CapOrders.Hold;

    /// <summary>Whether both name the same count; an offer has one limit for each.</summary>
    public bool IsTwinOf(CapLimit other) => (Scope, SubjectId, Metric, Period) == (other.Scope, other.SubjectId, other.Metric, other.Period);

    /// <summary>Whose count it is about for this partner and coupon; 0 for the offer's.</summary>
    internal int SubjectOf(int? partnerId, int? couponId) => Scope switch
    {
        CapScope.Offer => 0,
        CapScope.Partner => partnerId ?? 0,
        CapScope.Coupon => couponId ?? 0,
    };

    /// <summary>What the engine is told of it; null where a visit takes its way as before. One for each kind of limit, made once.</summary>
    internal ReachedCap? Told => Visits == CapVisits.Mark ? null : Kinds[(((((int)Scope * 3) + (int)Metric) * 4) + (int)Period) * 2 + (Visits == CapVisits.Switch ? 0 : 1)];

    private static readonly ReachedCap[] Kinds =
        [.. from scope in Enum.GetValues<CapScope>()
            from metric in Enum.GetValues<CapMetric>()
            from period in Enum.GetValues<CapPeriod>()
            from effect in (CapEffect[])[CapEffect.Switch, CapEffect.Uncredited]
            select new ReachedCap($"{SnakeCase.Of(scope)}_{SnakeCase.Of(metric)}_{SnakeCase.Of(period)}", effect)];
}
