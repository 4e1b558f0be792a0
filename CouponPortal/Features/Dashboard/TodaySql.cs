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

/// <summary>Parts of days from clicks and orders, each by a range of its key or index. CROSS JOIN keeps SQLite to that order.</summary>
internal sealed class TodaySql(DatabaseProvider provider, DashboardScope scope, IReadOnlyList<PartRows> parts)
{
    private const int Test = (int)ConversionFlags.Test;

    private string Ids => scope.AdvertiserIds is not { Count: > 0 } ids ? "-1" : string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Part, currency, orders, amount, payout.</summary>
    public SqlText Orders()
    {
        var sql = new SqlText(provider);
        var source = scope.AdvertiserIds is null ? "z CROSS JOIN conversions c WHERE 1 = 1" : $"z CROSS JOIN advertisers a CROSS JOIN conversions c WHERE a.id IN ({Ids}) AND c.advertiser_id = a.id";
        return sql.Add($"WITH z(p, t0, t1) AS (VALUES {Values(UtcMicroseconds.FromUtc)}) ")
            .Add("SELECT z.p, c.currency, COUNT(*), CAST(SUM(c.amount) AS bigint), CAST(SUM(CASE WHEN c.status = 'rejected' THEN 0 ELSE c.payout END) AS bigint)")
            .Add($" FROM {source} AND c.order_time >= z.t0 AND c.order_time < z.t1 AND c.status <> 'invalid' AND (c.flags & {Test}) = 0{OfPartner(sql)} GROUP BY z.p, c.currency");
    }

    /// <summary>Part, clicks.</summary>
    public SqlText Clicks()
    {
        var sql = new SqlText(provider);
        return sql.Add($"WITH z(p, k0, k1) AS (VALUES {Values(EventKey.First)}) SELECT z.p, COUNT(*) FROM z CROSS JOIN clicks c WHERE c.id >= z.k0 AND c.id < z.k1")
            .Add($"{(scope.AdvertiserIds is null ? "" : $" AND c.advertiser_id IN ({Ids})")}{OfPartner(sql)} GROUP BY z.p");
    }

    private string OfPartner(SqlText sql) => scope.Actor is { IsStaff: false, PartnerId: { } partner } ? $" AND c.partner_id = {sql.Value(partner)}" : "";

    private string Values(Func<DateTime, long> key) =>
        string.Join(", ", parts.Select((part, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, {key(part.From)}, {key(part.Until)})")));
}
