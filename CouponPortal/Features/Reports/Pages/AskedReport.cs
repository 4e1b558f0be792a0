using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using ReportColumn = CouponPortal.Components.DataTable.ReportColumn;
using ViewQuery = CouponPortal.Features.Views.ReportQuery;

namespace CouponPortal.Features.Reports.Pages;

/// <summary>A report page's address, read.</summary>
/// <param name="Across">The dimension whose values are columns; null = every dimension stands in the rows.</param>
/// <param name="Days">The days that the report is of, both named.</param>
/// <param name="Compared">The days that figures stand beside; null = none.</param>
/// <param name="Zone">IANA name of the zone that decides which day is today.</param>
public sealed record AskedReport(
    ReportPreset Preset, ReportSpec Spec, ReportDimension? Across, ReportRange Range, DaySpan Days, DaySpan? Compared, string Zone, IReadOnlyList<ReportColumn> Columns, FieldErrors Errors)
{
    /// <summary>The same as the API takes it: each value of a filter once, of several the first.</summary>
    public ViewQuery Api => new(ReportQuery.Address("", Spec with { Page = 1, PageSize = ReportSpec.DefaultPageSize }));

    /// <summary>Coupons of the code that was typed, beyond the first.</summary>
    public IReadOnlyList<string> OtherCoupons => [.. Spec.FilterOf(ReportDimension.Coupon)?.Values.Skip(1) ?? []];
}
