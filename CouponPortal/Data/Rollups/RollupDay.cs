using System.Globalization;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Data.Rollups;

/// <summary>Advertisers of one zone whose rebuild has come equally far.</summary>
internal sealed record RollupPart(string Zone, int? NextDay, IReadOnlyList<int> AdvertiserIds)
{
    /// <summary>Rows of these advertisers; the ids are the store's own.</summary>
    public string Mine => $"advertiser_id IN ({string.Join(", ", AdvertiserIds.Select(i => i.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>States that are still as they were read. A zone that has changed has no next day, and is another part.</summary>
    public string Same =>
        $"{Mine} AND NOT is_complete AND zone = '{Zone.Replace("'", "''", StringComparison.Ordinal)}' AND next_day {(NextDay is { } day ? "= " + day.ToString(CultureInfo.InvariantCulture) : "IS NULL")}";
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
            $"SELECT COALESCE(advertiser_id, 0), {number}, COALESCE(offer_id, 0), COALESCE(partner_id, 0), COALESCE(coupon_id, 0), outcome, COUNT(*) FROM clicks WHERE id >= {EventKey.First(start)} AND id < {EventKey.First(end)} AND {part.Mine.Replace("advertiser_id", "COALESCE(advertiser_id, 0)", StringComparison.Ordinal)} GROUP BY 1, 3, 4, 5, 6");
        var orders = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT advertiser_id, {number}, COALESCE(offer_id, 0), COALESCE(partner_id, 0), COALESCE(coupon_id, 0), basis, status, currency, click_id IS NULL, COUNT(*), CAST(SUM(amount) AS bigint), CAST(SUM(reversed) AS bigint), CAST(SUM(payout) AS bigint) FROM conversions WHERE {part.Mine} AND order_time >= {UtcMicroseconds.FromUtc(start)} AND order_time < {UtcMicroseconds.FromUtc(end)} AND (flags & {(int)ConversionFlags.Test}) = 0 GROUP BY 1, 3, 4, 5, 6, 7, 8, 9");
        return new(clicks, orders, string.Create(CultureInfo.InvariantCulture, $"{part.Mine} AND day = {number}"));
    }
}
