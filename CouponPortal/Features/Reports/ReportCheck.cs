using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Features.Reports.Sql;

namespace CouponPortal.Features.Reports;

/// <summary>What a report cannot be asked.</summary>
internal static class ReportCheck
{
    public static void Run(ReportSpec spec, FieldErrors errors)
    {
        DayRange.Check(spec.From, spec.To, errors);
        if (spec.CompareFrom > spec.CompareTo)
        {
            errors.Add(ReportQuery.CompareTo, "The last day lies before the first.");
        }

        CheckDimensions(spec, errors);
        CheckLengths(spec, errors);
        foreach (var filter in spec.Filters)
        {
            CheckFilter(filter, errors);
        }

        // One that no order has is no fault: there is nothing to show.
        if (spec.Currency is { } currency && (currency.Length > 16 || currency.Any(char.IsControl)))
        {
            errors.Add(ReportQuery.Currency, "Send a currency, as USD.");
        }

        if (spec.Measures.Count == 0 || spec.Measures.Distinct().Count() < spec.Measures.Count)
        {
            errors.Add(ReportQuery.Measures, "Send at least one measure, each once.");
        }

        if (spec.Sort is { } sort && !(sort.Dimension is { } by ? spec.Dimensions.Contains(by) : sort.Measure is { } of && spec.Measures.Contains(of)))
        {
            errors.Add(ReportQuery.Sort, "Sort by a dimension or a measure of the report.");
        }

        if (spec.Page is < 1 or > 1_000_000)
        {
            errors.Add(ReportQuery.Page, "Send a page, from 1.");
        }

        if (spec.PageSize is < 1 or > ReportSpec.MaxPageSize)
        {
            errors.Add(ReportQuery.PageSize, $"Send 1 to {ReportSpec.MaxPageSize}.");
        }
    }

    private static void CheckDimensions(ReportSpec spec, FieldErrors errors)
    {
        if (spec.Dimensions.Count > ReportSpec.MostDimensions || spec.Dimensions.Distinct().Count() < spec.Dimensions.Count)
        {
            errors.Add(ReportQuery.By, $"At most {ReportSpec.MostDimensions} dimensions, each once.");
        }

        if (!ReportPlan.ReadsClicks(spec) && !ReportPlan.ReadsOrders(spec))
        {
            errors.Add(ReportQuery.By, "Nothing has all of these: basis, status and door are of orders alone, the visit's outcome of clicks alone.");
        }
    }

    // Days that are not given make at most the default range.
    private static void CheckLengths(ReportSpec spec, FieldErrors errors)
    {
        var most = ReportPlan.FitsRollups(spec) ? ReportSpec.MaxDays : ReportSpec.MaxDaysOfRows;
        foreach (var (name, from, to) in new[] { (ReportQuery.From, spec.From, spec.To), (ReportQuery.CompareFrom, spec.CompareFrom, spec.CompareTo) })
        {
            if (from is { } first && to is { } last && last.DayNumber - first.DayNumber >= most)
            {
                errors.Add(name, $"At most {most} days at once.");
            }

            if (from is { Year: < 1971 or > 2199 } || to is { Year: < 1971 or > 2199 })
            {
                errors.Add(name, "Send days of the years 1971 to 2199.");
            }
        }
    }

    private static void CheckFilter(ReportFilter filter, FieldErrors errors)
    {
        const int Most = 200, Longest = 255;
        var name = ReportQuery.NameOf(filter.Dimension);
        if (!ReportColumns.MayFilter(filter.Dimension))
        {
            errors.Add(name, "Choose days by from and to, and an advertiser by advertiser_id.");
        }
        else if (filter.Values.Count is 0 or > Most)
        {
            errors.Add(name, $"Send 1 to {Most} values.");
        }
        else if (ReportColumns.IsId(filter.Dimension))
        {
            if (filter.Values.Any(v => !int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                errors.Add(name, "Send a whole number.");
            }
        }
        else if (filter.Dimension == ReportDimension.Hour)
        {
            if (filter.Values.Any(v => !int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour > 23))
            {
                errors.Add(name, "Send an hour from 0 to 23.");
            }
        }
        else if (ReportColumns.ChoicesOf(filter.Dimension) is { } choices)
        {
            if (filter.Values.Any(v => !choices.Contains(v)))
            {
                errors.Add(name, "Send " + string.Join(", ", choices) + ".");
            }
        }
        else if (filter.Values.Any(v => v.Length is 0 or > Longest || v.Any(char.IsControl)))
        {
            errors.Add(name, $"Send a text of at most {Longest} characters; {ReportFilter.None} for none.");
        }
    }
}
