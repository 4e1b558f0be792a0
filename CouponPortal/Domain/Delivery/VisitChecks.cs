namespace CouponPortal.Domain.Delivery;

/// <summary>What a visit of a tracking URL is asked, in this order.</summary>
public enum VisitCheck
{
    CodeKnown,
    CouponActive,
    CouponStarted,
    CouponNotEnded,

    /// <summary>The code names one partner, who then has the click.</summary>
    OnePartner,
    OfferKnown,
    OfferLive,
    PartnerActive,
    PartnerApproved,

    /// <summary>A person who follows the link, as far as can be told (<see cref="VisitSigns"/>).</summary>
    Screening,

    /// <summary>One whom the offer is for.</summary>
    Targeting,

    /// <summary>There is room for one more.</summary>
    Cap,
}

public enum CheckVerdict
{
    Passed,
    Failed,

    /// <summary>An earlier one had failed.</summary>
    NotReached,
}

/// <summary>A click keeps the one thing that its checks came to; what each of them said follows from it.</summary>
public static class VisitChecks
{
    private static readonly VisitCheck[] OfCoupon =
        [VisitCheck.CodeKnown, VisitCheck.CouponActive, VisitCheck.CouponStarted, VisitCheck.CouponNotEnded, VisitCheck.OnePartner, VisitCheck.OfferLive, VisitCheck.PartnerActive, VisitCheck.PartnerApproved,
        VisitCheck.Screening, VisitCheck.Targeting, VisitCheck.Cap];

    private static readonly VisitCheck[] OfOffer =
        [VisitCheck.OfferKnown, VisitCheck.OfferLive, VisitCheck.PartnerActive, VisitCheck.PartnerApproved, VisitCheck.Screening, VisitCheck.Targeting, VisitCheck.Cap];

    /// <param name="isCoupon">The URL named a code; else an offer and a partner.</param>
    public static IReadOnlyList<(VisitCheck Check, CheckVerdict Verdict)> Of(VisitOutcome outcome, bool isCoupon)
    {
        var failed = FailedBy(outcome);
        var reached = true;
        var all = new List<(VisitCheck, CheckVerdict)>();
        foreach (var check in isCoupon ? OfCoupon : OfOffer)
        {
            // A code of no single partner still leads to its offer; there is no partner to ask about.
            var isNobodys = outcome == VisitOutcome.NoOwner && (check is VisitCheck.PartnerActive or VisitCheck.PartnerApproved);
            all.Add((check, check == failed ? CheckVerdict.Failed : reached && !isNobodys ? CheckVerdict.Passed : CheckVerdict.NotReached));
            reached = reached && (check != failed || outcome == VisitOutcome.NoOwner);
        }

        return all;
    }

    private static VisitCheck? FailedBy(VisitOutcome outcome) => outcome switch
    {
        VisitOutcome.Delivered => null,
        VisitOutcome.NoOwner or VisitOutcome.Unassigned => VisitCheck.OnePartner,
        VisitOutcome.UnknownCode => VisitCheck.CodeKnown,
        VisitOutcome.CouponPaused => VisitCheck.CouponActive,
        VisitOutcome.NotStarted => VisitCheck.CouponStarted,
        VisitOutcome.Ended => VisitCheck.CouponNotEnded,
        VisitOutcome.OfferPaused => VisitCheck.OfferLive,
        VisitOutcome.PartnerPaused or VisitOutcome.UnknownPartner => VisitCheck.PartnerActive,
        VisitOutcome.NotApproved => VisitCheck.PartnerApproved,
        VisitOutcome.UnknownOffer => VisitCheck.OfferKnown,
        VisitOutcome.Blocked or VisitOutcome.Robot or VisitOutcome.NotNavigation or VisitOutcome.Duplicate or VisitOutcome.Flood => VisitCheck.Screening,
        VisitOutcome.NotTargeted => VisitCheck.Targeting,
        VisitOutcome.Capped => VisitCheck.Cap,
    };
}
