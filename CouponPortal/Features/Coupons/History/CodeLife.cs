using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.History;

/// <summary>A stretch of time in which one coupon stood for the code under the same terms.</summary>
/// <param name="From">UTC, inclusive; null = since ever.</param>
/// <param name="Until">UTC, exclusive; null = open.</param>
public sealed record CodeOwnership(int CouponId, Named Offer, IReadOnlyList<Named> Partners, CouponVisibility Visibility, CouponStatus Status, DateTime? From, DateTime? Until)
{
    public bool Holds(DateTime at) => (From is null || From <= at) && (Until is null || at < Until);
}

/// <summary>One entry of a code's history.</summary>
/// <param name="At">UTC.</param>
/// <param name="BatchId">The bulk act that created the coupon; null for any other change.</param>
/// <param name="Changes">Sentences; what a first entry began with.</param>
public sealed record CouponChange(DateTime At, string By, int CouponId, int? BatchId, IReadOnlyList<string> Changes);

/// <summary>A code's whole life at one advertiser, over all coupons that ever carried it: who owned it when, and who changed what.</summary>
/// <param name="Owners">Latest first.</param>
/// <param name="Changes">Newest first.</param>
public sealed record CodeLife(string Code, string TimeZone, IReadOnlyList<CodeOwnership> Owners, IReadOnlyList<CouponChange> Changes);

/// <summary>Reads a code's life from its coupons and their dated periods.</summary>
public sealed class CodeLives(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>A Public code can come back every month for years; more than these make no page.</summary>
    private const int MaxCoupons = 200;

    /// <returns>Null for a missing or a foreign coupon.</returns>
    public async Task<CodeLife?> OfAsync(Actor actor, int couponId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var coupon = await db.Coupons.VisibleTo(actor).Where(c => c.Id == couponId).Select(c => new { c.AdvertiserId, c.NormalCode }).SingleOrDefaultAsync(cancel);
        return coupon is null ? null : await OfAsync(db, coupon.AdvertiserId, coupon.NormalCode, cancel);
    }

    /// <summary>Of a code that the caller may see; empty when no coupon ever had it.</summary>
    internal static async Task<CodeLife> OfAsync(PortalDbContext db, int advertiserId, string code, CancellationToken cancel)
    {
        var zone = await db.Advertisers.Where(a => a.Id == advertiserId).Select(a => a.TimeZone).SingleAsync(cancel);

        // A coupon whose code was changed later carried it once: its orders of that time are judged by it still.
        var renamed = await db.CouponPeriods.Where(p => p.NormalCode == code && db.Coupons.Any(c => c.Id == p.CouponId && c.AdvertiserId == advertiserId && c.NormalCode != code))
            .Select(p => p.CouponId).Distinct().Take(MaxCoupons).ToListAsync(cancel);
        var coupons = await db.Coupons.AsNoTracking().Include(c => c.Partners)
            .Where(c => (c.AdvertiserId == advertiserId && c.NormalCode == code) || renamed.Contains(c.Id))
            .OrderByDescending(c => c.Id).Take(MaxCoupons).ToListAsync(cancel);
        var ids = coupons.ConvertAll(c => c.Id);
        var periods = (await db.CouponPeriods.AsNoTracking().Where(p => ids.Contains(p.CouponId)).OrderBy(p => p.From).ToListAsync(cancel)).ToLookup(p => p.CouponId);
        var histories = coupons.ConvertAll(c => (Coupon: c, Periods: periods[c.Id].Any() ? [.. periods[c.Id]] : (IReadOnlyList<CouponPeriod>)[First(c)]));
        var names = await CodeLifeNames.ReadAsync(db, [.. histories.SelectMany(h => h.Periods)], LocalDays.Zone(zone), cancel);
        return new(
            code,
            zone,
            [.. histories.SelectMany(h => CodeOwnerships.Of(h.Periods, code, names)).OrderByDescending(o => o.From ?? DateTime.MinValue).ThenByDescending(o => o.CouponId)],
            [.. histories.SelectMany(h => Changes(h.Coupon, h.Periods, names)).Concat(await CouponTexts.ReadAsync(db, advertiserId, coupons, cancel)).OrderByDescending(c => c.At).ThenByDescending(c => c.CouponId)]);
    }

    // Without any period the present terms have stood for ever.
    private static CouponPeriod First(Coupon coupon) => CouponPeriod.Of(coupon.Terms(), DateTime.MinValue, coupon.CreatedBy, coupon.CreatedAt);

    private static IEnumerable<CouponChange> Changes(Coupon coupon, IReadOnlyList<CouponPeriod> periods, CodeLifeNames names)
    {
        for (var i = 0; i < periods.Count; i++)
        {
            var (period, before) = (periods[i], i == 0 ? null : periods[i - 1].Terms());
            yield return new(period.ChangedAt, period.ChangedBy, coupon.Id, i == 0 ? coupon.BatchId : null, names.Changes(before, period.Terms()));
        }
    }
}
