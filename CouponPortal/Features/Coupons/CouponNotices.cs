using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons;

/// <summary>What somebody who saves a coupon should know although it was saved.</summary>
public static class CouponNotices
{
    public static IEnumerable<string> Of(Coupon coupon, Advertiser advertiser) => Of(coupon.Code, coupon.Visibility, advertiser);

    public static IEnumerable<string> Of(string code, CouponVisibility visibility, Advertiser advertiser)
    {
        if (visibility == CouponVisibility.Exclusive && ExclusiveReason(advertiser) is { } reason)
        {
            yield return $"{code} acts as Private for now: {reason}";
        }
    }

    /// <summary>Why Exclusive codes are not in effect, and whom to ask (S0); null when they are.</summary>
    public static string? ExclusiveReason(Advertiser advertiser) => advertiser switch
    {
        { ExclusiveCodesInEffect: true } => null,
        { MayUseExclusiveCodes: false } => $"{advertiser.Name} does not have the Exclusive Coupons permission. Ask the network's integration team (a network admin) to enable it.",
        _ => $"Exclusive Codes are not enabled on {advertiser.Name}'s Attribution Settings. A manager of the advertiser can enable them there.",
    };
}
