using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Bulk;

internal static class BatchKinds
{
    /// <summary>Whether the batch's rows are new coupons, or change those that are there.</summary>
    public static bool Creates(this CouponBatchKind kind) => kind switch
    {
        CouponBatchKind.Add or CouponBatchKind.Generate => true,
        CouponBatchKind.Update or CouponBatchKind.Status or CouponBatchKind.Assign or CouponBatchKind.Dates => false,
    };
}
