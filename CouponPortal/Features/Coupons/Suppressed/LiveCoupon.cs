using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Suppressed;

/// <summary>Warns that a suppressed code is somebody's: the partner will ask where its orders went.</summary>
internal static class LiveCoupon
{
    /// <param name="code">Normal form.</param>
    /// <returns>Null when no coupon of the code still runs.</returns>
    public static async Task<string?> NoticeAsync(PortalDbContext db, int advertiserId, string code, DateTime now, CancellationToken cancel)
    {
        var live = await db.Coupons.Where(c => c.AdvertiserId == advertiserId && c.NormalCode == code && c.Status == CouponStatus.Active && (c.EndsAt == null || c.EndsAt > now))
            .OrderBy(c => c.Id)
            .Select(c => new { c.Id, Offer = db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name).First(), Owner = db.Partners.Where(p => p.Id == c.OwnerId).Select(p => p.Name).FirstOrDefault() })
            .FirstOrDefaultAsync(cancel);
        return live is null ? null : $"{code} is the code of a live coupon: coupon {live.Id} of {live.Owner ?? "no single partner"} on {live.Offer}. While it is suppressed, orders with it credit nobody.";
    }
}
