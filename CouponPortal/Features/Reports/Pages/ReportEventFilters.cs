using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>A report's filters over the rows that it counts; its days and its advertiser are the caller's.</summary>
internal static class ReportEventFilters
{
    public static IQueryable<Conversion> Matching(this IQueryable<Conversion> rows, PortalDbContext db, ReportSpec spec)
    {
        rows = rows.Where(c => (c.Flags & ConversionFlags.Test) == ConversionFlags.None);
        rows = spec.Currency is { } currency ? rows.Where(c => c.Currency == currency) : rows;
        rows = spec.FilterOf(ReportDimension.Status) is null ? rows.Where(c => c.Status != ConversionStatus.Invalid) : rows;
        foreach (var filter in spec.Filters)
        {
            var (ids, texts, none) = (Ids(filter), Texts(filter), filter.Values.Contains(ReportFilter.None));
            var (visibilities, bases, statuses) = (Values<CouponVisibility>(filter), Values<AttributionBasis>(filter), Values<ConversionStatus>(filter));
            rows = filter.Dimension switch
            {
                ReportDimension.Offer => rows.Where(c => ids.Contains(c.OfferId ?? 0)),
                ReportDimension.Partner => rows.Where(c => ids.Contains(c.PartnerId ?? 0)),
                ReportDimension.Coupon => rows.Where(c => ids.Contains(c.CouponId ?? 0)),
                ReportDimension.Visibility => rows.Where(c => db.Coupons.Any(p => p.Id == c.CouponId && visibilities.Contains(p.Visibility)) || (none && !db.Coupons.Any(p => p.Id == c.CouponId))),
                ReportDimension.Basis => rows.Where(c => bases.Contains(c.Basis)),
                ReportDimension.Status => rows.Where(c => statuses.Contains(c.Status)),
                ReportDimension.Door => rows.Where(c => texts.Contains(c.Door)),
                ReportDimension.Country => rows.Where(c => texts.Contains(db.Clicks.Where(k => k.Id == c.ClickId).Select(k => k.Country).FirstOrDefault() ?? "")),
                ReportDimension.Device => rows.Where(c => texts.Contains(db.Clicks.Where(k => k.Id == c.ClickId).Select(k => k.Device).FirstOrDefault() ?? "")),
                ReportDimension.Sub1 => rows.Where(c => texts.Contains(c.Sub1 ?? "")),
                ReportDimension.Sub2 => rows.Where(c => texts.Contains(c.Sub2 ?? "")),
                ReportDimension.Sub3 => rows.Where(c => texts.Contains(c.Sub3 ?? "")),
                ReportDimension.Sub4 => rows.Where(c => texts.Contains(c.Sub4 ?? "")),
                ReportDimension.Sub5 => rows.Where(c => texts.Contains(c.Sub5 ?? "")),
                ReportDimension.VisitOutcome => rows.Where(c => false),
                _ => rows,
            };
        }

        return rows;
    }

    public static IQueryable<Click> Matching(this IQueryable<Click> rows, PortalDbContext db, ReportSpec spec)
    {
        foreach (var filter in spec.Filters)
        {
            var (ids, texts, none) = (Ids(filter), Texts(filter), filter.Values.Contains(ReportFilter.None));
            var (visibilities, outcomes) = (Values<CouponVisibility>(filter), Values<VisitOutcome>(filter));
            rows = filter.Dimension switch
            {
                ReportDimension.Offer => rows.Where(c => ids.Contains(c.OfferId ?? 0)),
                ReportDimension.Partner => rows.Where(c => ids.Contains(c.PartnerId ?? 0)),
                ReportDimension.Coupon => rows.Where(c => ids.Contains(c.CouponId ?? 0)),
                ReportDimension.Visibility => rows.Where(c => db.Coupons.Any(p => p.Id == c.CouponId && visibilities.Contains(p.Visibility)) || (none && !db.Coupons.Any(p => p.Id == c.CouponId))),
                ReportDimension.Country => rows.Where(c => texts.Contains(c.Country ?? "")),
                ReportDimension.Device => rows.Where(c => texts.Contains(c.Device ?? "")),
                ReportDimension.Sub1 => rows.Where(c => texts.Contains(c.Sub1 ?? "")),
                ReportDimension.Sub2 => rows.Where(c => texts.Contains(c.Sub2 ?? "")),
                ReportDimension.Sub3 => rows.Where(c => texts.Contains(c.Sub3 ?? "")),
                ReportDimension.Sub4 => rows.Where(c => texts.Contains(c.Sub4 ?? "")),
                ReportDimension.Sub5 => rows.Where(c => texts.Contains(c.Sub5 ?? "")),
                ReportDimension.VisitOutcome => rows.Where(c => outcomes.Contains(c.Outcome)),
                ReportDimension.Basis or ReportDimension.Status or ReportDimension.Door => rows.Where(c => false),
                _ => rows,
            };
        }

        return rows;
    }

    private static int[] Ids(ReportFilter filter) => [.. filter.Values.Select(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1)];

    private static string[] Texts(ReportFilter filter) => [.. filter.Values.Select(v => v == ReportFilter.None ? "" : v)];

    private static T[] Values<T>(ReportFilter filter)
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(v => filter.Values.Contains(SnakeCase.Of(v)))];
}
