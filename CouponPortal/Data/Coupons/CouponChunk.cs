using CouponPortal.Domain.Coupons;

namespace CouponPortal.Data.Coupons;

/// <summary>What one transaction of a bulk act writes. The caller has judged it, in the same transaction.</summary>
public sealed class CouponChunk
{
    /// <summary>New coupons with their partner lists; the store gives them their ids, ascending.</summary>
    public List<Coupon> Added { get; } = [];

    /// <summary>Coupons as they are to be, version and all.</summary>
    public List<Coupon> Changed { get; } = [];

    /// <summary>Of <see cref="Changed"/>, those with another partner list than before.</summary>
    public List<Coupon> Relisted { get; } = [];

    /// <summary>Goes with its partner list and its history.</summary>
    public List<int> Removed { get; } = [];

    public List<CouponPeriod> Periods { get; } = [];

    /// <summary>New rows of a batch, or new values of those it has.</summary>
    public List<CouponBatchRow> Kept { get; } = [];

    /// <summary>Rows of a batch that are dealt with.</summary>
    public List<CouponBatchRow> Forgotten { get; } = [];

    /// <summary>Pairs to approve that are not; the first approval of a pair reaches back to the beginning of time.</summary>
    public List<(int OfferId, int PartnerId)> Approved { get; } = [];

    /// <summary>UTC.</summary>
    public DateTime Now { get; init; }
}
