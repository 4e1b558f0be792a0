using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Features.Dashboard;

/// <summary>
/// Parts of days, which rollups do not have: from clicks and orders, each by a range of its key or index. CROSS JOIN keeps SQLite to that order.
/// </summary>
internal sealed class TodaySql(DatabaseProvider provider, DashboardScope scope, DaysBeside days)
{
    private const int Test = (int)ConversionFlags.Test;

    private IEnumerable<(int Number, PartOfDay Part)> Parts => [(0, days.Today), (1, days.Yesterday), (2, days.WeekAgo)];

    private string Ids => scope.AdvertiserIds is not { Count: > 0 } ids ? "-1" : string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Part, currency, orders, amount, payout.</summary>
    public SqlText Orders()
    {
        var sql = new SqlText(provider);
        var source = scope.AdvertiserIds is null ? "z CROSS JOIN conversions c WHERE 1 = 1" : $"z CROSS JOIN advertisers a CROSS JOIN conversions c WHERE a.id IN ({Ids}) AND c.advertiser_id = a.id";
        return sql.Add($"WITH z(p, t0, t1) AS (VALUES {string.Join(", ", Parts.Select(Times))}) ")
            .Add("SELECT z.p, c.currency, COUNT(*), CAST(SUM(c.amount) AS bigint), CAST(SUM(CASE WHEN c.status = 'rejected' THEN 0 ELSE c.payout END) AS bigint)")
            .Add($" FROM {source} AND c.order_time >= z.t0 AND c.order_time < z.t1 AND c.status <> 'invalid' AND (c.flags & {Test}) = 0{OfPartner(sql)} GROUP BY z.p, c.currency");
    }

    /// <summary>Part, clicks.</summary>
    public SqlText Clicks()
    {
        var sql = new SqlText(provider);
        return sql.Add($"WITH z(p, k0, k1) AS (VALUES {string.Join(", ", Parts.Select(Keys))}) SELECT z.p, COUNT(*) FROM z CROSS JOIN clicks c WHERE c.id >= z.k0 AND c.id < z.k1")
            .Add($"{(scope.AdvertiserIds is null ? "" : $" AND c.advertiser_id IN ({Ids})")}{OfPartner(sql)} GROUP BY z.p");
    }

    private string OfPartner(SqlText sql) => scope.Actor is { IsStaff: false, PartnerId: { } partner } ? $" AND c.partner_id = {sql.Value(partner)}" : "";

    private static string Times((int Number, PartOfDay Part) p) =>
        string.Create(CultureInfo.InvariantCulture, $"({p.Number}, {UtcMicroseconds.FromUtc(p.Part.Start)}, {UtcMicroseconds.FromUtc(p.Part.End)})");

    private static string Keys((int Number, PartOfDay Part) p) => string.Create(CultureInfo.InvariantCulture, $"({p.Number}, {EventKey.First(p.Part.Start)}, {EventKey.First(p.Part.End)})");
}
