using System.Runtime.InteropServices;
using CouponPortal.Data.Sql;

namespace CouponPortal.Features.Attribution;

/// <summary>The report's sums on SQLite, in one pass over its index: grouping there would sort all of it, twice.</summary>
internal static class AttributionHash
{
    public static AttributionSums Read(ReadSession session, AttributionSql sql, CancellationToken cancel)
    {
        var (moves, codes) = (new Dictionary<(long Credited, long InsteadOf, long Click, string Currency), Sum>(), new Dictionary<(string Code, string Currency), CodeSum>());
        session.Scan(sql.Each(), Add, cancel);
        return AttributionSums.Of(
            [
                .. moves.OrderBy(m => m.Key.Credited).ThenBy(m => m.Key.InsteadOf).ThenBy(m => m.Key.Currency, StringComparer.Ordinal).ThenBy(m => m.Key.Click).Select(m => new AttributionMove(
                    AttributionSums.Id(m.Key.Credited), AttributionSums.Id(m.Key.InsteadOf), m.Key.Currency, m.Key.Click == 1, m.Value.Orders, m.Value.Amount, m.Value.Payout)),
            ],
            codes.OrderByDescending(c => c.Value.Moved.Orders).ThenBy(c => c.Key.Code, StringComparer.Ordinal).ThenBy(c => c.Key.Currency, StringComparer.Ordinal).Select(c => new AttributionCode(
                c.Key.Code.Length == 0 ? null : c.Key.Code, c.Key.Currency, c.Value.All, c.Value.Moved.Orders, c.Value.Clickless, c.Value.Moved.Amount, c.Value.Moved.Payout)),
            sql.IsSuppressed);

        void Add(SqlRow row)
        {
            var (credited, insteadOf, click, currency, amount, payout) = (row.Int64(0), row.Int64(1), row.Int64(2), row.Text(3), row.Int64(5), row.Int64(6));
            CollectionsMarshal.GetValueRefOrAddDefault(moves, (credited, insteadOf, click, currency), out _).Add(amount, payout);
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(codes, (row.Text(4), currency), out _);
            code.All++;
            if (sql.IsSuppressed || credited != insteadOf)
            {
                code.Moved.Add(amount, payout);
                code.Clickless += 1 - click;
            }
        }
    }

    private struct Sum
    {
        public long Orders, Amount, Payout;

        public void Add(long amount, long payout)
        {
            Orders++;
            Amount += amount;
            Payout += payout;
        }
    }

    private struct CodeSum
    {
        public long All, Clickless;
        public Sum Moved;
    }
}
