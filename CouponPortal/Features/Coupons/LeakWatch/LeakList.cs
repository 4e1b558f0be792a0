using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.LeakWatch;

/// <param name="State">Null = those that are open.</param>
public sealed record LeakFilter(LeakState? State = null, int? AdvertiserId = null);

/// <summary>A day of a code's orders.</summary>
public readonly record struct LeakDay(DateOnly Day, long Orders, long Clickless);

/// <summary>A code on the leak watch.</summary>
/// <param name="Owner">Null when the coupon has no one owner.</param>
/// <param name="EndDate">Of the coupon; its last day.</param>
/// <param name="Days">The baseline and the recent days, oldest first; a day without orders is there too.</param>
/// <param name="Money">Of the recent orders without a click, by currency, in minor units.</param>
/// <param name="NewCode">The newest successor; null without one.</param>
public sealed record LeakRow(
    CodeLeak Leak, string Code, string AdvertiserName, string TimeZone, Named? Owner, DateOnly? EndDate, IReadOnlyList<LeakDay> Days, IReadOnlyList<(string Currency, long Amount)> Money, string? NewCode);

/// <summary>The leak watch as an actor may see it as staff.</summary>
public sealed class LeakList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>The newest first.</summary>
    public async Task<Page<LeakRow>> FindAsync(Actor actor, LeakFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Matching(db, actor, filter).OrderByDescending(l => l.SinceAt).ThenBy(l => l.Id).ToPageAsync(page, cancel);
        return new(await ReadAsync(db, found.Rows, cancel), found.Total);
    }

    /// <summary>By id, after <paramref name="after"/>.</summary>
    public async Task<Slice<LeakRow>> SliceAsync(Actor actor, LeakFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Matching(db, actor, filter).Where(l => l.Id > (after ?? 0)).OrderBy(l => l.Id).ToSliceAsync(limit, l => l.Id, cancel);
        return new(await ReadAsync(db, found.Rows, cancel), found.NextAfter);
    }

    /// <summary>What the watch has ever found of a coupon; null for nothing, and for a foreign one.</summary>
    public async Task<LeakRow?> OfCouponAsync(Actor actor, int couponId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.CodeLeaks.AsNoTracking().VisibleTo(actor).Where(l => l.CouponId == couponId).ToListAsync(cancel);
        return (await ReadAsync(db, found, cancel)).SingleOrDefault();
    }

    private static IQueryable<CodeLeak> Matching(PortalDbContext db, Actor actor, LeakFilter filter)
    {
        var state = filter.State ?? LeakState.Open;
        var rows = db.CodeLeaks.AsNoTracking().VisibleTo(actor).Where(l => l.State == state);
        return filter.AdvertiserId is { } advertiser ? rows.Where(l => l.AdvertiserId == advertiser) : rows;
    }

    private async Task<IReadOnlyList<LeakRow>> ReadAsync(PortalDbContext db, IReadOnlyList<CodeLeak> leaks, CancellationToken cancel)
    {
        if (leaks.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow().UtcDateTime;
        int[] ids = [.. leaks.Select(l => l.CouponId)];
        int[] advertisers = [.. leaks.Select(l => l.AdvertiserId).Distinct()];
        var shops = await db.Advertisers.Where(a => advertisers.Contains(a.Id)).Select(a => new { a.Id, a.Name, a.TimeZone }).ToDictionaryAsync(a => a.Id, cancel);
        var coupons = await db.Coupons.Where(c => ids.Contains(c.Id))
            .Select(c => new { c.Id, c.Code, c.NormalCode, c.EndDate, c.OwnerId, Owner = db.Partners.Where(p => p.Id == c.OwnerId).Select(p => p.Name).FirstOrDefault() }).ToDictionaryAsync(c => c.Id, cancel);
        string[] codes = [.. coupons.Values.Select(c => c.NormalCode)];
        var successors = (await db.CodeSuccessors.AsNoTracking().Where(s => advertisers.Contains(s.AdvertiserId) && codes.Contains(s.Code)).OrderBy(s => s.Id).ToListAsync(cancel))
            .ToLookup(s => (s.AdvertiserId, s.Code));
        var rows = new List<LeakRow>(leaks.Count);
        foreach (var group in leaks.GroupBy(l => l.AdvertiserId))
        {
            var shop = shops[group.Key];
            var today = LocalDays.DayOf(now, LocalDays.Zone(shop.TimeZone)).DayNumber;
            var first = today + 1 - LeakSign.RecentDays - LeakSign.BaselineDays;
            int[] own = [.. group.Select(l => l.CouponId)];
            var rollups = (await db.ConversionRollups
                .Where(r => r.AdvertiserId == group.Key && r.Day >= first && r.Day <= today && own.Contains(r.CouponId) && r.Status != ConversionStatus.Invalid)
                .GroupBy(r => new { r.CouponId, r.Day, r.Clickless, r.Currency }).Select(g => new { g.Key, Orders = g.Sum(r => r.Orders), Amount = g.Sum(r => r.Amount - r.Reversed) }).ToListAsync(cancel))
                .ToLookup(r => r.Key.CouponId);
            rows.AddRange(group.Where(l => coupons.ContainsKey(l.CouponId)).Select(leak =>
            {
                var (coupon, sums) = (coupons[leak.CouponId], rollups[leak.CouponId].ToList());
                return new LeakRow(
                    leak, coupon.Code, shop.Name, shop.TimeZone, coupon.OwnerId is { } owner ? new Named(owner, coupon.Owner ?? "") : null, coupon.EndDate,
                    [.. Enumerable.Range(first, today - first + 1).Select(day => new LeakDay(
                        DateOnly.FromDayNumber(day), sums.Where(s => s.Key.Day == day).Sum(s => s.Orders), sums.Where(s => s.Key.Day == day && s.Key.Clickless).Sum(s => s.Orders)))],
                    [.. sums.Where(s => s.Key.Clickless && s.Key.Day > today - LeakSign.RecentDays).GroupBy(s => s.Key.Currency, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(s => s.Amount)))],
                    successors[(leak.AdvertiserId, coupon.NormalCode)].LastOrDefault()?.NewCode);
            }));
        }

        var order = leaks.Index().ToDictionary(l => l.Item.Id, l => l.Index);
        return [.. rows.OrderBy(r => order[r.Leak.Id])];
    }
}
