using System.Globalization;
using CouponPortal.Data.Sql;
using CouponPortal.Domain.Clicks;
using CouponPortal.Data.ValueConverters;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>Selects that a report is the union of: one for each kind of event, source and period; each summed by itself, which both engines do best.</summary>
internal sealed class ReportSources(SqlText sql, ReportPlan plan)
{
    /// <summary>Columns of every source after the dimensions: the currency, the period's number, and these.</summary>
    public static readonly string[] Figures = ["clicks", "counted", "orders", "clickless", "pending", "approved", "rejected", "amount", "reversed", "payout"];

    private const int Test = (int)Domain.Conversions.ConversionFlags.Test;
    private const string ClickFigures = ", 0, 0, 0, 0, 0, 0, 0, 0";
    private const string Lost = "('rejected', 'invalid')";

    private readonly ReportSpec _spec = plan.Spec;

    /// <param name="rollups">False = rows alone: the rollups' sums come from elsewhere.</param>
    public IEnumerable<string> All(bool rollups)
    {
        foreach (var period in plan.Periods)
        {
            if (ReportPlan.ReadsClicks(_spec) && plan.UsesRows)
            {
                yield return Clicks(period);
            }

            if (ReportPlan.ReadsOrders(_spec) && plan.UsesRows)
            {
                yield return Orders(period);
            }

            if (ReportPlan.ReadsClicks(_spec) && plan.UsesRollups && rollups)
            {
                yield return ClickRollups(period);
            }

            if (ReportPlan.ReadsOrders(_spec) && plan.UsesRollups && rollups)
            {
                yield return OrderRollups(period);
            }
        }
    }

    /// <summary>The local days of each zone as ranges of time and of keys; hours where the report has them.</summary>
    public string Days()
    {
        var byHour = _spec.Dimensions.Contains(ReportDimension.Hour) || _spec.FilterOf(ReportDimension.Hour) is not null;
        var byDay = byHour || _spec.Dimensions.Any(d => ReportColumns.Of(d).IsOfDay);
        var rows = plan.Zones.Index().SelectMany(z => plan.Periods.SelectMany(p => ReportSpans.Of(p, z.Item.Zone, byDay, byHour).Select(s => Row(z.Index, p, s))));
        return "z(zone, p, day, hour, t0, t1, k0, k1) AS (VALUES " + string.Join(", ", rows) + ")";

        static string Row(int zone, ReportPeriod period, ReportSpan span) => string.Create(
            CultureInfo.InvariantCulture,
            $"({zone}, {period.Number}, {span.Day.DayNumber + period.Shift}, {span.Hour}, {UtcMicroseconds.FromUtc(span.Start)}, {UtcMicroseconds.FromUtc(span.End)}, {EventKey.First(span.Start)}, {EventKey.First(span.End)})");
    }

    private string Clicks(ReportPeriod period)
    {
        // CROSS JOIN: SQLite keeps the order, and a range of keys is the only way into this table.
        var head = $"SELECT {Dimensions(c => c.Click!)}'', {period.Number}, COUNT(*), COALESCE(SUM(CASE WHEN c.outcome = 'delivered' THEN 1 ELSE 0 END), 0){ClickFigures} FROM z CROSS JOIN clicks c{CouponJoin("c")}";
        var range = $" WHERE z.p = {period.Number} AND c.id >= z.k0 AND c.id < z.k1{Filters(c => c.Click!)}{OfPartner("c")}";
        if (plan.Zones is [_])
        {
            return head + range + Scope("c", misses: true) + GroupBy();
        }

        var zones = string.Join(" ", plan.Zones.Index().Select(z => $"WHEN {sql.Value(z.Item.Name)} THEN {z.Index}"));
        return $"{head} LEFT JOIN advertisers a ON a.id = c.advertiser_id{range} AND z.zone = CASE COALESCE(a.time_zone, 'UTC') {zones} END{Scope("c", misses: true)}{GroupBy()}";
    }

