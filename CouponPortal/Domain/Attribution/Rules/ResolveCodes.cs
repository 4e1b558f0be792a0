using CouponPortal.Domain.Coupons;

namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>
/// Step 1: each code at the order time: found, active, in its dates, owned, owner active and approved, on the offer that was sent. A code that fails is
/// ignored with its reason and never cancels click credit.
/// </summary>
internal sealed class ResolveCodes : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        foreach (var sent in order.Facts.Codes)
        {
            if (!CouponCode.TryNormalise(sent, out var code))
            {
                var tooLong = code.Length > CouponCode.MaxArrivingLength;
                order.Note(
                    AttributionStep.ResolveCode,
                    TraceVerdict.Ignored,
                    tooLong ? TraceReason.CodeTooLong : TraceReason.NotACode,
                    tooLong ? Excerpt.Of(code, CouponCode.MaxLength) : code);
            }
            else if (!order.NormalCodes.Contains(code))
            {
                order.NormalCodes.Add(code);
                Resolve(order, code);
            }
        }
    }

    private static void Resolve(AttributionCase order, string code)
    {
        var valid = new List<CouponTerms>();
        var fault = TraceReason.UnknownCode;
        CouponTerms? faulty = null;
        foreach (var coupon in order.Rules.CouponsAt(code, order.Facts.OrderTime).OrderBy(c => c.OfferId))
        {
            var otherOffer = order.Facts.OfferId is { } sent && sent != coupon.OfferId;
            var reason = otherOffer ? TraceReason.OtherOffer : order.Rules.FaultOf(coupon, order.Facts.OrderTime);
            if (coupon.IsExclusive && order.SetsExclusiveAside)
            {
                reason = TraceReason.ExclusiveNotInEffect;
            }

            if (reason == TraceReason.None)
            {
                valid.Add(coupon);
            }
            else if (faulty is null || fault == TraceReason.OtherOffer)
            {
                // Of several faults the one on the offer that was meant tells most.
                (fault, faulty) = (reason, coupon);
            }
        }

        if (valid.Count == 0)
        {
            order.Note(AttributionStep.ResolveCode, TraceVerdict.Ignored, fault, code, faulty?.OwnerId, faulty?.OfferId);
            return;
        }

        order.ValidCoupons.Add(valid);
        foreach (var coupon in valid)
        {
            var acts = coupon.IsExclusive && !order.ExclusiveCodes ? TraceReason.ExclusiveNotInEffect : TraceReason.None;
            order.Note(AttributionStep.ResolveCode, TraceVerdict.Valid, acts, code, coupon.OwnerId, coupon.OfferId, SnakeCase.Of(coupon.Visibility));
        }
    }
}
