using System.Text.Json;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>States that coupons had before a batch, read a chunk at a time.</summary>
internal sealed class FormerDrafts(IQueryable<CouponBatchRow> rows)
{
    private readonly Dictionary<int, CouponDraft> _drafts = [];

    public async Task ReadAsync(int[] couponIds, CancellationToken cancel)
    {
        _drafts.Clear();
        foreach (var row in await rows.Where(r => EF.Parameter(couponIds).Contains(r.CouponId)).ToListAsync(cancel))
        {
            // The version is the one that the batch left: judging refuses any other, since then somebody changed the coupon after it.
            _drafts[row.CouponId] = JsonSerializer.Deserialize<CouponDraft>(row.Before)! with { Version = row.VersionAfter };
        }
    }

    /// <exception cref="KeyNotFoundException">The coupon is in no row of the chunk that was read.</exception>
    public CouponDraft Of(int couponId) => _drafts[couponId];
}