    // The index of conversions begins with the advertiser.
    private string Orders(ReportPeriod period)
    {
        var zones = string.Join(" ", plan.Zones.Index().Select(z => $"WHEN {sql.Value(z.Item.Name)} THEN {z.Index}"));
        var click = UsedColumns().Any(c => c.NeedsClick) ? " LEFT JOIN clicks k ON k.id = c.click_id" : "";
        return $"SELECT {Dimensions(c => c.Order!)}c.currency, {period.Number}, 0, 0, COUNT(*), {Count("c.click_id IS NULL")}, {Count("c.status = 'pending'")}, "
            + $"{Count("c.status = 'approved'")}, {Count("c.status = 'rejected'")}, COALESCE(SUM(c.amount), 0), COALESCE(SUM(CASE WHEN c.status IN {Lost} THEN c.amount ELSE c.reversed END), 0), "
            + $"COALESCE(SUM(CASE WHEN c.status IN {Lost} THEN 0 ELSE c.payout END), 0)"
            + $" FROM advertisers a CROSS JOIN z CROSS JOIN conversions c{click}{CouponJoin("c")}"
            + $" WHERE z.p = {period.Number} AND z.zone = CASE a.time_zone {zones} END AND c.advertiser_id = a.id AND c.order_time >= z.t0 AND c.order_time < z.t1 AND (c.flags & {Test}) = 0"
            + $"{Invalid("c")}{OfCurrency("c")}{Filters(c => c.Order!)}{OfPartner("c")}{Scope("a", misses: false)}{GroupBy(", c.currency")}";

        static string Count(string what) => $"COALESCE(SUM(CASE WHEN {what} THEN 1 ELSE 0 END), 0)";
    }

    public string ClickRollups(ReportPeriod period) =>
        $"SELECT {OfRollup(c => c.ClickSum!, period)}'', {period.Number}, {Sum("r.clicks")}, {Sum("CASE WHEN r.outcome = 'delivered' THEN r.clicks ELSE 0 END")}{ClickFigures}{FromClicks(period)}{GroupBy()}";

    public string OrderRollups(ReportPeriod period)
    {
        return $"SELECT {OfRollup(c => c.OrderSum!, period)}r.currency, {period.Number}, 0, 0, {Sum("r.orders")}, {Orders("r.clickless")}, {Orders("r.status = 'pending'")}, "
            + $"{Orders("r.status = 'approved'")}, {Orders("r.status = 'rejected'")}, {Sum("r.amount")}, {Sum($"CASE WHEN r.status IN {Lost} THEN r.amount ELSE r.reversed END")}, "
            + $"{Sum($"CASE WHEN r.status IN {Lost} THEN 0 ELSE r.payout END")}{FromOrders(period)}{GroupBy(", r.currency")}";

        static string Orders(string what) => Sum($"CASE WHEN {what} THEN r.orders ELSE 0 END");
    }

    /// <summary>A line for each row: the dimensions, the clicks, and whether they count. See <see cref="ReportHashSums"/>.</summary>
    public string EachClickRollup(ReportPeriod period) => $"SELECT {OfRollup(c => c.ClickSum!, period)}r.clicks, r.outcome = 'delivered'{FromClicks(period)}";

    /// <summary>A line for each row: the dimensions, the currency, a number made of <see cref="Status"/> and of 1 when clickless, orders, amount, reversed, payout.</summary>
    public string EachOrderRollup(ReportPeriod period) =>
        $"SELECT {OfRollup(c => c.OrderSum!, period)}r.currency, CASE r.status WHEN 'pending' THEN {Status.Pending} WHEN 'approved' THEN {Status.Approved} WHEN 'rejected' THEN {Status.Rejected} ELSE {Status.Invalid} END + r.clickless, "
        + $"r.orders, r.amount, r.reversed, r.payout{FromOrders(period)}";

    /// <summary>Of a line of <see cref="EachOrderRollup"/>.</summary>
    internal static class Status
    {
        public const int Invalid = 0, Pending = 2, Approved = 4, Rejected = 6;
    }

    private string FromClicks(ReportPeriod period) =>
        $" FROM rollup_states s CROSS JOIN click_rollups r{CouponJoin("r")}{Days(period)}{Filters(c => c.ClickSum!)}{OfPartner("r")}{Scope("s", misses: true)}";

    private string FromOrders(ReportPeriod period) =>
        $" FROM rollup_states s CROSS JOIN conversion_rollups r{CouponJoin("r")}{Days(period)}{Invalid("r")}{OfCurrency("r")}{Filters(c => c.OrderSum!)}{OfPartner("r")}{Scope("s", misses: false)}";

