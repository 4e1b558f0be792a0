using CouponPortal.Domain;

namespace CouponPortal.Features.Reports;

/// <summary>Keeps rows whose dimension is one of the values.</summary>
/// <param name="Values">Ids as digits, 0 = none; enum values in snake_case; other texts as they are, <see cref="None"/> = empty.</param>
public sealed record ReportFilter(ReportDimension Dimension, IReadOnlyList<string> Values)
{
    public const string None = "-";
}

/// <summary>By one of the report's dimensions (its name, day or text) or by one of its measures, which then is <paramref name="Measure"/>.</summary>
public sealed record ReportSort(ReportDimension? Dimension, ReportMeasure? Measure, bool Descending);

/// <summary>
/// What a report page, an API request or an export asks for. The same thing as a query string: <see cref="ReportQuery"/> writes and reads it.
/// </summary>
public sealed record ReportSpec
{
    public const int MostDimensions = 4;
    public const int DefaultDays = 30;

    /// <summary>Longest range, days.</summary>
    public const int MaxDays = 1_100;

    /// <summary>Longest range of a report that cannot be read from rollups, days.</summary>
    public const int MaxDaysOfRows = 400;
    public const int DefaultPageSize = 25;
    public const int MaxPageSize = 200;

    public static readonly IReadOnlyList<ReportMeasure> DefaultMeasures =
    [
        ReportMeasure.Clicks, ReportMeasure.Conversions, ReportMeasure.ConversionRate, ReportMeasure.Amount, ReportMeasure.Payout,
    ];

    /// <summary>Null = all that the actor sees; 0 = clicks that belong to none, which the network admin sees.</summary>
    public int? AdvertiserId { get; init; }

    /// <summary>First local day; null = 29 days before <see cref="To"/>.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local day, included; null = today.</summary>
    public DateOnly? To { get; init; }

    /// <summary>First day of the range to compare with; null = no comparison.</summary>
    public DateOnly? CompareFrom { get; init; }

    /// <summary>Included; null = as many days as the range itself has.</summary>
    public DateOnly? CompareTo { get; init; }

    /// <summary>Outermost first; none = totals alone.</summary>
    public IReadOnlyList<ReportDimension> Dimensions { get; init; } = [];

    public IReadOnlyList<ReportMeasure> Measures { get; init; } = DefaultMeasures;

    public IReadOnlyList<ReportFilter> Filters { get; init; } = [];

    /// <summary>Only orders in this currency, and the one that a sort by money goes by; null = all, and the one with most orders.</summary>
    public string? Currency { get; init; }

    /// <summary>Null = in time where the first dimension is of time, else the first measure, the largest first.</summary>
    public ReportSort? Sort { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;
    public int PageSize { get; init; } = DefaultPageSize;

    public ReportFilter? FilterOf(ReportDimension dimension) => Filters.FirstOrDefault(f => f.Dimension == dimension);

    /// <summary>Another filter of the dimension, or none without values; on the first page again.</summary>
    public ReportSpec With(ReportDimension dimension, params IReadOnlyList<string> values)
    {
        var others = Filters.Where(f => f.Dimension != dimension);
        return this with { Page = 1, Filters = values.Count == 0 ? [.. others] : [.. others, new ReportFilter(dimension, values)] };
    }

    /// <summary>The same figures of one row alone: its dimensions become filters, or the days.</summary>
    public ReportSpec Inside(ReportRow row)
    {
        var spec = this with { Page = 1, Dimensions = [], Sort = null };
        foreach (var key in row.Keys)
        {
            spec = key.Days is { } days ? spec with { From = Later(spec.From, days.From), To = Earlier(spec.To, days.To), CompareFrom = null, CompareTo = null }
                : key.Dimension == ReportDimension.Advertiser ? spec with { AdvertiserId = key.Id ?? 0 }
                : spec.With(key.Dimension, key.Value);
        }

        return spec;

        static DateOnly Later(DateOnly? one, DateOnly other) => one > other ? one.Value : other;
        static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
    }

    /// <summary>Adds what is wrong, by the names of <see cref="ReportQuery"/>.</summary>
    public void Check(FieldErrors errors) => ReportCheck.Run(this, errors);
}
