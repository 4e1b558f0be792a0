namespace CouponPortal.Features.Reports;

/// <summary>What a report's rows are by. In URLs and the API by their snake_case names.</summary>
public enum ReportDimension
{
    Advertiser,
    Offer,

    /// <summary>The credited partner; nobody is id 0.</summary>
    Partner,
    Coupon,

    /// <summary>The coupon's, as it is now.</summary>
    Visibility,

    /// <summary>What the credit rests on; of orders alone.</summary>
    Basis,

    /// <summary>Of orders alone.</summary>
    Status,

    /// <summary>Of orders alone.</summary>
    Door,

    /// <summary>The click's; of an order its click's.</summary>
    Country,

    /// <summary>The click's; of an order its click's.</summary>
    Device,
    Sub1,
    Sub2,
    Sub3,
    Sub4,
    Sub5,

    /// <summary>Local day of the row's advertiser: an order's by its order time.</summary>
    Day,

    /// <summary>Begins on Monday.</summary>
    Week,
    Month,

    /// <summary>Local hour of the day, 0 to 23; an hour that the clocks repeat is counted together.</summary>
    Hour,

    /// <summary>What became of the visit; of clicks alone.</summary>
    VisitOutcome,
}

/// <summary>
/// Figures of a report. Test orders are in none. Invalid orders are in none unless the status filter asks for them. Amounts are per currency and never added
/// across currencies.
/// </summary>
public enum ReportMeasure
{
    /// <summary>Visits of tracking URLs, also those that led nowhere.</summary>
    Clicks,

    /// <summary>Clicks that can earn credit: delivered.</summary>
    CountedClicks,

    /// <summary>Orders, whatever their status.</summary>
    Conversions,

    /// <summary>Conversions by counted clicks; orders by code alone count, so it may exceed 1. Nothing without clicks.</summary>
    ConversionRate,

    /// <summary>Gross.</summary>
    Amount,

    /// <summary>What is lost of <see cref="Amount"/>: reversals, and the whole of rejected orders.</summary>
    Reversed,

    /// <summary><see cref="Amount"/> less <see cref="Reversed"/>.</summary>
    Net,

    /// <summary>Of orders that are not rejected.</summary>
    Payout,

    /// <summary><see cref="Amount"/> by conversions, rounded half to even at the minor unit.</summary>
    AverageOrder,

    /// <summary>Orders without any click.</summary>
    Clickless,

    /// <summary><see cref="Clickless"/> by conversions.</summary>
    ClicklessShare,
    Pending,
    Approved,
    Rejected,
}
