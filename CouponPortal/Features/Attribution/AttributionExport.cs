using System.Runtime.CompilerServices;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.Attribution;

/// <summary>The Attribution Report as a file: the columns shown, the oldest order first.</summary>
public sealed class AttributionExport(AttributionReport report, AttributionQueries queries, NameBook book, Catalog catalog) : IExportSource
{
    // Names are looked up for so many rows at once.
    private const int Chunk = 500;

    public string Page => "reports/attribution";

    public string Title => "Attribution Report";

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var asked = await queries.ReadAsync(actor, query, cancel);
        if (!asked.IsAsked)
        {
            asked.Errors.Add("advertiser_id", "Choose an advertiser.");
        }

        if (asked.Errors.Any)
        {
            return new Outcome<ExportTable>.Invalid(asked.Errors);
        }

        if (asked.Filter is not { } filter)
        {
            return new Outcome<ExportTable>.NotFound();
        }

        // An amount without its currency is no amount.
        var columns = asked.Columns;
        if (columns.Any(c => c.Key is "amount" or "payout") && !columns.Any(c => c.Key == "currency"))
        {
            columns = [.. columns, AttributionColumns.All.Single(c => c.Key == "currency")];
        }

        return Outcome.Done(new ExportTable([.. columns.Select(c => c.Key)], RowsAsync(actor, filter, columns, cancel)));
    }

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(
        Actor actor, AttributionReportFilter filter, IReadOnlyList<ReportColumn> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = catalog.Current.Ids;
        await foreach (var rows in report.AllAsync(actor, filter, cancel).Chunk(Chunk).WithCancellation(cancel))
        {
            var names = await book.NamesAsync(actor, rows, filter.AdvertiserId, cancel);
            foreach (var row in rows)
            {
                yield return [.. columns.Select(c => AttributionColumns.Cell(c.Key, row, filter, names, ids))];
            }
        }
    }
}
