using CouponPortal.Features.Attribution;

namespace CouponPortal.Tests.Features.Attribution;

public sealed class AttributionMatrixTests
{
    [Fact]
    public void Rows_are_who_gained_and_columns_instead_of_whom_the_largest_first()
    {
        var matrix = AttributionMatrix.Of([Move(1, 2, 50), Move(1, null, 20), Move(1, 2, 5, hasClick: false), Move(3, 2, 500), Move(3, 1, 7, "EUR")], "USD", 10);

        Assert.Equal([2, null], matrix.Columns);
        Assert.Equal([3, 1], matrix.Rows.Select(r => r.PartnerId));
        Assert.Equal([new(1, 500), default], matrix.Rows[0].Cells);
        Assert.Equal([new(2, 55), new MatrixCell(1, 20)], matrix.Rows[1].Cells);
        Assert.Equal(new MatrixCell(3, 75), matrix.Rows[1].Total);
        Assert.Equal((new MatrixCell(4, 575), 0, 0), (matrix.Sums.Total, matrix.OtherColumns, matrix.OtherRows));
        Assert.Equal((4, 1, 0), (matrix.Shade(new(1, 500)), matrix.Shade(new(1, 20)), matrix.Shade(default)));
    }

    [Fact]
    public void What_does_not_fit_is_added_up_and_nothing_is_lost()
    {
        var moves = Enumerable.Range(1, 40).SelectMany(gained => Enumerable.Range(1, 40).Where(lost => lost != gained).Select(lost => Move(gained, lost, gained * lost))).ToList();

        var matrix = AttributionMatrix.Of(moves, "USD", 12);

        Assert.Equal((12, 12, 28, 28), (matrix.Rows.Count, matrix.Columns.Count, matrix.OtherRows, matrix.OtherColumns));
        var all = moves.Sum(m => m.Amount);
        Assert.Equal(all, matrix.Sums.Total.Amount);
        Assert.Equal(all, matrix.Rows.Sum(r => r.Total.Amount) + matrix.Rest!.Total.Amount);
        Assert.All(matrix.Rows.Append(matrix.Rest!).Append(matrix.Sums), r => Assert.Equal(r.Total.Amount, r.Cells.Sum(c => c.Amount) + r.Rest.Amount));
    }

    private static AttributionMove Move(int? gained, int? lost, long amount, string currency = "USD", bool hasClick = true) => new(gained, lost, currency, hasClick, 1, amount, 0);
}
