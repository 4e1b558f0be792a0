using System.Globalization;
using CouponPortal.Features.Reports.Flex;
using CouponPortal.Features.Reports.Pages;

namespace CouponPortal.Features.Reports.Charts;

/// <summary>Draws what a report shows.</summary>
public static class ReportCharts
{
    /// <summary>More bars are a table; more lines are wool.</summary>
    public const int MostBars = 10;
    public const int MostLines = 5;

    private const int MostPoints = 200;
    private const int DaysOfWeek = 7;

    /// <summary>The first rows, in the report's order.</summary>
    public static ReportChart Bars(ReportResult result)
    {
        var measure = ChartMeasure.Of(result.Spec, result.Spec.Measures, result.Totals, result.SortCurrency);
        var rows = result.Rows.Take(MostBars).ToList();
        return new(
            result.TotalRows > rows.Count ? $"{measure.Title}: the first {rows.Count} rows" : measure.Title, CurrencyNote(measure, result.Totals), IsLine: false, measure,
            Names([.. rows.Select(r => r.Keys)]), [Series(measure.Title, measure, rows.Select(r => (ReportFigures?)r.Figures))]);
    }

    /// <summary>The report that a line over time is drawn from: all rows together, at most as many points as a page has.</summary>
    public static ReportSpec OverTime(ReportSpec spec, ReportDimension by)
    {
        var days = spec.To!.Value.DayNumber - spec.From!.Value.DayNumber + 1;
        by = by == ReportDimension.Day && days > MostPoints ? ReportDimension.Week : by;
        return spec with { Dimensions = [by], Sort = new(by, null, Descending: false), Page = 1, PageSize = ReportSpec.MaxPageSize };
    }

    /// <param name="asked">The report of the table, whose sort says what is drawn.</param>
    /// <param name="line">Of <see cref="OverTime"/>.</param>
    public static ReportChart Line(ReportResult asked, ReportResult line)
    {
        var measure = ChartMeasure.Of(asked.Spec, asked.Spec.Measures, asked.Totals, asked.SortCurrency);
        var by = line.Spec.Dimensions[0];
        var rows = line.Rows.ToDictionary(r => r.Keys[0].Value, StringComparer.Ordinal);
        var points = Points(by, line.Spec.From!.Value, line.Spec.To!.Value);
        var series = new List<ChartSeries> { Series(measure.Title, measure, points.Select(p => rows.GetValueOrDefault(p.Value)?.Figures)) };
        if (line.Spec.CompareFrom is not null)
        {
            series.Add(Series("Before", measure, points.Select(p => rows.GetValueOrDefault(p.Value)?.Compared)));
        }

        var together = asked.Spec.Dimensions.Count > 1 ? ", all rows together" : "";
        return new($"{measure.Title} by {DimensionWords.TitleOf(by).ToLowerInvariant()}{together}", CurrencyNote(measure, asked.Totals), IsLine: true, measure, [.. points.Select(p => p.Label)], series);
    }

    /// <summary>Time in the columns: a line a row; time in the rows: a line a column; else bars of the first rows.</summary>
    public static ReportChart Of(Pivot pivot)
    {
        var measure = ChartMeasure.Of(pivot.Spec, pivot.Spec.Measures, pivot.Totals, pivot.MainCurrency);
        var note = CurrencyNote(measure, pivot.Totals);
        if (DimensionWords.IsTime(pivot.Across))
        {
            return new($"{measure.Title} by {DimensionWords.TitleOf(pivot.Across).ToLowerInvariant()}: the first rows", note, IsLine: true, measure, [.. pivot.Columns.Select(AxisLabel)],
                [.. pivot.Rows.Take(MostLines).Select(r => Series(DimensionWords.LabelOf(r.Keys), measure, r.Cells))]);
        }

        if (pivot.Rows.Count > 1 && pivot.Rows[0].Keys is [{ Dimension: var by }] && DimensionWords.IsTime(by))
        {
            return new($"{measure.Title} by {DimensionWords.TitleOf(by).ToLowerInvariant()}: the rows of this page", note, IsLine: true, measure, [.. pivot.Rows.Select(r => AxisLabel(r.Keys[0]))],
                [.. pivot.Columns.Index().Take(MostLines).Select(c => Series(DimensionWords.LabelOf(c.Item), measure, pivot.Rows.Select(r => r.Cells[c.Index])))]);
        }

        var rows = pivot.Rows.Take(MostBars).ToList();
        return new(
            measure.Title + ": the first rows", note, IsLine: false, measure, Names([.. rows.Select(r => r.Keys)]), [Series(measure.Title, measure, rows.Select(r => (ReportFigures?)r.All))]);
    }

    // The first value says enough unless two rows have the same: offers of two advertisers.
    private static IReadOnlyList<string> Names(IReadOnlyList<IReadOnlyList<ReportKey>> rows) =>
        [.. rows.Select(keys => rows.Count(other => DimensionWords.LabelOf(other[0]) == DimensionWords.LabelOf(keys[0])) > 1 ? DimensionWords.LabelOf(keys) : DimensionWords.LabelOf(keys[0]))];

    // An axis has no room for the year of each day.
    private static string AxisLabel(ReportKey key) =>
        key is { Dimension: ReportDimension.Day or ReportDimension.Week, Days: { } days } ? days.From.ToString("d MMM", CultureInfo.InvariantCulture) : DimensionWords.LabelOf(key);

    private static ChartSeries Series(string name, ChartMeasure measure, IEnumerable<ReportFigures?> figures)
    {
        var all = figures.ToList();
        return new(name, [.. all.Select(measure.ValueOf)], [.. all.Select(measure.TextOf)]);
    }

    private static string? CurrencyNote(ChartMeasure measure, ReportFigures totals) =>
        measure.Currency is not null && totals.Money.Count > 1 ? $"Amounts in {measure.Currency} alone; the table has every currency." : null;

    // A day without any event has no row, and is a point all the same.
    private static List<(string Value, string Label)> Points(ReportDimension by, DateOnly from, DateOnly to)
    {
        if (by == ReportDimension.Hour)
        {
            return [.. Enumerable.Range(0, 24).Select(h => (h.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{h:00}:00")))];
        }

        var first = by switch
        {
            ReportDimension.Week => from.AddDays(-(((int)from.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek)),
            ReportDimension.Month => new DateOnly(from.Year, from.Month, 1),
            _ => from,
        };
        var points = new List<(string, string)>();
        for (var day = first; day <= to; day = by switch { ReportDimension.Week => day.AddDays(DaysOfWeek), ReportDimension.Month => day.AddMonths(1), _ => day.AddDays(1) })
        {
            points.Add((day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.ToString(by == ReportDimension.Month ? "MMM yyyy" : "d MMM", CultureInfo.InvariantCulture)));
        }

        return points;
    }
}
