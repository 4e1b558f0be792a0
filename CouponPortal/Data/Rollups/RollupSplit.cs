using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Rollups;

/// <summary>Advertisers of one zone, and what of a time rollups have of them: whole local days. The rest is to be read from rows, so that both together are exact.</summary>
/// <param name="First">The first whole day; null = since ever.</param>
/// <param name="Last">The last whole day, included; null = open.</param>
/// <param name="Rest">Times outside these days: the time's ends, where it begins or ends within a local day; all of it where there are no rollups.</param>
public sealed record RollupSplit(IReadOnlyList<int> AdvertiserIds, bool HasDays, DateOnly? First, DateOnly? Last, IReadOnlyList<DayRange> Rest)
{
    /// <summary>Sums of orders of the whole days.</summary>
    public IQueryable<ConversionRollup> Orders(PortalDbContext db)
    {
        var (first, last) = (First?.DayNumber ?? int.MinValue, Last?.DayNumber ?? int.MaxValue);
        return db.ConversionRollups.AsNoTracking().Where(r => HasDays && AdvertiserIds.Contains(r.AdvertiserId) && r.Day >= first && r.Day <= last);
    }

    /// <summary>One for each zone. Read it in the moment of the sums themselves (<see cref="ReadMoment"/>), or a rebuild may begin or end between.</summary>
    /// <param name="advertisers">Those meant.</param>
    public static async Task<IReadOnlyList<RollupSplit>> OfAsync(PortalDbContext db, IQueryable<Advertiser> advertisers, DayRange time, CancellationToken cancel)
    {
        var states = await advertisers.Select(a => new { a.Id, Zone = db.RollupStates.Where(s => s.AdvertiserId == a.Id && s.IsComplete).Select(s => s.Zone).FirstOrDefault() }).ToListAsync(cancel);
        return [.. states.GroupBy(s => s.Zone, s => s.Id).Select(g => g.Key is { } zone ? Of([.. g], time, LocalDays.Zone(zone)) : new([.. g], HasDays: false, null, null, [time]))];
    }

    private static RollupSplit Of(IReadOnlyList<int> ids, DayRange time, TimeZoneInfo zone)
    {
        DateOnly? first = time.Start is not { } start ? null : LocalDays.DayOf(start, zone) is var day && LocalDays.StartUtc(day, zone) == start ? day : day.AddDays(1);
        DateOnly? last = time.End is { } end ? LocalDays.DayOf(end, zone).AddDays(-1) : null;
        if (first > last)
        {
            return new(ids, HasDays: false, null, null, [time]);
        }

        var before = new DayRange(time.Start, first is { } from ? LocalDays.StartUtc(from, zone) : null);
        var after = new DayRange(last is { } to ? LocalDays.EndUtc(to, zone) : null, time.End);
        return new(ids, HasDays: true, first, last, [.. new[] { before, after }.Where(r => r.Start != r.End)]);
    }
}