    private static string Sum(string what) => $"COALESCE(SUM({what}), 0)";

    // One advertiser's range of days after the other: what the rollups' key begins with.
    private static string Days(ReportPeriod period) => string.Create(
        CultureInfo.InvariantCulture, $" WHERE s.is_complete AND r.advertiser_id = s.advertiser_id AND r.day >= {period.From.DayNumber} AND r.day <= {period.To.DayNumber}");

    private string OfRollup(Func<ReportColumn, string> column, ReportPeriod period) =>
        string.Concat(_spec.Dimensions.Select(d => OnDay(column(ReportColumns.Of(d)), period.Shift == 0 ? "r.day" : string.Create(CultureInfo.InvariantCulture, $"(r.day + {period.Shift})")) + ", "));

    private IEnumerable<ReportColumn> UsedColumns() => _spec.Dimensions.Concat(_spec.Filters.Select(f => f.Dimension)).Select(ReportColumns.Of);

    private string CouponJoin(string alias) => UsedColumns().Any(c => c.NeedsCoupon) ? $" LEFT JOIN coupons p ON p.id = {alias}.coupon_id" : "";

    private string Dimensions(Func<ReportColumn, string> column) =>
        string.Concat(_spec.Dimensions.Select((d, i) => $"{OnDay(column(ReportColumns.Of(d)), "z.day")}, "));

    private string OnDay(string column, string day) =>
        column.Contains('{', StringComparison.Ordinal) ? column.Replace("{day}", day, StringComparison.Ordinal).Replace("{month}", Months(day), StringComparison.Ordinal) : column;

    // A month by the number of its first day.
    private string Months(string day)
    {
        var months = ReportSpans.MonthsOf(plan.Periods.Min(p => p.From.AddDays(p.Shift)), plan.Periods.Max(p => p.To.AddDays(p.Shift)));
        var whens = string.Concat(months.SkipLast(1).Zip(months.Skip(1), (one, next) => $"WHEN {day} < {next.DayNumber} THEN {one.DayNumber} "));
        return whens.Length == 0 ? months[0].DayNumber.ToString(CultureInfo.InvariantCulture) : $"CASE {whens}ELSE {months[^1].DayNumber} END";
    }

    private string GroupBy(string more = "") =>
        _spec.Dimensions.Count == 0 ? (more.Length == 0 ? "" : " GROUP BY " + more[2..]) : " GROUP BY " + string.Join(", ", Enumerable.Range(1, _spec.Dimensions.Count)) + more;

    private string Filters(Func<ReportColumn, string> column) => string.Concat(_spec.Filters.Select(f =>
    {
        var of = ReportColumns.Of(f.Dimension);
        return $" AND {column(of)} IN ({string.Join(", ", f.Values.Select(v => sql.Value(ValueOf(of, v))))})";
    }));

    private static object ValueOf(ReportColumn column, string value) =>
        !column.IsText ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : value == ReportFilter.None ? "" : value;

    private string Invalid(string alias) => _spec.FilterOf(ReportDimension.Status) is null ? $" AND {alias}.status <> 'invalid'" : "";

    private string OfCurrency(string alias) => _spec.Currency is { } currency ? $" AND {alias}.currency = {sql.Value(currency)}" : "";

    private string OfPartner(string alias) => plan.Scope.PartnerId is { } partner ? $" AND {alias}.partner_id = {sql.Value(partner)}" : "";

    // Ids of the store's own. Rollups are of whoever has them complete; rows of the others, or of all.
    private string Scope(string alias, bool misses)
    {
        var column = alias switch { "a" => "a.id", "s" => "s.advertiser_id", _ => $"COALESCE({alias}.advertiser_id, 0)" };
        var scope = plan.Scope.AdvertiserIds is { } ids ? $" AND {column} IN ({List(ids)})" : misses && !plan.Scope.Misses ? $" AND {column} <> 0" : "";
        return plan.ByRows is { } some && alias != "s" ? $"{scope} AND {column} IN ({List(some)})" : scope;

        static string List(IReadOnlyList<int> ids) => ids.Count == 0 ? "-1" : string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }
}
