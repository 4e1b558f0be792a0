using System.Runtime.CompilerServices;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.Conversions;

/// <summary>The Conversion Report as a file: the columns shown, the newest arrival first.</summary>
public sealed class ConversionExport(ConversionList list, ConversionQueries queries, NameBook book, Catalog catalog) : IExportSource
{
    private const int Chunk = 2_000;

    public string Page => "conversions";

    public string Title => "Conversion Report";

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        var asked = await queries.ReadAsync(actor, query, cancel);
        if (asked.Errors.Any)
        {
            return new Outcome<ExportTable>.Invalid(asked.Errors);
        }

        // An amount without its currency is no amount.
        var columns = asked.Columns;
        if (columns.Any(c => c.Key is "amount" or "payout" or "reversed") && !columns.Any(c => c.Key == "currency"))
        {
            columns = [.. columns, ConversionColumns.All.Single(c => c.Key == "currency")];
        }

        // Who adds up a file must not add up tests; whoever wants them says so.
        var filter = asked.Filter with { WithoutTests = asked.Filter.Flag != ConversionFlags.Test };
        return Outcome.Done(new ExportTable([.. columns.Select(c => c.Key)], RowsAsync(actor, filter, columns, cancel)));
    }

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(Actor actor, ConversionFilter filter, IReadOnlyList<ReportColumn> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = catalog.Current.Ids;
        var before = long.MaxValue;
        while (await list.ChunkAsync(actor, filter, Chunk, before, cancel) is { Count: > 0 } rows)
        {
            before = rows[^1].Id;
            var names = await book.NamesAsync(actor, rows, null, cancel);
            foreach (var row in rows)
            {
                yield return [.. columns.Select(c => ConversionColumns.Cell(c.Key, row, names, ids))];
            }
        }
    }
}
