using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Sql;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>
/// The one statement of a report: sums by dimensions, currency and period; of these the page; and the totals of all. Rows come with place 0 for totals, then by
/// their place; columns are place, number of rows, dimensions, currency, period, <see cref="ReportSources.Figures"/>.
/// </summary>
internal sealed class ReportStatement(DatabaseProvider provider, ReportPlan plan)
{
    private readonly SqlText _sql = new(provider);
    private readonly ReportSpec _spec = plan.Spec;

    /// <summary>The statement, and what it needs in the session.</summary>
    /// <param name="paged">False = every row.</param>
    public SqlText Prepare(ReadSession session, bool paged, CancellationToken cancel)
    {
        var summed = provider == DatabaseProvider.Sqlite && ReportHashSums.Fits(plan);
        if (summed)
        {
            ReportHashSums.Fill(session, plan, cancel);
        }

        return Build(paged, summed);
    }

    private SqlText Build(bool paged, bool summed)
    {
        var sources = new ReportSources(_sql, plan);
        var sums = string.Join(", ", ReportSources.Figures.Select(f => $"CAST(SUM(e.{f}) AS bigint) AS {f}"));
        var dimensions = Columns("");
        var (all, days) = (sources.All(rollups: !summed).ToList(), plan.UsesRows ? sources.Days() + ",\n" : "");

        if (summed)
        {
            all.Add("SELECT * FROM " + ReportHashSums.Table);
        }

        // A partner or code that only the range compared with has is a row as well; a key whose orders are all gone from it is none.
        _sql.Add($"WITH {days}e({dimensions}cur, p, {string.Join(", ", ReportSources.Figures)}) AS (\n{string.Join("\nUNION ALL\n", all)}\n)")
            .Add($",\ng AS (SELECT {dimensions}cur, p, {sums} FROM e GROUP BY {dimensions}cur, p HAVING SUM(e.clicks) <> 0 OR SUM(e.orders) <> 0)");
        var totals = $"SELECT 0 AS place, {Count()} AS n, {Nothing()}cur, p, {string.Join(", ", ReportSources.Figures.Select(f => $"CAST(SUM({f}) AS bigint) AS {f}"))} FROM g GROUP BY cur, p";
        if (_spec.Dimensions.Count == 0)
        {
            return _sql.Add("\n" + totals);
        }

        var limit = paged ? $" LIMIT {_sql.Value(_spec.PageSize)} OFFSET {_sql.Value((long)(_spec.Page - 1) * _spec.PageSize)}" : "";
        return _sql
            .Add($",\ns AS (SELECT {dimensions}{SortFigures()} FROM g GROUP BY {Columns("").TrimEnd(' ', ',')})")
            .Add($",\nk AS (SELECT {Columns("s.")}ROW_NUMBER() OVER (ORDER BY {Order()}) AS place FROM s ORDER BY place{limit})")
            .Add($"\n{totals}\nUNION ALL\nSELECT k.place, 0, {Columns("g.")}g.cur, g.p, {string.Join(", ", ReportSources.Figures.Select(f => "g." + f))} FROM k JOIN g ON {Same()}\nORDER BY 1, {_spec.Dimensions.Count + 4}, {_spec.Dimensions.Count + 3}");
    }

    private string Columns(string alias) => string.Concat(_spec.Dimensions.Select((_, i) => $"{alias}d{i}, "));

    private string Same() => string.Join(" AND ", _spec.Dimensions.Select((_, i) => $"g.d{i} = k.d{i}"));

    private string Count() => _spec.Dimensions.Count == 0 ? "0" : "(SELECT COUNT(*) FROM s)";

    private string Nothing() => string.Concat(_spec.Dimensions.Select((d, i) => $"{(ReportColumns.Of(d).IsText ? "''" : "0")} AS d{i}, "));

    // Of the range asked for. Shares sort by what they are, not by their parts.
    private string SortFigures()
    {
        const string Of = "SUM(CASE WHEN p = 0 THEN {0} ELSE 0 END)";
        return "CAST(" + (_spec.Sort?.Measure switch
        {
            null => "0",
            ReportMeasure.Clicks => Sum("clicks"),
            ReportMeasure.CountedClicks => Sum("counted"),
            ReportMeasure.Conversions => Sum("orders"),
            ReportMeasure.ConversionRate => $"COALESCE({Sum("orders")} * 1.0 / NULLIF({Sum("counted")}, 0), -1)",
            ReportMeasure.Clickless => Sum("clickless"),
            ReportMeasure.ClicklessShare => $"COALESCE({Sum("clickless")} * 1.0 / NULLIF({Sum("orders")}, 0), -1)",
            ReportMeasure.Pending => Sum("pending"),
            ReportMeasure.Approved => Sum("approved"),
            ReportMeasure.Rejected => Sum("rejected"),
            ReportMeasure.Amount => Money("amount"),
            ReportMeasure.Reversed => Money("reversed"),
            ReportMeasure.Net => Money("amount - reversed"),
            ReportMeasure.Payout => Money("payout"),
            ReportMeasure.AverageOrder => $"COALESCE({Money("amount")} * 1.0 / NULLIF({Money("orders")}, 0), -1)",
            _ => throw new InvalidOperationException("ReportMeasure has no other cases."),
        }) + " AS double precision) AS by_measure";

        string Sum(string what) => string.Format(CultureInfo.InvariantCulture, Of, what);
        string Money(string what) => Sum($"CASE WHEN cur = {MainCurrency} THEN {what} ELSE 0 END");
    }

    /// <summary>See <see cref="ReportFiguresReader.MainCurrency"/>: the same rule.</summary>
    private string MainCurrency => _spec.Currency is { } currency ? _sql.Value(currency) : "(SELECT m.cur FROM g m WHERE m.p = 0 AND m.cur <> '' GROUP BY m.cur ORDER BY SUM(m.orders) DESC, m.cur LIMIT 1)";

    private string Order()
    {
        var direction = _spec.Sort is { Descending: true } ? " DESC" : "";
        var first = _spec.Sort switch
        {
            null => "",
            { Dimension: { } by } => NameOf(by, _spec.Dimensions.Index().First(d => d.Item == by).Index) + direction + ", ",
            _ => "by_measure" + direction + ", ",
        };
        return first + string.Join(", ", _spec.Dimensions.Select((_, i) => $"s.d{i}"));
    }

    private static string NameOf(ReportDimension by, int index) => by switch
    {
        ReportDimension.Advertiser => $"COALESCE((SELECT n.name FROM advertisers n WHERE n.id = s.d{index}), '')",
        ReportDimension.Offer => $"COALESCE((SELECT n.name FROM offers n WHERE n.id = s.d{index}), '')",
        ReportDimension.Partner => $"COALESCE((SELECT n.name FROM partners n WHERE n.id = s.d{index}), '')",
        ReportDimension.Coupon => $"COALESCE((SELECT n.normal_code FROM coupons n WHERE n.id = s.d{index}), '')",
        _ => $"s.d{index}",
    };
}
