using CouponPortal.Data.Sql;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>Puts the lines of one row together: a line a currency and period.</summary>
internal sealed class ReportFiguresReader(ReportSpec spec)
{
    private readonly bool _clicks = ReportPlan.ReadsClicks(spec);
    private readonly bool _orders = ReportPlan.ReadsOrders(spec);
    private readonly Sum[] _periods = [new(), new()];

    /// <param name="first">The column of the currency.</param>
    public void Add(SqlRow row, int first)
    {
        var sum = _periods[row.Int64(first + 1)];
        for (var i = 0; i < Counts; i++)
        {
            sum.Counts[i] += row.Int64(first + 2 + i);
        }

        if (row.Int64(first + 4) is > 0 and var orders)
        {
            var money = first + 2 + Counts;
            sum.Money.Add(new(row.Text(first), orders, row.Int64(money), row.Int64(money + 1), row.Int64(money + 2)));
        }
    }

    /// <summary>What was added since the last call.</summary>
    public (ReportFigures Figures, ReportFigures? Compared) Take()
    {
        var taken = (Of(_periods[0]), spec.CompareFrom is null ? null : Of(_periods[1]));
        (_periods[0], _periods[1]) = (new(), new());
        return taken;
    }

    /// <summary>The currency that a sort by money goes by: the one with most orders.</summary>
    public static string? MainCurrency(ReportSpec spec, ReportFigures totals) =>
        spec.Currency ?? totals.Money.OrderByDescending(m => m.Orders).ThenBy(m => m.Currency, StringComparer.Ordinal).FirstOrDefault()?.Currency;

    private const int Counts = 7;

    private ReportFigures Of(Sum sum) => new(
        _clicks ? sum.Counts[0] : null, _clicks ? sum.Counts[1] : null, Orders(sum, 2), Orders(sum, 3), Orders(sum, 4), Orders(sum, 5), Orders(sum, 6),
        [.. sum.Money.OrderBy(m => m.Currency, StringComparer.Ordinal)]);

    private long? Orders(Sum sum, int index) => _orders ? sum.Counts[index] : null;

    private sealed class Sum
    {
        public long[] Counts { get; } = new long[ReportFiguresReader.Counts];

        public List<ReportMoney> Money { get; } = [];
    }
}
