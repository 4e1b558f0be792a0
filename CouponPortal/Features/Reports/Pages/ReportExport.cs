using System.Runtime.CompilerServices;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Views;
using ViewQuery = CouponPortal.Features.Views.ReportQuery;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>
/// A report as a file: every row in the report's order, each combination of its dimensions a line, also of a pivot. Amounts have a column for each currency that the
/// report has; the days compared with have columns that end in <c>_before</c>.
/// </summary>
public sealed class ReportExport(ReportPreset preset, ReportAddresses addresses, ReportData reports) : IExportSource
{
    public string Page => preset.Page;

    public string Title => preset.Title;

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ViewQuery query, CancellationToken cancel)
    {
        if (!actor.IsStaff)
        {
            return new Outcome<ExportTable>.NotFound();
        }

        var asked = await addresses.ReadAsync(actor, preset, query, null, cancel);
        if (asked.Errors.Any)
        {
            return new Outcome<ExportTable>.Invalid(asked.Errors);
        }

        // Which currencies there are is known by the totals alone; the rows are read as they are written.
        if (await reports.RunAsync(actor, asked.Spec with { Dimensions = [], Sort = null, Page = 1 }, cancel) is not { } totals)
        {
            return new Outcome<ExportTable>.NotFound();
        }

        IReadOnlyList<string> currencies = [.. totals.Totals.Money.Concat(totals.ComparedTotals?.Money ?? []).Select(m => m.Currency).Distinct().Order(StringComparer.Ordinal)];
        var hasBefore = asked.Spec.CompareFrom is not null;
        return Outcome.Done(new ExportTable(
            [.. asked.Spec.Dimensions.SelectMany(HeadOf), .. asked.Spec.Measures.SelectMany(m => HeadOf(m, currencies)).SelectMany(name => hasBefore ? new[] { name, name + "_before" } : [name])],
            RowsAsync(actor, asked.Spec, currencies, hasBefore, cancel)));
    }

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(Actor actor, ReportSpec spec, IReadOnlyList<string> currencies, bool hasBefore, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in reports.StreamAsync(actor, spec, cancel))
        {
            var cells = new List<object>();
            foreach (var key in row.Keys)
            {
                cells.AddRange(HasId(key.Dimension) ? [key.Id is { } id ? id : "", DimensionWords.IsNone(key) ? "" : key.Label] : [DimensionWords.IsNone(key) ? "" : key.Value]);
            }

            foreach (var measure in spec.Measures)
            {
                var (now, before) = (CellsOf(measure, row.Figures, currencies), CellsOf(measure, row.Compared, currencies));
                cells.AddRange(hasBefore ? now.Zip(before).SelectMany(pair => new[] { pair.First, pair.Second }) : now);
            }

            yield return cells;
        }
    }

    private static bool HasId(ReportDimension dimension) => dimension is ReportDimension.Advertiser or ReportDimension.Offer or ReportDimension.Partner or ReportDimension.Coupon;

    private static IEnumerable<string> HeadOf(ReportDimension dimension) =>
        dimension == ReportDimension.Coupon ? ["coupon_id", "coupon_code"] : HasId(dimension) ? [SnakeCase.Of(dimension) + "_id", SnakeCase.Of(dimension)] : [SnakeCase.Of(dimension)];

    private static IEnumerable<string> HeadOf(ReportMeasure measure, IReadOnlyList<string> currencies) =>
        ReportFigures.IsMoney(measure) ? currencies.Select(c => $"{SnakeCase.Of(measure)}_{c.ToLowerInvariant()}") : [SnakeCase.Of(measure)];

    // Shares are parts of one. Without a figure the cell is empty, and no nought.
    private static IEnumerable<object> CellsOf(ReportMeasure measure, ReportFigures? figures, IReadOnlyList<string> currencies) => ReportFigures.IsMoney(measure)
        ? currencies.Select(c => figures?.Money.FirstOrDefault(m => m.Currency == c)?.Value(measure) is { } minor ? (object)MeasureColumns.Units(minor, c) : "")
        : [figures?.Value(measure) is { } value ? MeasureColumns.IsShare(measure) ? Math.Round(value, 6) : (object)(long)value : ""];
}
