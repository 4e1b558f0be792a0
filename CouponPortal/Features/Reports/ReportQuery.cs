using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Features.Reports.Sql;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Reports;

/// <summary>
/// A report as a query string; pages, exports and the API have the same one. Several filter values of a dimension are the name repeated; an id of 0, and a text of
/// <see cref="ReportFilter.None"/>, are "none".
/// </summary>
public static class ReportQuery
{
    public const string Advertiser = "advertiser_id";
    public const string From = "from";
    public const string To = "to";
    public const string CompareFrom = "compare_from";
    public const string CompareTo = "compare_to";

    /// <summary>Dimensions with commas between.</summary>
    public const string By = "by";

    /// <summary>Measures with commas between.</summary>
    public const string Measures = "measures";
    public const string Currency = "currency";

    /// <summary>A dimension or measure; a minus in front = the largest first.</summary>
    public const string Sort = "sort";
    public const string Page = "page";
    public const string PageSize = "page_size";

    /// <summary>Every name that is no filter of a dimension.</summary>
    public static readonly IReadOnlyList<string> Own = [Advertiser, From, To, CompareFrom, CompareTo, By, Measures, Currency, Sort, Page, PageSize];

    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Dimensions that have a filter, with its name.</summary>
    public static IEnumerable<(ReportDimension Dimension, string Name)> Filters =>
        Enum.GetValues<ReportDimension>().Where(ReportColumns.MayFilter).Select(d => (d, NameOf(d)));

    /// <summary>Whether its values are ids that have names.</summary>
    public static bool IsNamed(ReportDimension dimension) => dimension == ReportDimension.Advertiser || ReportColumns.IsId(dimension);

    /// <summary>The dimension's name; where it is filtered by id, as <c>offer_id</c>.</summary>
    public static string NameOf(ReportDimension dimension) => SnakeCase.Of(dimension) + (ReportColumns.IsId(dimension) ? "_id" : "");

    /// <param name="values">What the query has by a name; none = not given.</param>
    /// <param name="errors">Gets what cannot be read, and what <see cref="ReportSpec.Check"/> finds.</param>
    public static ReportSpec Read(Func<string, IReadOnlyList<string?>> values, FieldErrors errors)
    {
        var spec = new ReportSpec
        {
            AdvertiserId = Number(Advertiser),
            From = Day(From),
            To = Day(To),
            CompareFrom = Day(CompareFrom),
            CompareTo = Day(CompareTo),
            Dimensions = List<ReportDimension>(By) ?? [],
            Measures = List<ReportMeasure>(Measures) ?? ReportSpec.DefaultMeasures,
            Filters = [.. Filters.Select(f => new ReportFilter(f.Dimension, All(f.Name))).Where(f => f.Values.Count > 0)],
            Currency = One(Currency)?.ToUpperInvariant(),
            Sort = SortOf(One(Sort)),
            Page = Number(Page) ?? 1,
            PageSize = Number(PageSize) ?? ReportSpec.DefaultPageSize,
        };
        spec.Check(errors);
        return spec;

        IReadOnlyList<string> All(string name) => [.. values(name).Select(v => v?.Trim()).OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];

        string? One(string name) => All(name) switch
        {
            [] => null,
            [var only] => only,
            _ => Fault<string?>(name, "Send it once."),
        };

        int? Number(string name) => One(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : Fault<int?>(name, "Send a whole number.");

        DateOnly? Day(string name) => One(name) is not { } text ? null
            : DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : Fault<DateOnly?>(name, "Send a day as yyyy-mm-dd.");

        IReadOnlyList<T>? List<T>(string name)
            where T : struct, Enum => One(name)?.Split(',').Select(text => SnakeCase.TryParse<T>(text, out var value) ? value
                : Fault<T>(name, "Send " + string.Join(", ", Enum.GetValues<T>().Select(SnakeCase.Of)) + ".")).ToList();

        ReportSort? SortOf(string? text)
        {
            var name = text?.TrimStart('-');
            return text is null ? null
                : SnakeCase.TryParse<ReportDimension>(name, out var dimension) ? new(dimension, null, text[0] == '-')
                : SnakeCase.TryParse<ReportMeasure>(name, out var measure) ? new(null, measure, text[0] == '-')
                : Fault<ReportSort?>(Sort, "Sort by a dimension or a measure of the report.");
        }

        T? Fault<T>(string name, string message)
        {
            errors.Add(name, message);
            return default;
        }
    }

    /// <summary>As <see cref="Read(Func{string, IReadOnlyList{string}}, FieldErrors)"/>, of an address or its query alone.</summary>
    public static ReportSpec Read(string address, FieldErrors errors)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(mark < 0 ? "" : address[mark..]);
        return Read(name => query.TryGetValue(name, out var found) ? found : [], errors);
    }

    /// <summary>Name and value of everything that is not as it is without a query, in one order.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Write(ReportSpec spec)
    {
        (string Name, string? Value)[] single =
        [
            (Advertiser, spec.AdvertiserId?.ToString(CultureInfo.InvariantCulture)),
            (From, Day(spec.From)),
            (To, Day(spec.To)),
            (CompareFrom, Day(spec.CompareFrom)),
            (CompareTo, Day(spec.CompareTo)),
            (By, spec.Dimensions.Count == 0 ? null : string.Join(',', spec.Dimensions.Select(SnakeCase.Of))),
            (Measures, spec.Measures.SequenceEqual(ReportSpec.DefaultMeasures) ? null : string.Join(',', spec.Measures.Select(SnakeCase.Of))),
            (Currency, spec.Currency),
            (Sort, spec.Sort is { } sort ? (sort.Descending ? "-" : "") + (sort.Dimension is { } by ? SnakeCase.Of(by) : SnakeCase.Of(sort.Measure!.Value)) : null),
            (Page, spec.Page == 1 ? null : spec.Page.ToString(CultureInfo.InvariantCulture)),
            (PageSize, spec.PageSize == ReportSpec.DefaultPageSize ? null : spec.PageSize.ToString(CultureInfo.InvariantCulture)),
        ];
        return single.Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Name, s.Value))
            .Concat(spec.Filters.OrderBy(f => f.Dimension).SelectMany(f => f.Values.Select(v => KeyValuePair.Create(NameOf(f.Dimension), (string?)v))));

        static string? Day(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);
    }

    /// <summary>The address of a page, an export or the API with the report in its query.</summary>
    public static string Address(string path, ReportSpec spec) => QueryHelpers.AddQueryString(path, Write(spec));
}
