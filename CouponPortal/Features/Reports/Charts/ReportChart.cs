using System.Globalization;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Reports.Pages;

namespace CouponPortal.Features.Reports.Charts;

/// <param name="Values">One for each label; null = there is none to draw.</param>
/// <param name="Texts">The values for people.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values, IReadOnlyList<string> Texts);

/// <summary>One measure drawn: a line a series over time, else bars.</summary>
/// <param name="Note">What it leaves out.</param>
public sealed record ReportChart(string Title, string? Note, bool IsLine, ChartMeasure Measure, IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series)
{
    public bool IsEmpty => Series.All(s => s.Values.All(v => v is null or 0));
}

/// <summary>What a chart draws: amounts in one currency alone, since two have no common length.</summary>
/// <param name="Currency">Null where the measure is no amount, and where there are no orders.</param>
public sealed record ChartMeasure(ReportMeasure Measure, string? Currency)
{
    /// <param name="measures">Those of the report; the one sorted by comes first.</param>
    public static ChartMeasure Of(ReportSpec spec, IReadOnlyList<ReportMeasure> measures, ReportFigures totals, string? currency)
    {
        var drawn = spec.Sort?.Measure ?? measures.FirstOrDefault(m => totals.Clicks is not null || !MeasureColumns.IsOfClicks(m), measures[0]);
        return new(drawn, ReportFigures.IsMoney(drawn) ? currency : null);
    }

    public string Title => MeasureColumns.TitleOf(Measure) + (Currency is null ? "" : $" ({Currency})");

    public decimal? ValueOf(ReportFigures? figures)
    {
        if (figures is null)
        {
            return MeasureColumns.IsShare(Measure) || Measure == ReportMeasure.AverageOrder ? null : 0;
        }

        return !ReportFigures.IsMoney(Measure) ? figures.Value(Measure)
            : figures.Money.FirstOrDefault(m => m.Currency == Currency)?.Value(Measure) is { } minor ? MeasureColumns.Units(minor, Currency!)
            : Measure == ReportMeasure.AverageOrder ? null : 0;
    }

    public string TextOf(ReportFigures? figures)
    {
        if (ReportFigures.IsMoney(Measure))
        {
            return figures?.Money.FirstOrDefault(m => m.Currency == Currency)?.Value(Measure) is { } minor ? MoneyText.Display(minor, Currency!) : "–";
        }

        return MeasureColumns.Text(Measure, ValueOf(figures));
    }

    /// <summary>A value of the axis.</summary>
    public string TextOf(decimal value) => MeasureColumns.IsShare(Measure) ? MeasureColumns.Text(Measure, value) : value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
