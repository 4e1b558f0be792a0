using System.Linq.Expressions;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>What a list of coupons is narrowed to; null = everything.</summary>
/// <param name="Text">Part of code, description or internal note, without regard to case.</param>
/// <param name="Code">The whole code, without regard to case.</param>
/// <param name="PartnerId">On the partner list, alone or with others.</param>
/// <param name="Status">As staff set it.</param>
/// <param name="State">As the dates make it.</param>
public sealed record CouponFilter(
    string? Text = null,
    string? Code = null,
    int? AdvertiserId = null,
    int? OfferId = null,
    int? PartnerId = null,
    CouponVisibility? Visibility = null,
    CouponStatus? Status = null,
    CouponState? State = null);

/// <summary>Coupons that an actor may see as staff: pages, API lists, single ones.</summary>
public sealed class CouponList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    private const int MaxText = 200;

    /// <summary>A page of the list; sorts by code, offer, partner, visibility, status, start, end or advertiser, else newest first.</summary>
    public async Task<Page<CouponRow>> FindAsync(Actor actor, CouponFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ids = await Sorted(db, Filtered(db, actor, filter, now), page).Select(c => c.Id).ToPageAsync(page, cancel);
        return new(await CouponRows.ReadAsync(db, ids.Rows, now, cancel), ids.Total);
    }

    /// <summary>Coupons with an id above <paramref name="after"/>, by id.</summary>
    public async Task<Slice<CouponRow>> SliceAsync(Actor actor, CouponFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        var now = Now;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ids = await Filtered(db, actor, filter, now).Where(c => c.Id > (after ?? 0)).OrderBy(c => c.Id).Select(c => c.Id).ToSliceAsync(limit, id => id, cancel);
        return new(await CouponRows.ReadAsync(db, ids.Rows, now, cancel), ids.NextAfter);
    }

    /// <returns>Null for a missing or a foreign coupon.</returns>
    public async Task<CouponRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.Coupons.VisibleTo(actor).Where(c => c.Id == id).Select(c => c.Id).ToListAsync(cancel);
        return (await CouponRows.ReadAsync(db, found, Now, cancel)).SingleOrDefault();
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static IQueryable<Coupon> Filtered(PortalDbContext db, Actor actor, CouponFilter filter, DateTime now)
    {
        var rows = db.Coupons.AsNoTracking().VisibleTo(actor);
        if (filter.Text?.Trim() is { Length: > 0 } text)
        {
            var part = (text.Length > MaxText ? text[..MaxText] : text).ToUpperInvariant();
            rows = rows.Where(c => c.NormalCode.Contains(part) || c.Description.ToUpper().Contains(part) || c.InternalNote.ToUpper().Contains(part));
        }

        if (filter.Code is { } code)
        {
            var normal = code.Trim().ToUpperInvariant();
            rows = rows.Where(c => c.NormalCode == normal);
        }

        rows = filter.AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = filter.OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = filter.PartnerId is { } partner ? rows.Where(c => c.OwnerId == partner || c.Partners.Any(p => p.PartnerId == partner)) : rows;
        rows = filter.Visibility is { } visibility ? rows.Where(c => c.Visibility == visibility) : rows;
        rows = filter.Status is { } status ? rows.Where(c => c.Status == status) : rows;
        return filter.State is { } state ? rows.Where(In(state, now)) : rows;
    }

    /// <summary><see cref="CouponRow.StateOf"/> as SQL.</summary>
    private static Expression<Func<Coupon, bool>> In(CouponState state, DateTime now) => state switch
    {
        CouponState.Paused => c => c.Status == CouponStatus.Paused,
        CouponState.Ended => c => c.Status == CouponStatus.Active && c.EndsAt != null && c.EndsAt <= now,
        CouponState.Scheduled => c => c.Status == CouponStatus.Active && c.StartsAt != null && c.StartsAt > now && (c.EndsAt == null || c.EndsAt > now),
        CouponState.Active => c => c.Status == CouponStatus.Active && (c.StartsAt == null || c.StartsAt <= now) && (c.EndsAt == null || c.EndsAt > now),
    };

    private static IOrderedQueryable<Coupon> Sorted(PortalDbContext db, IQueryable<Coupon> rows, PageRequest page)
    {
        var sorted = page.SortBy switch
        {
            "code" => By(c => c.NormalCode),
            "offer" => By(c => db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name.ToUpper()).First()),
            "advertiser" => By(c => db.Advertisers.Where(a => a.Id == c.AdvertiserId).Select(a => a.Name.ToUpper()).First()),
            "partner" => By(c => db.Partners.Where(p => p.Id == c.OwnerId).Select(p => p.Name.ToUpper()).FirstOrDefault() ?? ""),
            "visibility" => By(c => c.Visibility),
            "status" => By(c => c.Status),
            "start" => By(c => c.StartsAt ?? DateTime.UnixEpoch),
            "end" => By(c => c.EndsAt ?? DateTime.MaxValue),
            _ => null,
        };
        return sorted is null ? rows.OrderByDescending(c => c.Id) : page.Descending ? sorted.ThenByDescending(c => c.Id) : sorted.ThenBy(c => c.Id);

        IOrderedQueryable<Coupon> By<T>(Expression<Func<Coupon, T>> key) => page.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key);
    }
}
