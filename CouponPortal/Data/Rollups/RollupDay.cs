using System.Globalization;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Data.Rollups;

/// <summary>Advertisers of one zone.</summary>
/// <param name="Ids">What their ids are in, as SQL: ids of the store's own, or a select of them.</param>
internal sealed record RollupPart(string Zone, string Ids)
{
    /// <summary>Whose rollups are complete, at the moment of the statement.</summary>
    public static RollupPart Complete(string zone) => new(zone, $"SELECT advertiser_id FROM rollup_states WHERE is_complete AND zone = {Quoted(zone)}");

    public static string Quoted(string zone) => "'" + zone.Replace("'", "''", StringComparison.Ordinal) + "'";

    public string Has(string column = "advertiser_id") => $"{column} IN ({Ids})";
}

/// <summary>The rollups of one local day as selects over the rows they are of, and where they are kept.</summary>
/// <param name="Kept">Condition of the rollups' rows.</param>
internal sealed record RollupDay(string Clicks, string Orders, string Kept)
{
    public static RollupDay Of(RollupPart part, DateOnly day)
    {
        var zone = LocalDays.Zone(part.Zone);
        var (start, end, number) = (LocalDays.StartUtc(day, zone), LocalDays.EndUtc(day, zone), day.DayNumber);
        var clicks = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT COALESCE(advertiser_id, 0), {number}, COALESCE(offer_id, 0), COALESCE(partner_id, 0), COALESCE(coupon_id, 0), outcome, COUNT(*) FROM clicks WHERE id >= {EventKey.First(start)} AND id < {EventKey.First(end)} AND {part.Has("COALESCE(advertiser_id, 0)")} GROUP BY 1, 3, 4, 5, 6");
        var orders = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT advertiser_id, {number}, COALESCE(offer_id, 0), COALESCE(partner_id, 0), COALESCE(coupon_id, 0), basis, status, currency, click_id IS NULL, COUNT(*), CAST(SUM(amount) AS bigint), CAST(SUM(reversed) AS bigint), CAST(SUM(payout) AS bigint) FROM conversions WHERE {part.Has()} AND order_time >= {UtcMicroseconds.FromUtc(start)} AND order_time < {UtcMicroseconds.FromUtc(end)} AND (flags & {(int)ConversionFlags.Test}) = 0 GROUP BY 1, 3, 4, 5, 6, 7, 8, 9");
        return new(clicks, orders, string.Create(CultureInfo.InvariantCulture, $"{part.Has()} AND day = {number}"));
    }
}
