using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons;

/// <summary>What the pages say of a coupon's states and kinds.</summary>
internal static class CouponWords
{
    public static Tone Look(CouponState state) => state switch
    {
        CouponState.Active => Tone.Success,
        CouponState.Paused => Tone.Neutral,
        CouponState.Scheduled => Tone.Info,
        CouponState.Ended => Tone.Neutral,
    };

    public static string Of(CouponUse use) => use switch
    {
        CouponUse.EndingEarning => $"Ending in {CouponUses.Days} days and still earning",
        CouponUse.EndedUsed => "Ended but still used",
    };

    public static string Hint(CouponVisibility visibility) => visibility switch
    {
        CouponVisibility.Public => "Any approved partner may see it; it names no partner.",
        CouponVisibility.Private => "Only the partners on its list. With exactly one, that partner owns the code.",
        CouponVisibility.Exclusive => "Exactly one partner, who is credited whatever the click path.",
    };
}
