using System.Collections.Frozen;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>What a dimension is in each source; null = the source does not have it. "None" is 0 or the empty text everywhere, never null.</summary>
/// <param name="Click">Of a row of clicks, c.</param>
/// <param name="Order">Of a row of conversions, c; its click is k.</param>
/// <param name="ClickSum">Of a row of click_rollups, r.</param>
/// <param name="OrderSum">Of a row of conversion_rollups, r.</param>
internal sealed record ReportColumn(string? Click, string? Order, string? ClickSum, string? OrderSum, bool IsText = false)
{
    public bool NeedsCoupon { get; init; }

    public bool NeedsClick { get; init; }

    /// <summary>Comes from the local day, which is the placeholder {day}.</summary>
    public bool IsOfDay { get; init; }
}

/// <summary>The fixed words that reports are made of.</summary>
internal static class ReportColumns
{
    private static readonly FrozenDictionary<ReportDimension, ReportColumn> All = new Dictionary<ReportDimension, ReportColumn>
    {
        [ReportDimension.Advertiser] = new("COALESCE(c.advertiser_id, 0)", "c.advertiser_id", "r.advertiser_id", "r.advertiser_id"),
        [ReportDimension.Offer] = Id("offer_id"),
        [ReportDimension.Partner] = Id("partner_id"),
        [ReportDimension.Coupon] = Id("coupon_id"),
        [ReportDimension.Visibility] = new("COALESCE(p.visibility, '')", "COALESCE(p.visibility, '')", "COALESCE(p.visibility, '')", "COALESCE(p.visibility, '')", IsText: true) { NeedsCoupon = true },
        [ReportDimension.Basis] = new(null, "c.basis", null, "r.basis", IsText: true),
        [ReportDimension.Status] = new(null, "c.status", null, "r.status", IsText: true),
        [ReportDimension.Door] = new(null, "c.door", null, null, IsText: true),
        [ReportDimension.Country] = OfClick("country"),
        [ReportDimension.Device] = OfClick("device"),
        [ReportDimension.Sub1] = Text("sub1"),
        [ReportDimension.Sub2] = Text("sub2"),
        [ReportDimension.Sub3] = Text("sub3"),
        [ReportDimension.Sub4] = Text("sub4"),
        [ReportDimension.Sub5] = Text("sub5"),
        [ReportDimension.Day] = OfDay("{day}"),
        [ReportDimension.Week] = OfDay("({day} - {day} % 7)"),
        [ReportDimension.Month] = OfDay("{month}"),
        [ReportDimension.Hour] = new("z.hour", "z.hour", null, null),
        [ReportDimension.VisitOutcome] = new("c.outcome", null, "r.outcome", null, IsText: true),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ReportDimension, FrozenSet<string>> Choices = new Dictionary<ReportDimension, FrozenSet<string>>
    {
        [ReportDimension.Visibility] = Names<CouponVisibility>(ReportFilter.None),
        [ReportDimension.Basis] = Names<AttributionBasis>(),
        [ReportDimension.Status] = Names<ConversionStatus>(),
        [ReportDimension.VisitOutcome] = Names<VisitOutcome>(),
    }.ToFrozenDictionary();

    public static ReportColumn Of(ReportDimension dimension) => All[dimension];

    public static bool IsId(ReportDimension dimension) => dimension is ReportDimension.Offer or ReportDimension.Partner or ReportDimension.Coupon;

    public static bool IsTime(ReportDimension dimension) => dimension is ReportDimension.Day or ReportDimension.Week or ReportDimension.Month or ReportDimension.Hour;

    /// <summary>Days are filtered by the range, and the advertiser has a property of its own.</summary>
    public static bool MayFilter(ReportDimension dimension) => dimension == ReportDimension.Hour || !(IsTime(dimension) || dimension == ReportDimension.Advertiser);

    /// <summary>All values of an enum; null for what is free.</summary>
    public static IReadOnlySet<string>? ChoicesOf(ReportDimension dimension) => Choices.GetValueOrDefault(dimension);

    private static ReportColumn Id(string name) => new($"COALESCE(c.{name}, 0)", $"COALESCE(c.{name}, 0)", "r." + name, "r." + name);

    private static ReportColumn Text(string name) => new($"COALESCE(c.{name}, '')", $"COALESCE(c.{name}, '')", null, null, IsText: true);

    private static ReportColumn OfClick(string name) => new($"COALESCE(c.{name}, '')", $"COALESCE(k.{name}, '')", null, null, IsText: true) { NeedsClick = true };

    private static ReportColumn OfDay(string sql) => new(sql, sql, sql, sql) { IsOfDay = true };

    private static FrozenSet<string> Names<T>(params string[] more)
        where T : struct, Enum => Enum.GetValues<T>().Select(SnakeCase.Of).Concat(more).ToFrozenSet(StringComparer.Ordinal);
}
