using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Days of one time zone as instants: [<paramref name="Start"/>, <paramref name="End"/>), null = open.</summary>
public readonly record struct DayRange(DateTime? Start, DateTime? End)
{
    // Days outside hold no event; leaving them out keeps the arithmetic of zones and keys inside its bounds.
    private static readonly DateOnly Earliest = new(1971, 1, 1);
    private static readonly DateOnly Latest = new(2200, 1, 1);

    /// <param name="from">First day; null = since ever.</param>
    /// <param name="to">Last day, which is included; null = open.</param>
    public static DayRange Of(DateOnly? from, DateOnly? to, TimeZoneInfo zone) => new(
        from is { } first && first > Earliest ? LocalDays.StartUtc(first < Latest ? first : Latest, zone) : null,
        to is { } last && last < Latest ? LocalDays.EndUtc(last > Earliest ? last : Earliest, zone) : null);

    /// <summary>Adds an error when the range ends before it starts.</summary>
    public static void Check(DateOnly? from, DateOnly? to, FieldErrors errors)
    {
        if (from > to)
        {
            errors.Add("to", "The last day lies before the first.");
        }
    }
}

/// <summary>
/// A bounded range of <see cref="EventKey"/>s, [<paramref name="First"/>, <paramref name="End"/>). Clicks and hits have no other index than their key, so
/// whoever lists them always gives such a range.
/// </summary>
public readonly record struct EventRange(long First, long End)
{
    public const int DefaultDays = 30;

    /// <summary>Longest range, days.</summary>
    public const int MaxDays = 92;

    /// <summary>The last day defaults to today, the first to 29 days before the last.</summary>
    public static EventRange Of(DateOnly? from, DateOnly? to, TimeZoneInfo zone, DateTime utcNow)
    {
        var (first, last) = Days(from, to, zone, utcNow);
        var days = DayRange.Of(first, last, zone);
        return new(EventKey.First(days.Start ?? DateTime.UnixEpoch), EventKey.First(days.End ?? DateTime.MaxValue));
    }

    /// <summary>Adds an error when the range is upside down or longer than <see cref="MaxDays"/>.</summary>
    public static void Check(DateOnly? from, DateOnly? to, DateTime utcNow, FieldErrors errors)
    {
        DayRange.Check(from, to, errors);
        var (first, last) = Days(from, to, TimeZoneInfo.Utc, utcNow);
        if (last.DayNumber - first.DayNumber >= MaxDays)
        {
            errors.Add("from", $"At most {MaxDays} days at once.");
        }
    }

    /// <summary>The days that <see cref="Of"/> takes, both included.</summary>
    public static (DateOnly From, DateOnly To) Days(DateOnly? from, DateOnly? to, TimeZoneInfo zone, DateTime utcNow)
    {
        var today = LocalDays.DayOf(utcNow, zone);
        var last = to ?? (from > today ? from.Value : today);
        return (from ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - DefaultDays + 1)), last);
    }
}

public static class AdvertiserZones
{
    /// <summary>The advertiser's time zone; UTC without one, and for one that the actor does not see.</summary>
    public static async Task<TimeZoneInfo> ZoneAsync(this PortalDbContext db, Actor actor, int? advertiserId, CancellationToken cancel)
    {
        var name = advertiserId is null
            ? null
            : await db.Advertisers.VisibleTo(actor).Where(a => a.Id == advertiserId).Select(a => a.TimeZone).SingleOrDefaultAsync(cancel);
        return name is null ? TimeZoneInfo.Utc : LocalDays.Zone(name);
    }
}
