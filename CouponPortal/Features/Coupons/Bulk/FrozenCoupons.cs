using System.Collections;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Ids of coupons as they were at one moment, in the order of their normal codes: what is chosen later, or changed, does not change the choice.</summary>
internal sealed class FrozenCoupons
{
    private readonly List<int> _ids = [];

    // A million codes would be ten times the ids; who has the code of the one before is all that the order is for.
    private readonly BitArray _isWithPrevious = new(0);

    public int Count => _ids.Count;

    /// <param name="coupons">In any order.</param>
    public static async Task<FrozenCoupons> ReadAsync(IQueryable<Coupon> coupons, CancellationToken cancel)
    {
        var frozen = new FrozenCoupons();
        var last = "";
        await foreach (var coupon in coupons.OrderBy(c => c.NormalCode).ThenBy(c => c.Id).Select(c => new { c.Id, c.NormalCode }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            frozen._ids.Add(coupon.Id);
            frozen._isWithPrevious.Length = frozen._ids.Count > frozen._isWithPrevious.Length ? Math.Max(1_024, frozen._ids.Count * 2) : frozen._isWithPrevious.Length;
            frozen._isWithPrevious[frozen._ids.Count - 1] = coupon.NormalCode == last;
            last = coupon.NormalCode;
        }

        return frozen;
    }

    /// <summary>An entry for each, numbered from 1.</summary>
    /// <param name="apply">What becomes of the coupon with this place, from 0, and id.</param>
    public IEnumerable<CouponEntry> Entries(Func<int, int, Func<CouponDraft, CouponDraft>> apply)
    {
        for (var i = 0; i < _ids.Count; i++)
        {
            yield return new CouponEntry(i + 1, "", _ids[i], apply(i, _ids[i])) { IsWithPrevious = _isWithPrevious[i] };
        }
    }
}
