using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Features.Dashboard;

/// <summary>What of a day is read from rows, since rollups have whole days alone: the part itself, or the rest of its day, whichever is shorter.</summary>
/// <param name="IsRest">The part is the whole day less these rows.</param>
internal readonly record struct PartRows(DateOnly Day, DateTime From, DateTime Until, bool IsRest)
{
    /// <param name="byRows">The scope has no days in common, so that no rollup has this one.</param>
    public static PartRows Of(PartOfDay part, TimeZoneInfo zone, bool byRows)
    {
        var end = LocalDays.EndUtc(part.Day, zone);
        return byRows || part.End - part.Start < end - part.End ? new(part.Day, part.Start, part.End, IsRest: false) : new(part.Day, part.End, end, IsRest: true);
    }

    /// <param name="day">The whole day's figure.</param>
    public long Figure(long day, long rows) => IsRest ? day - rows : rows;
}

/// <summary>Parts of days from clicks and orders, each by a range of its key or index whose ends stand in the statement: of ends in a joined table PostgreSQL knows nothing. CROSS JOIN keeps SQLite to that order.</summary>
internal sealed class TodaySql(DatabaseProvider provider, DashboardScope scope, IReadOnlyList<PartRows> parts)
{
    private const int Test = (int)ConversionFlags.Test;

    private string Ids => scope.AdvertiserIds is not { Count: > 0 } ids ? "-1" : string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Part, currency, orders, amount, payout.</summary>
    public SqlText Orders()
    {
        var sql = new SqlText(provider);
        var source = scope.AdvertiserIds is null ? "conversions c WHERE" : $"advertisers a CROSS JOIN conversions c WHERE a.id IN ({Ids}) AND c.advertiser_id = a.id AND";
        return Parts(sql, UtcMicroseconds.FromUtc, (part, from, until) =>
            $"SELECT {part}, c.currency, COUNT(*), CAST(SUM(c.amount) AS bigint), CAST(SUM(CASE WHEN c.status = 'rejected' THEN 0 ELSE c.payout END) AS bigint) FROM {source} "
            + $"c.order_time >= {from} AND c.order_time < {until} AND c.status <> 'invalid' AND (c.flags & {Test}) = 0{OfPartner(sql)} GROUP BY c.currency");
    }

    /// <summary>Part, clicks.</summary>
    public SqlText Clicks()
    {
        var sql = new SqlText(provider);
        var whose = scope.AdvertiserIds is null ? "" : $" AND c.advertiser_id IN ({Ids})";
        return Parts(sql, EventKey.First, (part, from, until) => $"SELECT {part}, COUNT(*) FROM clicks c WHERE c.id >= {from} AND c.id < {until}{whose}{OfPartner(sql)}");
    }

    private string OfPartner(SqlText sql) => scope.Actor is { IsStaff: false, PartnerId: { } partner } ? $" AND c.partner_id = {sql.Value(partner)}" : "";

    private SqlText Parts(SqlText sql, Func<DateTime, long> key, Func<string, string, string, string> select) =>
        sql.Add(string.Join(" UNION ALL ", parts.Select((part, i) => select(Text(i), Text(key(part.From)), Text(key(part.Until))))));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
