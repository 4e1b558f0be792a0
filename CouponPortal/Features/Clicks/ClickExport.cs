using System.Runtime.CompilerServices;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.Clicks;

/// <summary>The Click Report as a file: the columns shown, the newest first.</summary>
public sealed class ClickExport(ClickList list, ClickQueries queries, NameBook book, Catalog catalog) : IExportSource
{
    private const int Chunk = 5_000;

    public string Page => "clicks";

    public string Title => "Click Report";

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var asked = await queries.ReadAsync(actor, query, cancel);
        return asked.Errors.Any
            ? new Outcome<ExportTable>.Invalid(asked.Errors)
            : Outcome.Done(new ExportTable([.. asked.Columns.Select(c => c.Key)], RowsAsync(actor, asked.Filter, asked.Columns, cancel)));
    }

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(Actor actor, ClickFilter filter, IReadOnlyList<ReportColumn> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = catalog.Current.Ids;
        long? before = null;
        do
        {
            var slice = await list.NewestAsync(actor, filter, Chunk, before, cancel);
            var names = await book.OfAsync(actor, slice.Rows.Select(c => c.AdvertiserId), slice.Rows.Select(c => c.OfferId), slice.Rows.Select(c => c.PartnerId), cancel);
            foreach (var row in slice.Rows)
            {
                yield return [.. columns.Select(c => ClickColumns.Cell(c.Key, row, names, ids))];
            }

            before = slice.NextAfter;
        }
        while (before is not null);
    }
}
