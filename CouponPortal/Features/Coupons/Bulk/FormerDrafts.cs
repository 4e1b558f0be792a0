using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>States that coupons had before a batch, read a chunk at a time.</summary>
internal sealed class FormerDrafts(IQueryable<CouponBatchRow> rows)
{
    private readonly Dictionary<int, (CouponDraft Draft, int VersionAfter)> _drafts = [];

    public async Task ReadAsync(int[] couponIds, CancellationToken cancel)
    {
        _drafts.Clear();
        foreach (var row in await InParts.ReadAsync(couponIds, part => rows.Where(r => part.Contains(r.CouponId)), cancel))
        {
            _drafts[row.CouponId] = (JsonSerializer.Deserialize<CouponDraft>(row.Before)!, row.VersionAfter);
        }
    }

    /// <summary>With the version that the batch left: judging refuses any other, since then somebody changed the coupon after it.</summary>
    /// <exception cref="KeyNotFoundException">The coupon is in no row of the chunk that was read.</exception>
    public CouponDraft Of(int couponId) => _drafts[couponId].Draft with { Version = _drafts[couponId].VersionAfter };

    /// <summary>The version that the coupon had before the batch.</summary>
    public int VersionOf(int couponId) => _drafts[couponId].Draft.Version;
}
