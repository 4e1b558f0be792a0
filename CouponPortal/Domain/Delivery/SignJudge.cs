using CouponPortal.Domain.Attribution;

namespace CouponPortal.Domain.Delivery;

/// <summary>What a visit's signs change about where it goes: never where, but whether anybody has the click.</summary>
internal static class SignJudge
{
    public static VisitDecision Of(AdvertiserRules rules, in VisitDecision decision, in Visit visit)
    {
        var policy = rules.Advertiser.Screening;
        var signs = visit.Signs | policy.SignsOf(visit) | (rules.Blocked.Has(visit.Address, visit.UserAgent, visit.Referrer) ? VisitSigns.Blocked : VisitSigns.None);
        if (signs == VisitSigns.None)
        {
            return decision;
        }

        var counting = policy.AtLeast(CheckMode.Mark, signs);
        var blocking = policy.AtLeast(CheckMode.Block, counting);

        // What failed earlier stays the reason: a robot that comes by an ended code says nothing of the robot.
        return blocking != VisitSigns.None && decision.Outcome is VisitOutcome.Delivered or VisitOutcome.NoOwner or VisitOutcome.NotTargeted or VisitOutcome.Capped
            ? decision with { Outcome = OutcomeOf(blocking), PartnerId = null, Signs = counting }
            : decision with { Signs = counting, IsHeld = decision.HasCredit && policy.AtLeast(CheckMode.Hold, counting) != VisitSigns.None };
    }

    private static VisitOutcome OutcomeOf(VisitSigns blocking) =>
        (blocking & (VisitSigns.Blocked | VisitSigns.CodeScan)) != VisitSigns.None ? VisitOutcome.Blocked
        : (blocking & (VisitSigns.Robot | VisitSigns.LinkPreview | VisitSigns.Automated)) != VisitSigns.None ? VisitOutcome.Robot
        : (blocking & (VisitSigns.Prefetch | VisitSigns.Head | VisitSigns.NotNavigation)) != VisitSigns.None ? VisitOutcome.NotNavigation
        : (blocking & VisitSigns.Duplicate) != VisitSigns.None ? VisitOutcome.Duplicate
        : VisitOutcome.Flood;
}
