using CouponPortal.Data;
using CouponPortal.Data.Coupons;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// A coupon that got its former state back has a newer version than the batch before it left. Those batches learn the new version, so that a series of
/// batches can be undone one after the other, the last one first.
/// </summary>
internal static class FormerVersions
{
    /// <param name="restored">Coupons as they are written, with their new versions.</param>
    /// <param name="others">Batches of the advertiser that can still be undone.</param>
    public static async Task FollowAsync(PortalDbContext db, CouponChunk chunk, List<Coupon> restored, List<int> others, CancellationToken cancel)
    {
        if (others.Count == 0 || restored.Count == 0)
        {
            return;
        }

        var ids = restored.ConvertAll(c => c.Id).ToArray();
        var rows = (await db.CouponBatchRows.AsNoTracking().Where(r => others.Contains(r.BatchId) && EF.Parameter(ids).Contains(r.CouponId)).ToListAsync(cancel)).ToLookup(r => r.CouponId);
        foreach (var coupon in restored)
        {
            // One up by the batch, one up by its undo.
            var left = coupon.Version - 2;
            foreach (var row in rows[coupon.Id].Where(r => r.VersionAfter == left))
            {
                row.VersionAfter = coupon.Version;
                chunk.Kept.Add(row);
            }

            if (left == 1 && coupon.BatchId is { } creator && others.Contains(creator) && rows[coupon.Id].All(r => r.BatchId != creator))
            {
                chunk.Kept.Add(new CouponBatchRow { BatchId = creator, CouponId = coupon.Id, VersionAfter = coupon.Version });
            }
        }
    }
}
