using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>A door of an advertiser that usually gets orders and has stopped.</summary>
/// <param name="Expected">How many orders the same hours of the weeks before would have brought since <paramref name="LastAt"/>.</param>
public sealed record SilentDoor(int AdvertiserId, string Door, DateTime LastAt, int Expected);

/// <summary>Finds doors that have fallen silent, each by its own last two weeks: a shop that sells nothing at night is not silent at night.</summary>
public sealed class SilentDoors(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const int Days = 14;

    // Fewer orders than that have no rhythm to break.
    private const int MinOrders = 20;

    // With eight expected, none at all is chance once in three thousand times.
    private const double Enough = 8;
    private const int Week = 7 * 24;
    private const long KeysOfHour = 3_600_000L << 20;

    public async Task<IReadOnlyList<SilentDoor>> FindAsync(Actor actor, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var first = EventKey.First(now.AddDays(-Days));
        var advertisers = actor.AdvertiserIds;
        await using var db = await contexts.CreateDbContextAsync(cancel);

        // + 0: SQLite would read the whole index of the advertisers, to have the groups sorted, instead of two weeks of keys.
        var hours = await db.Database
            .SqlQuery<OrderRow>($"""
                SELECT id AS "Id", advertiser_id + 0 AS "AdvertiserId", door AS "Door", id / {KeysOfHour} AS "Hour"
                FROM conversions WHERE id >= {first} AND (flags & {(int)ConversionFlags.Test}) = 0
                """)
            .Where(r => actor.IsNetworkAdmin || (actor.IsStaff && advertisers.Contains(r.AdvertiserId)))
            .GroupBy(r => new { r.AdvertiserId, r.Door, r.Hour })
            .Select(g => new DoorHour(g.Key.AdvertiserId, g.Key.Door, g.Key.Hour, g.Count(), g.Max(r => r.Id)))
            .ToListAsync(cancel);
        return [.. hours.GroupBy(h => (h.AdvertiserId, h.Door)).Select(g => Of(g.Key.AdvertiserId, g.Key.Door, [.. g], now)).OfType<SilentDoor>().OrderBy(d => d.LastAt)];
    }

    /// <param name="now">UTC.</param>
    /// <returns>Null when the door is not silent, or has too few orders to say.</returns>
    private static SilentDoor? Of(int advertiserId, string door, IReadOnlyList<DoorHour> hours, DateTime now)
    {
        var last = EventKey.TimeOf(hours.Max(h => h.Last));
        var total = hours.Sum(h => h.Orders);
        if (total < MinOrders || now - last < TimeSpan.FromHours(1))
        {
            return null;
        }

        var byHour = hours.ToDictionary(h => h.Hour, h => h.Orders);
        var (from, until) = (HourOf(last), HourOf(now));
        var firstHour = byHour.Keys.Min();
        var rate = (double)total / (from - firstHour + 1);
        var expected = 0.0;
        for (var hour = from; hour <= until; hour++)
        {
            var seen = new[] { hour - Week, hour - (2 * Week) }.Where(h => h >= firstHour && h < from).Select(h => byHour.GetValueOrDefault(h)).ToArray();
            expected += ShareOf(hour, last, now) * (seen.Length > 0 ? seen.Average() : rate);
        }

        return expected >= Enough ? new SilentDoor(advertiserId, door, last, (int)expected) : null;
    }

    private static long HourOf(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerHour;

    // How much of the hour lies in the silence.
    private static double ShareOf(long hour, DateTime from, DateTime until)
    {
        var start = DateTime.UnixEpoch.AddHours(hour);
        var (a, b) = (start > from ? start : from, start.AddHours(1) < until ? start.AddHours(1) : until);
        return Math.Max(0, (b - a).TotalHours);
    }

    private sealed class OrderRow
    {
        public long Id { get; init; }
        public int AdvertiserId { get; init; }
        public string Door { get; init; } = "";
        public long Hour { get; init; }
    }

    private sealed record DoorHour(int AdvertiserId, string Door, long Hour, int Orders, long Last);
}
