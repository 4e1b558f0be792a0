using System.Text.Json.Nodes;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Reports;

namespace CouponPortal.Api;

/// <summary>
/// /api/v1/reports: the report that a page shows, by the same query. Clicks and orders by up to four dimensions, a page of rows and the totals of all; a partner's key
/// gets its own figures alone.
/// </summary>
internal static class ReportsApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/reports", GetAsync).WithTags("Reports")
        .Reports<ReportView>(
            "Clicks, orders and money by up to four dimensions, with totals, like the portal's reports. Several dimensions or measures with commas between; several values of a filter by repeating it; sort with a minus in front for the largest first.",
            request => SpecOf(request));

    private static ReportSpec SpecOf(ApiRequest request) => ReportQuery.Read(name => request.QueryTexts(FieldOf(name)), request.Errors);

    private static ApiField FieldOf(string name) => name switch
    {
        ReportQuery.From or ReportQuery.To or ReportQuery.CompareFrom or ReportQuery.CompareTo => new(name, ApiFieldKind.Day),
        ReportQuery.By => new(name, ApiFieldKind.Choice, typeof(ReportDimension)),
        ReportQuery.Measures or ReportQuery.Sort => new(name, ApiFieldKind.Choice, typeof(ReportMeasure)),
        "basis" => new(name, ApiFieldKind.Choice, typeof(AttributionBasis)),
        "status" => new(name, ApiFieldKind.Choice, typeof(ConversionStatus)),
        "visibility" => new(name, ApiFieldKind.Choice, typeof(CouponVisibility)),
        "visit_outcome" => new(name, ApiFieldKind.Choice, typeof(VisitOutcome)),
        ReportQuery.Advertiser or ReportQuery.Page or ReportQuery.PageSize or "hour" => new(name, ApiFieldKind.Integer),
        _ when name.EndsWith("_id", StringComparison.Ordinal) => new(name, ApiFieldKind.Integer),
        _ => new(name, ApiFieldKind.Text),
    };

    private static async Task<IResult> GetAsync(ApiRequest request, ReportData reports)
    {
        var spec = SpecOf(request);
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        return await reports.RunAsync(request.Actor, spec, request.Cancel) is { } result ? Results.Json(ReportView.Of(result), ApiResults.Json) : ApiResults.NotFound();
    }
}

/// <param name="From">First day of the rows, in each row's advertiser's time zone.</param>
/// <param name="TotalRows">Of all pages.</param>
/// <param name="Totals">Of everything the filter matches.</param>
internal sealed record ReportView(
    DateOnly From, DateOnly To, DateOnly? CompareFrom, DateOnly? CompareTo, string TimeZone, int Page, int PageSize, int TotalRows, IReadOnlyList<ReportRowView> Data,
    JsonObject Totals, JsonObject? ComparedTotals)
{
    public static ReportView Of(ReportResult result)
    {
        var spec = result.Spec;
        return new(
            spec.From!.Value, spec.To!.Value, spec.CompareFrom, spec.CompareTo, result.Zone, spec.Page, spec.PageSize, result.TotalRows,
            [.. result.Rows.Select(r => new ReportRowView(KeysOf(r), FiguresOf(r.Figures, spec)!, FiguresOf(r.Compared, spec)))],
            FiguresOf(result.Totals, spec)!, FiguresOf(result.ComparedTotals, spec));
    }

    // Each dimension by its own name, and what it is called beside it.
    private static JsonObject KeysOf(ReportRow row)
    {
        var keys = new JsonObject();
        foreach (var key in row.Keys)
        {
            var name = SnakeCase.Of(key.Dimension);
            if (ReportQuery.IsNamed(key.Dimension))
            {
                keys[name + "_id"] = key.Id;
                keys[name] = key.Label;
            }
            else
            {
                keys[name] = key.Value;
            }
        }

        return keys;
    }

    private static JsonObject? FiguresOf(ReportFigures? figures, ReportSpec spec)
    {
        if (figures is null)
        {
            return null;
        }

        var all = new JsonObject();
        foreach (var measure in spec.Measures.Where(m => !ReportFigures.IsMoney(m)))
        {
            all[SnakeCase.Of(measure)] = figures.Value(measure) is { } value ? JsonValue.Create(Math.Round(value, 6)) : null;
        }

        if (spec.Measures.Any(ReportFigures.IsMoney))
        {
            all["money"] = new JsonArray([.. figures.Money.Select(m => MoneyOf(m, spec))]);
        }

        return all;
    }

    private static JsonObject MoneyOf(ReportMoney money, ReportSpec spec)
    {
        var all = new JsonObject { [SnakeCase.Of(ReportMeasure.Conversions)] = money.Orders, [ReportQuery.Currency] = money.Currency };
        foreach (var measure in spec.Measures.Where(ReportFigures.IsMoney))
        {
            all[SnakeCase.Of(measure)] = money.Plain(measure);
        }

        return all;
    }
}

/// <param name="Keys">The dimensions: ids with their names, days as yyyy-mm-dd.</param>
/// <param name="Figures">The measures; amounts in <c>money</c>, by currency.</param>
/// <param name="Compared">The same of the range compared with; null without one.</param>
internal sealed record ReportRowView(JsonObject Keys, JsonObject Figures, JsonObject? Compared);
