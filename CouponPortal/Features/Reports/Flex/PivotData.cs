using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Reports.Pages;
using CouponPortal.Features.Reports.Sql;

namespace CouponPortal.Features.Reports.Flex;

/// <summary>
/// A page of a pivot, in three readings of the one report query: the columns with their totals, the page's rows, and the cells of these rows. What a row and a column
/// add up to comes of the same reading as its parts, so they agree; what arrives between two readings is in the later one. Of very many columns only those that are
/// shown are read, and the others are what is left of the row.
/// </summary>
public sealed class PivotData(ReportData reports)
{
    /// <summary>Columns of anything but time; the rest is put together.</summary>
    public const int MostColumns = 20;

    /// <param name="spec">With <paramref name="across"/> among its dimensions.</param>
    /// <returns>Null when the actor sees nothing of what is asked for.</returns>
    public async Task<Pivot?> RunAsync(Actor actor, ReportSpec spec, ReportDimension across, CancellationToken cancel)
    {
        var isTime = DimensionWords.IsTime(across);
        spec = await OfOneKindAsync(actor, spec, cancel);
        var columns = await reports.RunAsync(actor, spec with { Dimensions = [across], Sort = Sort(spec, isTime), Page = 1, PageSize = ReportSpec.MaxPageSize }, cancel);
        var rows = columns is null ? null : await RowsAsync(actor, spec with { Dimensions = [.. spec.Dimensions.Where(d => d != across)] }, cancel);
        if (columns is null || rows is null)
        {
            return null;
        }

        var shown = columns.Rows.Take(isTime ? ReportSpec.MaxPageSize : MostColumns).ToList();
        var more = columns.TotalRows - shown.Count;
        return new(
            rows.Spec, across, [.. shown.Select(c => c.Keys[0])], more, await CellsAsync(actor, spec, across, rows, shown, columns.TotalRows, cancel), rows.TotalRows,
            [.. shown.Select(c => c.Figures)], more > 0 ? FigureSums.Rest(columns.Totals, FigureSums.Sum(shown.Select(c => c.Figures))) : null, columns.Totals, columns.SortCurrency);
    }

    private static ReportSort? Sort(ReportSpec spec, bool isTime) => isTime ? null : spec.Sort is { Measure: not null } sort ? sort with { Descending = true } : null;

    /// <summary>
    /// By what orders alone have, or clicks alone, the cells are of these alone; a filter that keeps every value makes the rows and the columns by themselves so, too.
    /// </summary>
    private async Task<ReportSpec> OfOneKindAsync(Actor actor, ReportSpec spec, CancellationToken cancel)
    {
        foreach (var dimension in spec.Dimensions.Where(d => spec.FilterOf(d) is null && (ReportColumns.Of(d).Click is null || ReportColumns.Of(d).Order is null)))
        {
            var values = ReportColumns.ChoicesOf(dimension)?.Where(v => dimension != ReportDimension.Status || v != SnakeCase.Of(ConversionStatus.Invalid)).ToList()
                ?? (await reports.RunAsync(actor, spec with { Dimensions = [dimension], Sort = null, Page = 1, PageSize = ReportSpec.MaxPageSize }, cancel))?.Rows.Select(r => r.Keys[0].Value).ToList();
            spec = values is { Count: > 0 } ? spec.With(dimension, values) with { Page = spec.Page } : spec;
        }

        return spec;
    }

    private async Task<ReportResult?> RowsAsync(Actor actor, ReportSpec by, CancellationToken cancel)
    {
        var rows = await reports.RunAsync(actor, by, cancel);
        return rows is { Rows.Count: 0, TotalRows: > 0 } ? await reports.RunAsync(actor, by with { Page = ((rows.TotalRows - 1) / by.PageSize) + 1 }, cancel) : rows;
    }

    private async Task<IReadOnlyList<PivotRow>> CellsAsync(Actor actor, ReportSpec spec, ReportDimension across, ReportResult rows, IReadOnlyList<ReportRow> shown, int total, CancellationToken cancel)
    {
        var found = rows.Rows.ToDictionary(r => Place(r.Keys), _ => (Cells: new ReportFigures?[shown.Count], Others: new List<ReportFigures>()), StringComparer.Ordinal);
        var columns = shown.Index().ToDictionary(c => c.Item.Keys[0].Value, c => c.Index, StringComparer.Ordinal);
        var at = spec.Dimensions.Index().First(d => d.Item == across).Index;
        var parts = Narrowed(spec with { Sort = null, Page = 1 }, rows.Rows);
        var isCut = total > ReportSpec.MaxPageSize && ReportColumns.MayFilter(across);
        parts = isCut ? parts.With(across, [.. columns.Keys]) : parts;
        await foreach (var part in reports.StreamAsync(actor, parts, cancel))
        {
            if (found.TryGetValue(Place([.. part.Keys.Where(k => k.Dimension != across)]), out var row))
            {
                if (columns.TryGetValue(part.Keys[at].Value, out var column))
                {
                    row.Cells[column] = part.Figures;
                }
                else
                {
                    row.Others.Add(part.Figures);
                }
            }
        }

        return [.. rows.Rows.Select(r => RowOf(r, found[Place(r.Keys)], isCut))];
    }

    private static PivotRow RowOf(ReportRow row, (ReportFigures?[] Cells, List<ReportFigures> Others) parts, bool isCut)
    {
        var others = isCut ? FigureSums.Rest(row.Figures, FigureSums.Sum(parts.Cells)) : FigureSums.Sum(parts.Others);
        return new(row.Keys, parts.Cells, others, FigureSums.Sum([.. parts.Cells, others]) ?? FigureSums.Rest(row.Figures, row.Figures));
    }

    /// <summary>As little as can be said by filters and days of what the page's rows are.</summary>
    private static ReportSpec Narrowed(ReportSpec spec, IReadOnlyList<ReportRow> rows)
    {
        foreach (var (index, key) in rows.Count == 0 ? [] : rows[0].Keys.Index())
        {
            var keys = rows.Select(r => r.Keys[index]).ToList();
            if (key.Days is not null)
            {
                var (from, to) = (keys.Min(k => k.Days!.Value.From), keys.Max(k => k.Days!.Value.To));
                spec = spec with { From = spec.From > from ? spec.From : from, To = spec.To < to ? spec.To : to };
            }
            else if (ReportColumns.MayFilter(key.Dimension))
            {
                spec = spec.With(key.Dimension, [.. keys.Select(k => k.Value).Distinct(StringComparer.Ordinal)]);
            }
            else if (key.Dimension == ReportDimension.Advertiser && keys.All(k => k.Value == key.Value))
            {
                spec = spec with { AdvertiserId = key.Id ?? 0 };
            }
        }

        return spec;
    }

    // Values of texts may hold any sign but a line's end.
    private static string Place(IReadOnlyList<ReportKey> keys) => string.Join('\n', keys.Select(k => k.Value));
}
