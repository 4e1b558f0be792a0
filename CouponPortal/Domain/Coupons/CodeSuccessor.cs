namespace CouponPortal.Domain.Coupons;

/// <summary>A code that takes the place of another one, of the same partner on the same terms. The partner is told in its portal.</summary>
public sealed class CodeSuccessor
{
    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public int PartnerId { get; set; }

    /// <summary>Normal form of the code that is replaced.</summary>
    public string Code { get; set; } = "";

    /// <summary>The new code, as it is shown.</summary>
    public string NewCode { get; set; } = "";

    /// <summary>The new coupon; of a code on several offers the one on the offer of the coupon that was replaced.</summary>
    public int NewCouponId { get; set; }

    /// <summary>First day, in the advertiser's zone, on which the old code credits nobody; null = it goes on.</summary>
    public DateOnly? StopsOn { get; set; }

    public DateTime MadeAt { get; set; }
    public string MadeBy { get; set; } = "";
}
