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
    /// <param name="restored">Coupons as they are written, with their new versions, and the ones that they had in this state before.</param>
    /// <param name="others">Batches of the advertiser that can still be undone.</param>
    public static async Task FollowAsync(PortalDbContext db, CouponChunk chunk, List<(Coupon Coupon, int Former)> restored, List<int> others, CancellationToken cancel)
    {
        if (others.Count == 0 || restored.Count == 0)
        {
            return;
        }

        var ids = restored.ConvertAll(c => c.Coupon.Id).ToArray();
        var rows = (await InParts.ReadAsync(ids, part => db.CouponBatchRows.AsNoTracking().Where(r => others.Contains(r.BatchId) && part.Contains(r.CouponId)), cancel)).ToLookup(r => r.CouponId);
        foreach (var (coupon, former) in restored)
        {
            foreach (var row in rows[coupon.Id].Where(r => r.VersionAfter == former))
            {
                row.VersionAfter = coupon.Version;
                chunk.Kept.Add(row);
            }

            if (former == 1 && coupon.BatchId is { } creator && others.Contains(creator) && rows[coupon.Id].All(r => r.BatchId != creator))
            {
                chunk.Kept.Add(new CouponBatchRow { BatchId = creator, CouponId = coupon.Id, VersionAfter = coupon.Version });
            }
        }
    }
}
