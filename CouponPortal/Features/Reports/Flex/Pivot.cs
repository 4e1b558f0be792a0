namespace CouponPortal.Features.Reports.Flex;

/// <param name="Cells">One for each column of the pivot; null = nothing happened there.</param>
/// <param name="Others">Of the columns that are not shown; null = nothing.</param>
/// <param name="All">Of every column, also those.</param>
public sealed record PivotRow(IReadOnlyList<ReportKey> Keys, IReadOnlyList<ReportFigures?> Cells, ReportFigures? Others, ReportFigures All)
{
    /// <summary>As the drill-down takes it.</summary>
    public ReportRow Row => new(Keys, All, null);
}

/// <summary>A report with one dimension across as columns.</summary>
/// <param name="Spec">As the rows were run: their dimensions alone.</param>
/// <param name="Columns">Time in its order, anything else by the report's first measure, the largest first.</param>
/// <param name="MoreColumns">How many values more there are than columns.</param>
/// <param name="ColumnTotals">Of every row, not of the page.</param>
/// <param name="OthersTotal">Of the columns that are not shown; null where all are.</param>
/// <param name="MainCurrency">The one that a sort by money goes by; null without orders.</param>
public sealed record Pivot(
    ReportSpec Spec, ReportDimension Across, IReadOnlyList<ReportKey> Columns, int MoreColumns, IReadOnlyList<PivotRow> Rows, int TotalRows, IReadOnlyList<ReportFigures> ColumnTotals,
    ReportFigures? OthersTotal, ReportFigures Totals, string? MainCurrency);

/// <summary>Adds figures up: counts, and amounts by currency.</summary>
public static class FigureSums
{
    /// <summary>Null of nothing.</summary>
    public static ReportFigures? Sum(IEnumerable<ReportFigures?> all)
    {
        ReportFigures? sum = null;
        foreach (var figures in all)
        {
            sum = figures is null ? sum : sum is null ? figures : Sum(sum, figures);
        }

        return sum;
    }

    private static ReportFigures Sum(ReportFigures a, ReportFigures b) => new(
        a.Clicks + b.Clicks, a.CountedClicks + b.CountedClicks, a.Conversions + b.Conversions, a.Clickless + b.Clickless, a.Pending + b.Pending, a.Approved + b.Approved, a.Rejected + b.Rejected,
        [.. a.Money.Concat(b.Money).GroupBy(m => m.Currency).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ReportMoney(g.Key, g.Sum(m => m.Orders), g.Sum(m => m.Amount), g.Sum(m => m.Reversed), g.Sum(m => m.Payout)))]);

    /// <summary>What is left of <paramref name="all"/> without <paramref name="part"/>, which is a part of it; never below nothing, should the part be read later.</summary>
    public static ReportFigures Rest(ReportFigures all, ReportFigures? part) => part is null ? all : new(
        Less(all.Clicks, part.Clicks), Less(all.CountedClicks, part.CountedClicks), Less(all.Conversions, part.Conversions), Less(all.Clickless, part.Clickless), Less(all.Pending, part.Pending),
        Less(all.Approved, part.Approved), Less(all.Rejected, part.Rejected),
        [.. all.Money.Select(m => part.Money.FirstOrDefault(p => p.Currency == m.Currency) is { } p ? new ReportMoney(m.Currency, m.Orders - p.Orders, Math.Max(0, m.Amount - p.Amount), Math.Max(0, m.Reversed - p.Reversed), Math.Max(0, m.Payout - p.Payout)) : m)
            .Where(m => m.Orders > 0)]);

    private static long? Less(long? all, long? part) => all - part is { } rest ? Math.Max(0, rest) : null;
}
