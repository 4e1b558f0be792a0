using System.Collections.Frozen;

namespace CouponPortal.Intake;

/// <summary>
/// The coupons that stand on the leak watch now, in memory: an order is held against them without a look into the store. Brought up to date by whoever looks for leaks, on every node;
/// until the first look nothing stands on it.
/// </summary>
public sealed class OpenLeaks
{
    private FrozenSet<int> _coupons = FrozenSet<int>.Empty;

    public bool Has(int? couponId) => couponId is { } id && Volatile.Read(ref _coupons).Contains(id);

    /// <summary>At once, for what staff has just decided.</summary>
    public void Set(int couponId, bool isLeak) => Set(isLeak ? Volatile.Read(ref _coupons).Append(couponId) : Volatile.Read(ref _coupons).Where(c => c != couponId));

    /// <param name="coupons">All of them.</param>
    public void Set(IEnumerable<int> coupons) => Volatile.Write(ref _coupons, coupons.ToFrozenSet());
}
