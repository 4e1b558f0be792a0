using CouponPortal.Domain.Coupons;

namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>
/// Which of several codes wins: with different owners the one whose owner also has the last click, else the first listed; always flagged (RULES §5.4).
/// </summary>
internal static class CodeChoice
{
    /// <param name="codes">At least one, in the order listed.</param>
    public static (CouponTerms Winner, TraceReason? Conflict) Of(IReadOnlyList<CouponTerms> codes, AttributionCase order)
    {
        if (codes.All(c => c.OwnerId == codes[0].OwnerId))
        {
            return (codes[0], null);
        }

        order.CodeConflict = true;
        var clicked = order.LastClick is { PartnerId: { } partner } ? codes.FirstOrDefault(c => c.OwnerId == partner) : null;
        return clicked is null ? (codes[0], TraceReason.CodeConflictFirstListed) : (clicked, TraceReason.CodeConflictLastClick);
    }
}
