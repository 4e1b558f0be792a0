using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>What the list of suppressed codes is narrowed to; null = everything.</summary>
public sealed record SuppressedCodeFilter(int? AdvertiserId = null, string? Code = null, SuppressionState? State = null);

/// <summary>Where a suppression stands in its time.</summary>
public enum SuppressionState
{
    InEffect,
    Scheduled,
    Ended,
}

/// <param name="LiveCouponId">A coupon of this code that has not ended, which the suppression takes the credit from; null without one.</param>
public sealed record SuppressedCodeRow(SuppressedCode Suppressed, string AdvertiserName, string TimeZone, int? LiveCouponId, DateTime ReadAt)
{
    public SuppressionState State => Suppressed switch
    {
        { EndsAt: { } end } when end <= ReadAt => SuppressionState.Ended,
        { StartsAt: { } start } when start > ReadAt => SuppressionState.Scheduled,
        _ => SuppressionState.InEffect,
    };
}

/// <summary>Suppressed codes that an actor may see as staff.</summary>
public sealed class SuppressedCodeList(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <summary>Codes that still count first, then by code.</summary>
    public async Task<Page<SuppressedCodeRow>> FindAsync(Actor actor, SuppressedCodeFilter filter, PageRequest page, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, filter, now).OrderBy(s => s.EndsAt != null && s.EndsAt <= now).ThenBy(s => s.Code).ThenBy(s => s.Id), now)
            .ToPageAsync(page, cancel);
    }

    public async Task<Slice<SuppressedCodeRow>> SliceAsync(Actor actor, SuppressedCodeFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, filter, now).Where(s => s.Id > (after ?? 0)).OrderBy(s => s.Id), now)
            .ToSliceAsync(limit, r => r.Suppressed.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<SuppressedCodeRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, db.SuppressedCodes.AsNoTracking().VisibleTo(actor).Where(s => s.Id == id), time.GetUtcNow().UtcDateTime).SingleOrDefaultAsync(cancel);
    }

    /// <returns>Whose live coupon an order with the code would be; null for none, and while the code is not one yet.</returns>
    public async Task<string?> WarningAsync(Actor actor, int advertiserId, string code, CancellationToken cancel = default)
    {
        if (!actor.Sees(advertiserId) || !CouponCode.TryNormalise(code, out var normal))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await LiveCoupon.NoticeAsync(db, advertiserId, normal, time.GetUtcNow().UtcDateTime, cancel);
    }

    private static IQueryable<SuppressedCode> Filtered(PortalDbContext db, Actor actor, SuppressedCodeFilter filter, DateTime now)
    {
        var rows = db.SuppressedCodes.AsNoTracking().VisibleTo(actor);
        rows = filter.State switch
        {
            SuppressionState.Ended => rows.Where(s => s.EndsAt != null && s.EndsAt <= now),
            SuppressionState.Scheduled => rows.Where(s => s.StartsAt != null && s.StartsAt > now && (s.EndsAt == null || s.EndsAt > now)),
            SuppressionState.InEffect => rows.Where(s => (s.StartsAt == null || s.StartsAt <= now) && (s.EndsAt == null || s.EndsAt > now)),
            null => rows,
        };
        rows = filter.AdvertiserId is { } advertiser ? rows.Where(s => s.AdvertiserId == advertiser) : rows;
        if (filter.Code?.Trim() is not { Length: > 0 } code)
        {
            return rows;
        }

        var normal = code.ToUpperInvariant();
        return rows.Where(s => s.Code == normal);
    }

    private static IQueryable<SuppressedCodeRow> Rows(PortalDbContext db, IQueryable<SuppressedCode> codes, DateTime now) => codes.Select(s => new SuppressedCodeRow(
        s,
        db.Advertisers.Where(a => a.Id == s.AdvertiserId).Select(a => a.Name).First(),
        db.Advertisers.Where(a => a.Id == s.AdvertiserId).Select(a => a.TimeZone).First(),
        db.Coupons.Where(c => c.AdvertiserId == s.AdvertiserId && c.NormalCode == s.Code && c.Status == CouponStatus.Active && (c.EndsAt == null || c.EndsAt > now))
            .OrderBy(c => c.Id).Select(c => (int?)c.Id).FirstOrDefault(),
        now));
}
