using System.Data.Common;
using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Bench.Reports;

/// <summary>What somebody who knows the tables would write for one preset: a statement for clicks and one for orders, once over the rollups and once over the rows.</summary>
internal sealed class HandWritten
{
    private readonly string[] _rollups;
    private readonly string[] _rows;

    /// <param name="column">The id that it is by; null = the day.</param>
    /// <param name="advertiser">Null = all.</param>
    public HandWritten(string? column, int? advertiser, DateOnly from, DateOnly to)
    {
        var zone = LocalDays.Zone(ReportSeed.Zone);
        var (start, end) = (LocalDays.StartUtc(from, zone), LocalDays.EndUtc(to, zone));
        var (t0, t1) = (Micro(start), Micro(end));
        var whose = advertiser is { } one ? $"advertiser_id = {one}" : $"advertiser_id BETWEEN 1 AND {ReportSeed.Advertisers}";
        var offset = (long)zone.GetUtcOffset(start).TotalMilliseconds;
        const string Lost = "status IN ('rejected', 'invalid')";
        var sums = $"SUM(orders), SUM(CASE WHEN clickless THEN orders ELSE 0 END), SUM(amount), SUM(CASE WHEN {Lost} THEN amount ELSE reversed END), SUM(CASE WHEN {Lost} THEN 0 ELSE payout END)";
        var days = $"{whose} AND day BETWEEN {from.DayNumber} AND {to.DayNumber}";
        _rollups =
        [
            $"SELECT {column ?? "day"}, SUM(clicks), SUM(CASE WHEN outcome = 'delivered' THEN clicks ELSE 0 END) FROM click_rollups WHERE {days} GROUP BY 1 ORDER BY 2 DESC",
            $"SELECT {column ?? "day"}, currency, {sums} FROM conversion_rollups WHERE {days} AND status <> 'invalid' GROUP BY 1, 2 ORDER BY 3 DESC",
        ];
        var rowSums = $"COUNT(*), SUM(CASE WHEN click_id IS NULL THEN 1 ELSE 0 END), SUM(amount), SUM(CASE WHEN {Lost} THEN amount ELSE reversed END), SUM(CASE WHEN {Lost} THEN 0 ELSE payout END)";
        var key = EventKey.First(DateTime.UnixEpoch.AddMilliseconds(1)).ToString(CultureInfo.InvariantCulture);

        // Within the range the offset is that of its start, or the day would be off by the hour; only this reference's own.
        _rows =
        [
            $"SELECT {column ?? $"(id / {key} + {offset}) / 86400000"}, COUNT(*), SUM(CASE WHEN outcome = 'delivered' THEN 1 ELSE 0 END) FROM clicks WHERE id >= {EventKey.First(start)} AND id < {EventKey.First(end)}{(advertiser is null ? "" : " AND " + whose)} GROUP BY 1 ORDER BY 2 DESC",
            $"SELECT {column ?? $"(order_time / 1000 + {offset}) / 86400000"}, currency, {rowSums} FROM conversions WHERE {whose} AND order_time >= {t0} AND order_time < {t1} AND status <> 'invalid' AND (flags & 512) = 0 GROUP BY 1, 2 ORDER BY 3 DESC",
        ];
    }

    public Task<(long Clicks, long Orders)> OverRollupsAsync(Database database, CancellationToken cancel) => RunAsync(database, _rollups, cancel);

    public Task<(long Clicks, long Orders)> OverRowsAsync(Database database, CancellationToken cancel) => RunAsync(database, _rows, cancel);

    private static async Task<(long Clicks, long Orders)> RunAsync(Database database, string[] statements, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await SumAsync(connection, statements[0], 1, cancel), await SumAsync(connection, statements[1], 2, cancel));
    }

    private static async Task<long> SumAsync(DbConnection connection, string sql, int column, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Words of this file and numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var row = await command.ExecuteReaderAsync(cancel);
        var sum = 0L;
        while (await row.ReadAsync(cancel))
        {
            sum += Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);
        }

        return sum;
    }

    private static long Micro(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
