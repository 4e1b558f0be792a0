using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers;

/// <param name="Text">Part of the name, or the id.</param>
public sealed record AdvertiserFilter(string? Text = null, TrackingType? TrackingType = null);

public sealed record AdvertiserRow(
    int Id, string Name, TrackingType TrackingType, bool MayUseExclusiveCodes, bool ExclusiveCodesEnabled, AttributionPriority Priority, int LookbackDays, string TimeZone, string Currency, int Offers)
{
    /// <summary>The rule of the domain, for the few columns that a list reads.</summary>
    public bool ExclusiveInEffect => new Advertiser
    {
        TrackingType = TrackingType,
        ExclusiveCouponsPermission = MayUseExclusiveCodes,
        ExclusiveCodesEnabled = ExclusiveCodesEnabled,
    }.ExclusiveCodesInEffect;
}

public sealed class AdvertiserList(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Page<AdvertiserRow>> FindAsync(Actor actor, AdvertiserFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Sorted(Where(db, actor, filter), page)
            .Select(a => new AdvertiserRow(
                a.Id, a.Name, a.TrackingType, a.ExclusiveCouponsPermission || a.PersonalizedCodes, a.ExclusiveCodesEnabled, a.AttributionPriority, a.LookbackDays, a.TimeZone, a.Currency, db.Offers.Count(o => o.AdvertiserId == a.Id)))
            .ToPageAsync(page, cancel);
    }

    /// <summary>Ordered by id, after <paramref name="after"/>.</summary>
    public async Task<Slice<Advertiser>> SliceAsync(Actor actor, AdvertiserFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Where(db, actor, filter).AsNoTracking().Where(a => a.Id > (after ?? 0)).OrderBy(a => a.Id).ToSliceAsync(limit, a => a.Id, cancel);
    }

    /// <returns>Null when it is not there or not the actor's.</returns>
    public async Task<Advertiser?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Advertisers.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancel);
    }

    private static IQueryable<Advertiser> Where(PortalDbContext db, Actor actor, AdvertiserFilter filter)
    {
        var rows = db.Advertisers.VisibleTo(actor);
        if (filter.TrackingType is { } type)
        {
            rows = rows.Where(a => a.TrackingType == type);
        }

        if (filter.Text is { } text)
        {
            var lower = text.ToLowerInvariant();
            var id = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

            // SQLite lowers ASCII alone, so the spelling as typed is asked for as well.
            rows = rows.Where(a => a.Id == id || a.Name.Contains(text) || a.Name.ToLower().Contains(lower));
        }

        return rows;
    }

    private static IOrderedQueryable<Advertiser> Sorted(IQueryable<Advertiser> rows, PageRequest page) => (page.SortBy, page.Descending) switch
    {
        ("name", false) => rows.OrderBy(a => a.Name).ThenBy(a => a.Id),
        ("name", true) => rows.OrderByDescending(a => a.Name).ThenByDescending(a => a.Id),
        ("tracking_type", false) => rows.OrderBy(a => a.TrackingType).ThenBy(a => a.Id),
        ("tracking_type", true) => rows.OrderByDescending(a => a.TrackingType).ThenByDescending(a => a.Id),
        ("lookback_days", false) => rows.OrderBy(a => a.LookbackDays).ThenBy(a => a.Id),
        ("lookback_days", true) => rows.OrderByDescending(a => a.LookbackDays).ThenByDescending(a => a.Id),
        (_, true) => rows.OrderByDescending(a => a.Id),
        _ => rows.OrderBy(a => a.Id),
    };
}
