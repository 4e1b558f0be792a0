using System.Runtime.CompilerServices;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Domain.Accounts;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>A row of the report before its names are known; or the totals.</summary>
/// <param name="Count">Of the totals: how many rows there are.</param>
/// <param name="Values">A number or a text for each dimension.</param>
internal sealed record ReportLine(bool IsTotal, int Count, object[] Values, ReportFigures Figures, ReportFigures? Compared)
{
    /// <summary>The totals of nothing.</summary>
    public static ReportLine Empty(ReportSpec spec)
    {
        var (figures, compared) = new ReportFiguresReader(spec).Take();
        return new(IsTotal: true, 0, [], figures, compared);
    }

    public static async IAsyncEnumerable<ReportLine> ReadAsync(ReadSession session, SqlText statement, ReportSpec spec, [EnumeratorCancellation] CancellationToken cancel)
    {
        const int FirstDimension = 2;
        var currency = FirstDimension + spec.Dimensions.Count;
        var figures = new ReportFiguresReader(spec);
        var (place, count, values) = (-1L, 0, Array.Empty<object>());
        await foreach (var row in session.ReadAsync(statement, cancel))
        {
            if (row.Int64(0) != place)
            {
                if (place >= 0)
                {
                    yield return Taken();
                }

                (place, count) = (row.Int64(0), (int)row.Int64(1));
                values = [.. spec.Dimensions.Select((d, i) => ReportColumns.Of(d).IsText ? (object)row.Text(FirstDimension + i) : row.Int64(FirstDimension + i))];
            }

            figures.Add(row, currency);
        }

        if (place >= 0)
        {
            yield return Taken();
        }

        ReportLine Taken()
        {
            var (now, compared) = figures.Take();
            return new(place == 0, count, values, now, compared);
        }
    }

    public static async Task<IReadOnlyList<ReportRow>> LabelAsync(PortalDbContext db, Actor actor, ReportSpec spec, IReadOnlyList<ReportLine> lines, CancellationToken cancel)
    {
        var labels = await ReportLabels.ReadAsync(db, actor, spec, [.. lines.Select(l => l.Values)], cancel);
        return [.. lines.Select(l => new ReportRow([.. spec.Dimensions.Select((d, i) => labels.Of(d, l.Values[i]))], l.Figures, l.Compared))];
    }
}
