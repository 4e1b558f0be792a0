using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports.Charts;
using CouponPortal.Features.Reports.Flex;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>What a report page shows: a page of rows or of a pivot, and its chart.</summary>
public sealed record ShownReport(ReportResult? Result, Pivot? Pivot, ReportChart? Chart)
{
    public int TotalRows => Result?.TotalRows ?? Pivot?.TotalRows ?? 0;

    public ReportFigures? Totals => Result?.Totals ?? Pivot?.Totals;

    public ReportSpec? Spec => Result?.Spec ?? Pivot?.Spec;

    public string? MainCurrency => Result?.SortCurrency ?? Pivot?.MainCurrency;
}

/// <summary>Reads a report page.</summary>
public sealed class ReportReading(ReportData reports, PivotData pivots)
{
    /// <returns>Null when the actor sees nothing of what is asked for.</returns>
    public async Task<ShownReport?> ReadAsync(Actor actor, AskedReport asked, CancellationToken cancel)
    {
        if (asked.Across is { } across)
        {
            return await pivots.RunAsync(actor, asked.Spec, across, cancel) is { } pivot ? new(null, pivot, pivot.TotalRows == 0 ? null : ReportCharts.Of(pivot)) : null;
        }

        var result = await reports.RunAsync(actor, asked.Spec, cancel);
        if (result is { Rows.Count: 0, TotalRows: > 0 })
        {
            // A page beyond the end is the last one.
            result = await reports.RunAsync(actor, asked.Spec with { Page = ((result.TotalRows - 1) / asked.Spec.PageSize) + 1 }, cancel);
        }

        return result is null ? null : new(result, null, result.TotalRows == 0 ? null : await DrawAsync(actor, result, cancel));
    }

    private async Task<ReportChart> DrawAsync(Actor actor, ReportResult result, CancellationToken cancel) =>
        DimensionWords.IsTime(result.Spec.Dimensions[0]) && await reports.RunAsync(actor, ReportCharts.OverTime(result.Spec, result.Spec.Dimensions[0]), cancel) is { } line
            ? ReportCharts.Line(result, line)
            : ReportCharts.Bars(result);
}
