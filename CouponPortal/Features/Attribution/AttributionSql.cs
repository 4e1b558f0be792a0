using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Data.ValueConverters;

namespace CouponPortal.Features.Attribution;

/// <summary>The report's statements. They read its own index alone: SQLite is told so, PostgreSQL finds it by the condition.</summary>
internal sealed class AttributionSql(DatabaseProvider provider, AttributionReportFilter filter, TimeZoneInfo zone)
{
    private const string Moved = AttributionRows.Moved;

    private readonly bool _suppressed = filter.Feature == AttributionFeature.SuppressedCodes;

    public bool IsSuppressed => _suppressed;

    private string From => " FROM conversions" + (provider == DatabaseProvider.Sqlite ? " INDEXED BY " + (_suppressed ? AttributionRows.SuppressedIndex : AttributionRows.ExclusiveIndex) : "");

    /// <summary>One number.</summary>
    public SqlText Count()
    {
        var sql = new SqlText(provider);
        return sql.Add($"SELECT COUNT(*){From}{Listed(sql)}");
    }

    /// <summary>Ids of a page.</summary>
    /// <param name="order">Columns and directions.</param>
    public SqlText Page(string order, int skip, int take)
    {
        var sql = new SqlText(provider);
        return sql.Add($"SELECT id{From}{Listed(sql)} ORDER BY {order} LIMIT {sql.Value(take)} OFFSET {sql.Value(skip)}");
    }

    /// <summary>Ids of the newest arrivals before a key.</summary>
    public SqlText Newest(int limit, long? before)
    {
        var sql = new SqlText(provider);
        return sql.Add($"SELECT id{From}{Listed(sql)}{(before is { } key ? $" AND id < {sql.Value(key)}" : "")} ORDER BY id DESC LIMIT {sql.Value(limit)}");
    }

    /// <summary>Ids of the oldest orders after another one.</summary>
    public SqlText After((DateTime Time, long Id)? last, int limit)
    {
        var sql = new SqlText(provider);
        sql.Add($"SELECT id{From}{Listed(sql)}");
        if (last is var (time, id))
        {
            var at = UtcMicroseconds.FromUtc(time);
            sql.Add($" AND order_time >= {sql.Value(at)} AND (order_time > {sql.Value(at)} OR id > {sql.Value(id)})");
        }

        return sql.Add($" ORDER BY order_time, id LIMIT {sql.Value(limit)}");
    }

    /// <summary>Moves and, under the same partner twice, what the feature decided without changing it: credited, instead of, currency, has a click; orders, amount, payout.</summary>
    public SqlText Moves()
    {
        var sql = new SqlText(provider);
        return sql.Add($"SELECT {Pair}, currency, CASE WHEN click_id IS NULL THEN 0 ELSE 1 END, {Sums("1 = 1")}{From}{Summed(sql)} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4");
    }

    /// <summary>Each order: credited, instead of, has a click, currency, code, amount, payout. SQLite groups by sorting, which costs more than reading all of it.</summary>
    public SqlText Each()
    {
        var sql = new SqlText(provider);
        var payout = _suppressed ? "0" : "CASE WHEN status = 'rejected' THEN 0 ELSE payout END";
        return sql.Add($"SELECT {Pair}, CASE WHEN click_id IS NULL THEN 0 ELSE 1 END, currency, COALESCE(coupon_code, ''), amount, {payout}{From}{Summed(sql)}");
    }

    /// <summary>By code: code, currency, all orders; of those that moved orders, clickless ones, amount, payout. The codes with the most moved orders first.</summary>
    public SqlText Codes(int most)
    {
        var sql = new SqlText(provider);
        var moved = _suppressed ? "1 = 1" : Moved;
        return sql.Add($"SELECT COALESCE(coupon_code, ''), currency, COUNT(*), {Sums(moved)}, {Sum(moved + " AND click_id IS NULL", "1")}{From}{Summed(sql)} GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT {sql.Value(most)}");
    }

    private string Pair => _suppressed ? "0, suppressed_partner_id" : "COALESCE(partner_id, 0), COALESCE(counterfactual_partner_id, 0)";

    // As every report: invalid orders are listed but are none, rejected ones pay nothing. A suppressed order pays nothing either, and its index has no payout.
    private string Sums(string when) => $"{Sum(when, "1")}, {Sum(when, "amount")}, {(_suppressed ? "0" : Sum($"{when} AND status <> 'rejected'", "payout"))}";

    private static string Sum(string when, string what) => $"CAST(COALESCE(SUM(CASE WHEN {when} THEN {what} ELSE 0 END), 0) AS bigint)";

    private string Listed(SqlText sql) => Where(sql) + (_suppressed ? "" : " AND " + Moved) + InsteadOf(sql, " AND {0}");

    private string Summed(SqlText sql) => Where(sql) + " AND status <> 'invalid'" + InsteadOf(sql, _suppressed ? " AND {0}" : $" AND ({{0}} OR NOT ({Moved}))");

    private string Where(SqlText sql)
    {
        var days = DayRange.Of(filter.From, filter.To, zone);
        var where = $" WHERE {(_suppressed ? AttributionRows.Suppressed : AttributionRows.Exclusive)} AND advertiser_id = {sql.Value(filter.AdvertiserId)}"
            + (days.Start is { } start ? $" AND order_time >= {sql.Value(UtcMicroseconds.FromUtc(start))}" : "")
            + (days.End is { } end ? $" AND order_time < {sql.Value(UtcMicroseconds.FromUtc(end))}" : "")
            + (filter.PartnerId is { } partner ? " AND " + Is(sql, "partner_id", partner) : "")
            + (filter.OfferId is { } offer ? $" AND offer_id = {sql.Value(offer)}" : "");
        var code = filter.CouponCode?.Trim().ToUpperInvariant();
        return string.IsNullOrEmpty(code) ? where

            // No stored text has it, and PostgreSQL refuses it even as a value.
            : code.Contains('\0', StringComparison.Ordinal) ? where + " AND 1 = 0"
            : where + $" AND coupon_code = {sql.Value(code)}";
    }

    private string InsteadOf(SqlText sql, string within) => filter.InsteadOfPartnerId is { } partner
        ? within.Replace("{0}", Is(sql, _suppressed ? "suppressed_partner_id" : "counterfactual_partner_id", partner), StringComparison.Ordinal)
        : "";

    private static string Is(SqlText sql, string column, int partner) => partner == AttributionReportFilter.Nobody ? column + " IS NULL" : $"{column} = {sql.Value(partner)}";
}
