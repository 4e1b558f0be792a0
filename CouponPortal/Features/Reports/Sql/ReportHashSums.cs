using System.Globalization;
using System.Runtime.InteropServices;
using CouponPortal.Data;
using CouponPortal.Data.Sql;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>
/// Sums of rollups on SQLite, where a GROUP BY sorts all rows by their key: of a range with hundreds of thousands that is nine tenths of the time. Here they go into a
/// table of hashes, and what is left of them into a table of the session, from which the statement goes on as from its own sums.
/// </summary>
internal static class ReportHashSums
{
    public const string Table = "temp.rollup_sums";

    /// <summary>
    /// Whether the keys are many and lie far from each other: then sorting costs most. Advertisers, days and offers come nearly sorted. A text among the dimensions
    /// would cost more to read than to sort.
    /// </summary>
    public static bool Fits(ReportPlan plan) =>
        plan.UsesRollups && plan.Spec.Dimensions.Any(d => d is ReportDimension.Partner or ReportDimension.Coupon) && plan.Spec.Dimensions.All(d => !ReportColumns.Of(d).IsText);

    public static void Fill(ReadSession session, ReportPlan plan, CancellationToken cancel)
    {
        var count = plan.Spec.Dimensions.Count;
        var (sums, currencies) = (new Dictionary<Key, Figures>(), new List<string> { "" });
        foreach (var period in plan.Periods)
        {
            if (ReportPlan.ReadsClicks(plan.Spec))
            {
                session.Scan(Text(sources => sources.EachClickRollup(period)), row => AddClicks(ref Of(row, 0, period.Number), row), cancel);
            }

            if (ReportPlan.ReadsOrders(plan.Spec))
            {
                session.Scan(Text(sources => sources.EachOrderRollup(period)), row => AddOrders(ref Of(row, CurrencyOf(row.Text(count)), period.Number), row), cancel);
            }
        }

        var columns = string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i}, "))) + "cur, p, " + string.Join(", ", ReportSources.Figures);
        var marks = string.Join(", ", Enumerable.Repeat("?", count + 2 + ReportSources.Figures.Length));
        session.Fill($"CREATE TABLE {Table} ({columns})", $"INSERT INTO {Table} VALUES ({marks})", sums.Select(s => Row(s.Key, s.Value)));

        ref Figures Of(SqlRow row, int currency, int period) => ref CollectionsMarshal.GetValueRefOrAddDefault(
            sums, new Key(row.Int64(0), count > 1 ? row.Int64(1) : 0, count > 2 ? row.Int64(2) : 0, count > 3 ? row.Int64(3) : 0, currency, period), out _);

        void AddClicks(ref Figures sum, SqlRow row)
        {
            var clicks = row.Int64(count);
            sum.Clicks += clicks;
            sum.Counted += row.Int64(count + 1) * clicks;
        }

        void AddOrders(ref Figures sum, SqlRow row)
        {
            var (code, orders, amount) = (row.Int64(count + 1), row.Int64(count + 2), row.Int64(count + 3));
            var status = code & ~1;
            var lost = status is ReportSources.Status.Rejected or ReportSources.Status.Invalid;
            sum.Orders += orders;
            sum.Clickless += (code & 1) * orders;
            sum.Pending += status == ReportSources.Status.Pending ? orders : 0;
            sum.Approved += status == ReportSources.Status.Approved ? orders : 0;
            sum.Rejected += status == ReportSources.Status.Rejected ? orders : 0;
            sum.Amount += amount;
            sum.Reversed += lost ? amount : row.Int64(count + 4);
            sum.Payout += lost ? 0 : row.Int64(count + 5);
        }

        SqlText Text(Func<ReportSources, string> source)
        {
            var text = new SqlText(DatabaseProvider.Sqlite);
            return text.Add(source(new ReportSources(text, plan)));
        }

        // Few: nearly always the last one's.
        int CurrencyOf(string text)
        {
            var known = currencies.IndexOf(text);
            if (known < 0)
            {
                known = currencies.Count;
                currencies.Add(text);
            }

            return known;
        }

        List<object> Row(Key key, Figures figures)
        {
            var row = new List<object>(count + 2 + ReportSources.Figures.Length);
            row.AddRange(new object[] { key.D0, key.D1, key.D2, key.D3 }.Take(count));
            row.Add(currencies[key.Currency]);
            row.AddRange([key.Period, figures.Clicks, figures.Counted, figures.Orders, figures.Clickless, figures.Pending, figures.Approved, figures.Rejected, figures.Amount, figures.Reversed, figures.Payout]);
            return row;
        }
    }

    private readonly record struct Key(long D0, long D1, long D2, long D3, int Currency, int Period);

    // In the order of ReportSources.Figures.
    private struct Figures
    {
        public long Clicks, Counted, Orders, Clickless, Pending, Approved, Rejected, Amount, Reversed, Payout;
    }
}
