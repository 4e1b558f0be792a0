using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>Adds a coupon's terms to its dated history, when they changed.</summary>
internal static class CouponHistoryWriter
{
    private static readonly DateTime Always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    /// <param name="before">The terms until now; null for a new coupon, whose terms need no period yet.</param>
    public static async Task RecordAsync(PortalDbContext db, Coupon coupon, CouponTerms? before, string changedBy, DateTime now, CancellationToken cancel)
    {
        if (before is null || Same(before, coupon.Terms()))
        {
            return;
        }

        var last = await db.CouponPeriods.Where(p => p.CouponId == coupon.Id).MaxAsync(p => (DateTime?)p.From, cancel);
        db.CouponPeriods.AddRange(Next(coupon, before, last, changedBy, now));
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>The periods that a change adds: one, or two when it is the coupon's first; none when the terms stayed the same.</summary>
    /// <param name="last">Start of the coupon's last period; null when it has none.</param>
    public static IEnumerable<CouponPeriod> Next(Coupon coupon, CouponTerms before, DateTime? last, string changedBy, DateTime now)
    {
        var terms = coupon.Terms();
        if (Same(before, terms))
        {
            yield break;
        }

        if (last is null)
        {
            yield return CouponPeriod.Of(before, Always, coupon.CreatedBy, coupon.CreatedAt);
        }

        yield return CouponPeriod.Of(terms, After(last ?? Always, now), changedBy, now);
    }

    // A clock that was set back, or two saves in one microsecond: the newest terms must still be the last ones.
    private static DateTime After(DateTime last, DateTime now) => now > last ? now : last.AddMicroseconds(1);

    private static bool Same(CouponTerms a, CouponTerms b) => a.PartnerIds.SequenceEqual(b.PartnerIds) && a with { PartnerIds = b.PartnerIds } == b;
}
