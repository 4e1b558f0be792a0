using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Reports;

/// <summary>Where a row stands in one dimension.</summary>
/// <param name="Value">As a <see cref="ReportFilter"/> takes it; a day as yyyy-mm-dd, a week or month by its first day.</param>
/// <param name="Label">For people: a name, a code, a day.</param>
/// <param name="Id">Of an advertiser, offer, partner or coupon; null = none.</param>
/// <param name="Days">Of day, week and month: both included, not cut to the report's range.</param>
public sealed record ReportKey(ReportDimension Dimension, string Value, string Label, int? Id = null, (DateOnly From, DateOnly To)? Days = null);

/// <summary>Orders of one currency; amounts in its minor units.</summary>
public sealed record ReportMoney(string Currency, long Orders, long Amount, long Reversed, long Payout)
{
    public long Net => Amount - Reversed;

    /// <summary>Null without orders.</summary>
    public long? AverageOrder => Orders == 0 ? null : (long)Math.Round(Amount / (decimal)Orders, MidpointRounding.ToEven);

    public long? Value(ReportMeasure measure) => measure switch
    {
        ReportMeasure.Amount => Amount,
        ReportMeasure.Reversed => Reversed,
        ReportMeasure.Net => Net,
        ReportMeasure.Payout => Payout,
        ReportMeasure.AverageOrder => AverageOrder,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "No amount."),
    };

    public string? Plain(ReportMeasure measure) => Value(measure) is { } minor ? MoneyText.Plain(minor, Currency) : null;
}

/// <summary>One row's figures. Clicks are null where the report cannot have them (by basis, status or door), orders where it is by a visit's outcome.</summary>
/// <param name="Money">By currency, in the order of their codes; none without orders.</param>
public sealed record ReportFigures(
    long? Clicks, long? CountedClicks, long? Conversions, long? Clickless, long? Pending, long? Approved, long? Rejected, IReadOnlyList<ReportMoney> Money)
{
    /// <summary>Null without counted clicks.</summary>
    public decimal? ConversionRate => CountedClicks is > 0 and { } clicks && Conversions is { } orders ? (decimal)orders / clicks : null;

    /// <summary>0 to 1; null without conversions.</summary>
    public decimal? ClicklessShare => Conversions is > 0 and { } orders && Clickless is { } clickless ? (decimal)clickless / orders : null;

    /// <summary>Whether a measure is an amount, which there is one of for each currency.</summary>
    public static bool IsMoney(ReportMeasure measure) =>
        measure is ReportMeasure.Amount or ReportMeasure.Reversed or ReportMeasure.Net or ReportMeasure.Payout or ReportMeasure.AverageOrder;

    /// <summary>A count or share; null where there is none.</summary>
    public decimal? Value(ReportMeasure measure) => measure switch
    {
        ReportMeasure.Clicks => Clicks,
        ReportMeasure.CountedClicks => CountedClicks,
        ReportMeasure.Conversions => Conversions,
        ReportMeasure.ConversionRate => ConversionRate,
        ReportMeasure.Clickless => Clickless,
        ReportMeasure.ClicklessShare => ClicklessShare,
        ReportMeasure.Pending => Pending,
        ReportMeasure.Approved => Approved,
        ReportMeasure.Rejected => Rejected,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "An amount: see Money."),
    };
}

/// <param name="Keys">One for each of the report's dimensions, in their order.</param>
/// <param name="Compared">The same of the range compared with; null without comparison. Days are compared by their place in the range.</param>
public sealed record ReportRow(IReadOnlyList<ReportKey> Keys, ReportFigures Figures, ReportFigures? Compared);

/// <summary>One page.</summary>
/// <param name="Spec">As it was run: days and sort filled in.</param>
/// <param name="TotalRows">Of all pages.</param>
/// <param name="Totals">Of everything the filter matches, not of the page.</param>
/// <param name="Zone">IANA name of the zone that decided which day is today; each row's day is its own advertiser's.</param>
/// <param name="SortCurrency">The one that a sort by money went by; null without orders.</param>
/// <param name="FromRollups">Whether it came from rollups alone; otherwise from clicks and orders.</param>
public sealed record ReportResult(
    ReportSpec Spec, IReadOnlyList<ReportRow> Rows, int TotalRows, ReportFigures Totals, ReportFigures? ComparedTotals, string Zone, string? SortCurrency, bool FromRollups);
