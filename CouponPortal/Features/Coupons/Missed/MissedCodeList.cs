using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Missed;

/// <param name="State">Null = those that wait for somebody.</param>
/// <param name="Code">Part of it.</param>
public sealed record MissedCodeFilter(MissedCodeState? State = null, int? AdvertiserId = null, string? Code = null);

/// <summary>A coupon that may have been meant.</summary>
public sealed record MeantCode(int CouponId, string Code, int OfferId, int? PartnerId);

/// <param name="AdvertiserName">Null for the network's own domain.</param>
/// <param name="Meant">The likeliest live code; null when none is like it.</param>
public sealed record MissedCodeRow(MissedCode Missed, string? AdvertiserName, string TimeZone, MeantCode? Meant);

/// <summary>Codes that visitors type and nobody has, as an actor may see them as staff.</summary>
public sealed class MissedCodeList(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    /// <summary>The most visited first.</summary>
    public async Task<Page<MissedCodeRow>> FindAsync(Actor actor, MissedCodeFilter filter, PageRequest page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = Matching(db, actor, filter);
        var ordered = page.SortBy == "last" ? rows.OrderByDescending(m => m.LastSeenAt).ThenBy(m => m.Id) : rows.OrderByDescending(m => m.Visits).ThenBy(m => m.Id);
        var found = await ordered.ToPageAsync(page, cancel);
        return new(await ReadAsync(db, actor, found.Rows, cancel), found.Total);
    }

    /// <summary>By id, after <paramref name="after"/>.</summary>
    public async Task<Slice<MissedCodeRow>> SliceAsync(Actor actor, MissedCodeFilter filter, long? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await Matching(db, actor, filter).Where(m => m.Id > (after ?? 0)).OrderBy(m => m.Id).ToSliceAsync(limit, m => m.Id, cancel);
        return new(await ReadAsync(db, actor, found.Rows, cancel), found.NextAfter);
    }

    /// <returns>Null for a missing and for a foreign one.</returns>
    public async Task<MissedCodeRow?> OneAsync(Actor actor, int id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await ReadAsync(db, actor, await db.MissedCodes.AsNoTracking().VisibleTo(actor).Where(m => m.Id == id).ToListAsync(cancel), cancel)).SingleOrDefault();
    }

    // A code that has become a coupon since, by whatever way, is missed no more.
    private static IQueryable<MissedCode> Matching(PortalDbContext db, Actor actor, MissedCodeFilter filter)
    {
        var state = filter.State ?? MissedCodeState.Open;
        var rows = db.MissedCodes.AsNoTracking().VisibleTo(actor).Where(m => m.State == state);
        rows = state == MissedCodeState.Open ? rows.Where(m => !db.Coupons.Any(c => c.NormalCode == m.Code && (m.AdvertiserId == null || c.AdvertiserId == m.AdvertiserId))) : rows;
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(m => m.AdvertiserId == advertiser) : rows;
        return filter.Code?.Trim().ToUpperInvariant() is { Length: > 0 } code ? rows.Where(m => m.Code.Contains(code)) : rows;
    }

    private async Task<IReadOnlyList<MissedCodeRow>> ReadAsync(PortalDbContext db, Actor actor, IReadOnlyList<MissedCode> rows, CancellationToken cancel)
    {
        int?[] ids = [.. rows.Select(r => r.AdvertiserId).Distinct()];
        var shops = await db.Advertisers.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.Name, a.TimeZone }).ToDictionaryAsync(a => a.Id, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        return
        [
            .. rows.Select(row =>
            {
                var shop = row.AdvertiserId is { } id ? shops.GetValueOrDefault(id) : null;
                return new MissedCodeRow(row, shop?.Name, shop?.TimeZone ?? "UTC", row.State == MissedCodeState.Open ? Meant(actor, row, now) : null);
            }),
        ];
    }

    // What looks or sounds the same comes before a slip of a letter; among those that work now.
    private MeantCode? Meant(Actor actor, MissedCode row, DateTime now)
    {
        var snapshot = catalog.Current;
        foreach (var code in LookAlikes.Of(row.Code))
        {
            foreach (var rules in snapshot.ByCode(code))
            {
                if ((row.AdvertiserId is { } own && rules.Advertiser.Id != own) || !actor.Sees(rules.Advertiser.Id))
                {
                    continue;
                }

                if (DeliveryEngine.IsLive(rules, code, now) && rules.CouponsAt(code, now).FirstOrDefault() is { } coupon)
                {
                    return new(coupon.CouponId, code, coupon.OfferId, coupon.OwnerId);
                }
            }
        }

        return null;
    }
}
