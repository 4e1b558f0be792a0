namespace CouponPortal.Features.Attribution;

/// <summary>Orders and their amount in minor units.</summary>
public readonly record struct MatrixCell(long Orders, long Amount)
{
    public static MatrixCell operator +(MatrixCell a, MatrixCell b) => new(a.Orders + b.Orders, a.Amount + b.Amount);
}

/// <param name="PartnerId">Who gained; null = nobody.</param>
/// <param name="Cells">One for each column.</param>
/// <param name="Rest">Of the columns that are not shown.</param>
public sealed record MatrixRow(int? PartnerId, IReadOnlyList<MatrixCell> Cells, MatrixCell Rest, MatrixCell Total);

/// <summary>
/// Which partner gained from which, in one currency: rows gained, columns would have had it. The largest first on both sides; what does not fit is added up.
/// </summary>
/// <param name="Columns">Null = nobody.</param>
/// <param name="OtherColumns">How many are in <see cref="MatrixRow.Rest"/>.</param>
/// <param name="OtherRows">How many partners are in <paramref name="Rest"/>.</param>
/// <param name="Rest">The rows that are not shown, together; null when all are.</param>
/// <param name="Sums">Of each column.</param>
public sealed record AttributionMatrix(
    string Currency, IReadOnlyList<int?> Columns, int OtherColumns, IReadOnlyList<MatrixRow> Rows, int OtherRows, MatrixRow? Rest, MatrixRow Sums)
{
    private readonly long _largest = Rows.SelectMany(r => r.Cells).Append(default).Max(c => c.Amount);

    /// <summary>Of four steps by how much of the largest cell this one is; 0 for an empty one. An aid to the eye: the figure says it.</summary>
    public int Shade(MatrixCell cell) => cell.Orders == 0 ? 0 : _largest <= 0 ? 1 : Math.Clamp((int)Math.Ceiling(4m * cell.Amount / _largest), 1, 4);

    /// <param name="most">Rows and columns that are shown.</param>
    public static AttributionMatrix Of(IEnumerable<AttributionMove> moves, string currency, int most)
    {
        var cells = moves.Where(m => m.Currency == currency)
            .GroupBy(m => (Gained: m.CreditedPartnerId ?? 0, Lost: m.InsteadOfPartnerId ?? 0))
            .ToDictionary(g => g.Key, g => g.Aggregate(default(MatrixCell), (sum, m) => sum + new MatrixCell(m.Orders, m.Amount)));
        var (gained, lost) = (Largest(cells.GroupBy(c => c.Key.Gained)), Largest(cells.GroupBy(c => c.Key.Lost)));
        var columns = lost.Take(most).ToList();
        var rows = gained.Take(most).Select(partner => RowOf(partner == 0 ? null : partner, [partner])).ToList();
        var others = gained.Skip(most).ToHashSet();
        return new(
            currency, [.. columns.Select(c => c == 0 ? (int?)null : c)], lost.Count - columns.Count, rows, others.Count, others.Count == 0 ? null : RowOf(null, others), RowOf(null, [.. gained]));

        MatrixRow RowOf(int? partner, HashSet<int> of)
        {
            var mine = cells.Where(c => of.Contains(c.Key.Gained)).ToList();
            var byColumn = columns.Select(column => Sum(mine.Where(c => c.Key.Lost == column))).ToList();
            return new(partner, byColumn, Sum(mine.Where(c => !columns.Contains(c.Key.Lost))), Sum(mine));
        }
    }

    private static List<int> Largest(IEnumerable<IGrouping<int, KeyValuePair<(int Gained, int Lost), MatrixCell>>> groups) =>
        [.. groups.Select(g => (Id: g.Key, Sum: Sum(g))).OrderByDescending(g => g.Sum.Amount).ThenByDescending(g => g.Sum.Orders).ThenBy(g => g.Id).Select(g => g.Id)];

    private static MatrixCell Sum(IEnumerable<KeyValuePair<(int Gained, int Lost), MatrixCell>> cells) => cells.Aggregate(default(MatrixCell), (sum, c) => sum + c.Value);
}
