using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>The days that an address of the partner's portal names.</summary>
/// <param name="Zone">The chosen shop's; of all shops together theirs when they share one, else UTC.</param>
public sealed record OwnDays(ReportRange Range, DaySpan Days, TimeZoneInfo Zone, FieldErrors Errors)
{
    /// <summary>The zone as it is shown.</summary>
    public string ZoneName => Zone.Equals(TimeZoneInfo.Utc) ? "UTC" : Zone.Id;

    /// <summary>The instants.</summary>
    internal DayRange Instants => DayRange.Of(Days.From, Days.To, Zone);

    public static OwnDays Read(ReportQuery query, OwnShopBook book, int? shopId, DatePreset otherwise, DateTime utcNow)
    {
        var (range, zone, errors) = (UrlRange.Read(query.Value, otherwise) with { Compare = null }, book.ZoneOf(shopId), new FieldErrors());
        var days = range.Days(utcNow, zone);
        DayRange.Check(days.From, days.To, errors);
        return new(range, days, zone, errors);
    }
}
