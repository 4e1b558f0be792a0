using System.Globalization;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>Cells of a partner's files.</summary>
internal static class OwnText
{
    public static decimal Money(long minor, string currency) => decimal.Parse(MoneyText.Plain(minor, currency), CultureInfo.InvariantCulture);

    /// <summary>A shop's time with its offset from UTC.</summary>
    public static string Time(DateTime utc, string zone) => TimeZoneInfo.ConvertTime(new DateTimeOffset(utc), LocalDays.Zone(zone)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
