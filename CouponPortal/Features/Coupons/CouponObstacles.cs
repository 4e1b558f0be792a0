using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Finds the coupon in the way of another and says which one it is. Saving asks under the lock; the form asks while somebody types.</summary>
internal static class CouponObstacles
{
    public const int ShownOwners = 3;

    /// <returns>Null when the code is free for these terms.</returns>
    public static async Task<string?> FindAsync(PortalDbContext db, int advertiserId, string timeZone, CouponTerms candidate, CancellationToken cancel)
    {
        var others = await db.Coupons.AsNoTracking().Include(c => c.Partners)
            .Where(c => c.AdvertiserId == advertiserId && c.NormalCode == candidate.Code && c.Id != candidate.CouponId)
            .OrderBy(c => c.Id).ToListAsync(cancel);
        if (CouponRules.FindObstacle(candidate, others.Select(c => c.Terms())) is not { } obstacle)
        {
            return null;
        }

        var other = others.Single(c => c.Id == obstacle.Other.CouponId);
        var offer = await db.Offers.Where(o => o.Id == other.OfferId).Select(o => o.Name).SingleAsync(cancel);
        var owners = await OwnersAsync(db, obstacle.Other.PartnerIds, cancel);
        return Sentence(other, obstacle.Why, offer, owners, timeZone);
    }

    /// <param name="other">The coupon in the way.</param>
    /// <param name="offer">The name of its offer.</param>
    /// <param name="owners">Its partners, as <see cref="Owners"/> says them.</param>
    public static string Sentence(Coupon other, CouponObstacle why, string offer, string owners, string timeZone)
    {
        var where = $"{other.Code} is already on offer {offer} (ID {other.OfferId}) as coupon {other.Id}, {owners}, {Dates(other, timeZone)}.";
        return why switch
        {
            CouponObstacle.SameOffer => $"{where} A code can be on an offer only once at a time: choose another code, other dates, or change that coupon.",
            CouponObstacle.OtherOwner => $"{where} A code cannot belong to different partners at the same time: choose another code, other dates, or the same partner.",
        };
    }

    /// <summary>Whose a coupon is, with the names of the first few.</summary>
    public static string Owners(IReadOnlyList<int> ids, Func<int, string> nameOf)
    {
        var names = string.Join(", ", ids.Take(ShownOwners).Select(nameOf));
        return ids.Count switch
        {
            0 => "not assigned to a partner",
            <= ShownOwners => "of " + names,
            _ => $"of {names} and {ids.Count - ShownOwners} more partners",
        };
    }

    private static async Task<string> OwnersAsync(PortalDbContext db, IReadOnlyList<int> ids, CancellationToken cancel)
    {
        var shown = ids.Take(ShownOwners).ToArray();
        var names = await db.Partners.Where(p => shown.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        return Owners(ids, id => names[id]);
    }

    private static string Dates(Coupon coupon, string timeZone) => (coupon.StartDate, coupon.EndDate) switch
    {
        (null, null) => "without start or end date",
        ({ } start, null) => $"from {start:yyyy-MM-dd} on",
        (null, { } end) => $"until {end:yyyy-MM-dd}",
        ({ } start, { } end) => $"from {start:yyyy-MM-dd} to {end:yyyy-MM-dd}",
    } + (coupon.StartDate is null && coupon.EndDate is null ? "" : $" ({LocalDays.Zone(timeZone).Id})");
}
