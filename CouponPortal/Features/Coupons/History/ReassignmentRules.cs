using CouponPortal.Components.Controls;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.History;

/// <summary>What a reassignment must keep to beside the rules of every coupon.</summary>
internal static class ReassignmentRules
{
    /// <param name="today">In the advertiser's zone.</param>
    /// <param name="isKnown">Whether there is such a partner.</param>
    public static FieldErrors Check(Coupon coupon, Reassignment wish, bool isKnown, DateOnly today)
    {
        var errors = new FieldErrors();
        if (PartnerFault(coupon, wish.PartnerId, isKnown) is { } partnerFault)
        {
            errors.Add("partner_id", partnerFault);
        }

        if (DayFault(coupon, wish.From, today) is { } dayFault)
        {
            errors.Add("from", dayFault);
        }

        return errors;
    }

    private static string? PartnerFault(Coupon coupon, int partnerId, bool isKnown) =>
        partnerId == 0 ? "Choose a partner."
        : !isKnown ? $"Partner {partnerId} was not found."
        : coupon.Visibility == CouponVisibility.Public ? "A Public code names no partner: there is nobody to take it from. Change its visibility instead."
        : coupon.PartnerIds is [var owner] && owner == partnerId ? "The code is this partner's already."
        : null;

    private static string? DayFault(Coupon coupon, DateOnly? from, DateOnly today) => from switch
    {
        null => "Choose the new owner's first day.",
        { } day when day <= today => $"{Words.Of(day)} does not lie ahead. To change the owner at once, edit the coupon's partner: it holds from the moment of saving.",
        { } day when coupon.EndDate < day => $"The coupon ends on {Words.Of(coupon.EndDate)} already: create a coupon for the new partner instead.",
        { } day when coupon.StartDate >= day => $"The coupon itself starts on {Words.Of(coupon.StartDate)}: edit its partner instead.",
        _ => null,
    };
}
