using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class VisitChecksTests
{
    [Fact]
    public void Delivered_visit_passed_every_check()
    {
        Assert.All(VisitChecks.Of(VisitOutcome.Delivered, isCoupon: true), c => Assert.Equal(CheckVerdict.Passed, c.Verdict));
        Assert.All(VisitChecks.Of(VisitOutcome.Delivered, isCoupon: false), c => Assert.Equal(CheckVerdict.Passed, c.Verdict));
    }

    [Fact]
    public void Checks_behind_the_one_that_failed_were_not_reached()
    {
        var checks = VisitChecks.Of(VisitOutcome.NotStarted, isCoupon: true);

        Assert.Equal(
            [CheckVerdict.Passed, CheckVerdict.Passed, CheckVerdict.Failed, .. Enumerable.Repeat(CheckVerdict.NotReached, 8)],
            checks.Select(c => c.Verdict));
    }

    [Fact]
    public void Code_of_no_single_partner_still_led_to_a_live_offer()
    {
        var checks = VisitChecks.Of(VisitOutcome.NoOwner, isCoupon: true).ToDictionary(c => c.Check, c => c.Verdict);

        Assert.Equal(CheckVerdict.Failed, checks[VisitCheck.OnePartner]);
        Assert.Equal(CheckVerdict.Passed, checks[VisitCheck.OfferLive]);
        Assert.Equal(CheckVerdict.NotReached, checks[VisitCheck.PartnerActive]);
        Assert.All([VisitCheck.Screening, VisitCheck.Targeting, VisitCheck.Cap], check => Assert.Equal(CheckVerdict.Passed, checks[check]));
    }

    [Fact]
    public void Every_outcome_but_a_delivery_has_one_check_that_failed()
    {
        foreach (var outcome in Enum.GetValues<VisitOutcome>().Where(o => o != VisitOutcome.Delivered))
        {
            var isCoupon = outcome is not (VisitOutcome.UnknownOffer or VisitOutcome.UnknownPartner);

            Assert.Single(VisitChecks.Of(outcome, isCoupon), c => c.Verdict == CheckVerdict.Failed);
        }
    }
}
