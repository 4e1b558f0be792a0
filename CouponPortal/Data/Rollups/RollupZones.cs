using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Data.Rollups;

/// <summary>
/// Local days by advertiser, as <see cref="RollupState"/> has them at one version: the store says whose days are kept and in which zone, so that all processes
/// put an event on the same day also while an advertiser's zone is being changed. For one thread.
/// </summary>
internal sealed class RollupZones
{
    private readonly Dictionary<int, ZoneDays> _byAdvertiser = [];
    private readonly Dictionary<string, ZoneDays> _byZone = new(StringComparer.Ordinal);

    /// <summary>-1 before the first load.</summary>
    public long Version { get; private set; } = -1;

    public void Load(long version, IEnumerable<(int AdvertiserId, string Zone)> states)
    {
        _byAdvertiser.Clear();
        foreach (var (advertiser, zone) in states)
        {
            if (!_byZone.TryGetValue(zone, out var days))
            {
                _byZone[zone] = days = new(LocalDays.Zone(zone));
            }

            _byAdvertiser[advertiser] = days;
        }

        Version = version;
    }

    /// <summary>False for an advertiser that has no rollups yet; a rebuild will count its events.</summary>
    public bool TryDay(int advertiserId, long microseconds, out int day)
    {
        if (_byAdvertiser.TryGetValue(advertiserId, out var days))
        {
            day = days.DayOf(microseconds);
            return true;
        }

        day = 0;
        return false;
    }

    // Nearly every event is of the newest day.
    private sealed class ZoneDays(TimeZoneInfo zone)
    {
        private long _start = long.MaxValue;
        private long _end = long.MinValue;
        private int _day = int.MinValue;

        public int DayOf(long microseconds)
        {
            if (microseconds >= _start && microseconds < _end)
            {
                return _day;
            }

            var day = LocalDays.DayOf(UtcMicroseconds.ToUtc(microseconds), zone);
            if (day.DayNumber > _day)
            {
                (_day, _start, _end) = (day.DayNumber, UtcMicroseconds.FromUtc(LocalDays.StartUtc(day, zone)), UtcMicroseconds.FromUtc(LocalDays.EndUtc(day, zone)));
            }

            return day.DayNumber;
        }
    }
}
