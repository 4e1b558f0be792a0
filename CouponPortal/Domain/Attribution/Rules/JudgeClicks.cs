using System.Globalization;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Domain.Attribution.Rules;

/// <summary>
/// The last valid click (RULES §5.6): an explicit id before the cookie's, the newest of each; not after the order; inside the lookback; owner and offer
/// as recorded at the click.
/// </summary>
internal sealed class JudgeClicks : AttributionRule
{
    public override void Apply(AttributionCase order)
    {
        var candidates = order.Facts.ClickClaims
            .OrderBy(c => c.Source)
            .ThenByDescending(c => c.Click?.Time ?? DateTime.MinValue);
        foreach (var claim in candidates)
        {
            var fault = FaultOf(claim.Click, order);
            if (fault == TraceReason.None && order.LastClick is not null)
            {
                fault = TraceReason.ClickNotPreferred;
            }

            if (fault == TraceReason.None)
            {
                order.LastClick = claim.Click;
            }

            order.Note(
                AttributionStep.JudgeClick,
                fault == TraceReason.None ? TraceVerdict.Valid : TraceVerdict.Ignored,
                fault,
                claim.Click?.CouponCode,
                fault == TraceReason.ClickOfOtherAdvertiser ? null : claim.Click?.PartnerId,
                fault == TraceReason.ClickOfOtherAdvertiser ? null : claim.Click?.OfferId,
                claim.Click?.Time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? claim.SentId);
        }
    }

    private static TraceReason FaultOf(RecordedClick? click, AttributionCase order)
    {
        var time = order.Facts.OrderTime;
        return click switch
        {
            null => TraceReason.ClickUnknown,
            _ when click.AdvertiserId != order.Rules.Advertiser.Id => TraceReason.ClickOfOtherAdvertiser,
            { PartnerId: null } => TraceReason.ClickWithoutPartner,
            _ when click.Time > time => TraceReason.ClickAfterOrder,
            _ when click.Time < time.AddDays(-order.Rules.Advertiser.LookbackDays) => TraceReason.ClickTooOld,
            _ => TraceReason.None,
        };
    }
}
