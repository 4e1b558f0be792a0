using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>What the list of suppressed codes is narrowed to; null = everything.</summary>
public sealed record SuppressedCodeFilter(int? AdvertiserId = null, string? Code = null);

/// <summary>Where a suppression stands in its time.</summary>
public enum SuppressionState
{
    InEffect,
    Scheduled,
    Ended,
}

public sealed record SuppressedCodeRow(SuppressedCode Suppressed, string AdvertiserName, string TimeZone, DateTime ReadAt)
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
        return await Rows(db, Filtered(db, actor, filter).OrderBy(s => s.EndsAt != null && s.EndsAt <= now).ThenBy(s => s.Code).ThenBy(s => s.Id), now)
            .ToPageAsync(page, cancel);
    }

    public async Task<Slice<SuppressedCodeRow>> SliceAsync(Actor actor, SuppressedCodeFilter filter, long? after, int limit, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, actor, filter).Where(s => s.Id > (after ?? 0)).OrderBy(s => s.Id), time.GetUtcNow().UtcDateTime)
            .ToSliceAsync(limit, r => r.Suppressed.Id, cancel);
    }

    /// <returns>Null for a missing or a foreign one.</returns>
    public async Task<SuppressedCodeRow?> OneAsync(Actor actor, int id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Rows(db, db.SuppressedCodes.AsNoTracking().VisibleTo(actor).Where(s => s.Id == id), time.GetUtcNow().UtcDateTime).SingleOrDefaultAsync(cancel);
    }

    private static IQueryable<SuppressedCode> Filtered(PortalDbContext db, Actor actor, SuppressedCodeFilter filter)
    {
        var rows = db.SuppressedCodes.AsNoTracking().VisibleTo(actor);
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
        now));
}
