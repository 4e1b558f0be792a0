using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Adds a coupon's terms to its dated history, when they changed.</summary>
internal static class CouponHistoryWriter
{
    private static readonly DateTime Always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    /// <param name="before">The terms until now; null for a new coupon.</param>
    public static async Task RecordAsync(PortalDbContext db, Coupon coupon, CouponTerms? before, string changedBy, DateTime now, CancellationToken cancel)
    {
        var terms = coupon.Terms();
        if (before is not null && Same(before, terms))
        {
            return;
        }

        var last = before is null ? null : await db.CouponPeriods.Where(p => p.CouponId == coupon.Id).MaxAsync(p => (DateTime?)p.From, cancel);
        db.CouponPeriods.Add(new CouponPeriod
        {
            CouponId = coupon.Id,
            From = last is null ? Always : After(last.Value, now),
            NormalCode = terms.Code,
            OfferId = terms.OfferId,
            Visibility = terms.Visibility,
            Status = terms.Status,
            StartsAt = terms.StartsAt,
            EndsAt = terms.EndsAt,
            PartnerIds = CouponPeriod.FormatIds(terms.PartnerIds),
            ChangedBy = changedBy,
            ChangedAt = now,
        });
        await db.SaveChangesAsync(cancel);
    }

    // A clock that was set back, or two saves in one microsecond: the newest terms must still be the last ones.
    private static DateTime After(DateTime last, DateTime now) => now > last ? now : last.AddMicroseconds(1);

    private static bool Same(CouponTerms a, CouponTerms b) => a.PartnerIds.SequenceEqual(b.PartnerIds) && a with { PartnerIds = b.PartnerIds } == b;
}
