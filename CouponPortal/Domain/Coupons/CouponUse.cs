namespace CouponPortal.Domain.Coupons;

/// <summary>Coupons that somebody should look at because their dates and their orders disagree.</summary>
public enum CouponUse
{
    /// <summary>Ends soon although orders still come: to be extended, perhaps.</summary>
    EndingEarning,

    /// <summary>Has ended, no other coupon of the code runs, and orders or clicks still come: a partner who was not told, or a page that still shows it.</summary>
    EndedUsed,
}

/// <summary>What a coupon was lately used for.</summary>
/// <param name="LastOrder">UTC; null without an order.</param>
/// <param name="Clicks">Of an ended coupon's tracking URL since its end; 0 for one that runs.</param>
public sealed record CouponUseFigures(int Orders, DateTime? LastOrder, int Clicks)
{
    public static CouponUseFigures None { get; } = new(0, null, 0);
}
