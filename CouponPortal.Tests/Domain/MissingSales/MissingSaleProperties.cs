using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.MissingSales.AskedOrder;

namespace CouponPortal.Tests.Domain.MissingSales;

/// <summary>What no answer to any partner tells, whatever the order.</summary>
public sealed class MissingSaleProperties
{
    private static readonly int[] Partners = [Shop.A, Shop.B, Shop.C];

    // Of nobody's kind: they stand nowhere else in an answer.
    private const long SecretAmount = 8_675_309;
    private const string SecretCode = "CANARYCODE";

    [Fact]
    public void Order_of_another_partner_tells_no_amount_no_payout_no_number_and_no_foreign_code() => Each((scenario, decision, partner) =>
    {
        var order = decision.Stored(Sent(scenario) + "," + SecretCode, r => (r.Amount, r.Payout, r.CouponCode, r.Sub1) = (SecretAmount, SecretAmount, SecretCode, SecretCode));

        foreach (var question in (MissingSaleQuestion[])[ByNumber(), ByDay(), ByDay(null, SecretAmount)])
        {
            var text = question.Answer(partner, order).Text();
            Assert.DoesNotContain(SecretCode, text, StringComparison.Ordinal);
            Assert.True(decision.PartnerId == partner || !text.Contains("8,675", StringComparison.Ordinal) && !text.Contains("8675", StringComparison.Ordinal), text);
            Assert.DoesNotContain("partner 1", text, StringComparison.Ordinal);
            Assert.DoesNotContain("partner 2", text, StringComparison.Ordinal);
            Assert.DoesNotContain("partner 3", text, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Codes_of_others_stand_in_no_answer() => Each((scenario, decision, partner) =>
    {
        var own = decision.Trace.Where(l => l.PartnerId == partner).Select(l => l.Code).Append("SALE").OfType<string>().ToHashSet();
        var foreign = Scenarios.Codes.Where(c => !own.Contains(c)).ToList();

        var text = ByNumber().Answer(partner, decision.Stored(Sent(scenario))).Text();

        Assert.All(foreign, code => Assert.DoesNotContain(code, text, StringComparison.Ordinal));
    });

    [Fact]
    public void Amount_of_an_order_that_is_not_the_partners_decides_nothing() => Each((scenario, decision, partner) =>
    {
        if (decision.PartnerId == partner)
        {
            return;
        }

        var (sent, amounts) = (Sent(scenario), (long[])[Amount, 1, SecretAmount]);
        foreach (var question in (MissingSaleQuestion[])[ByNumber(), ByDay(), ByDay(null)])
        {
            Assert.Single(amounts.Select(a => question.Answer(partner, decision.Stored(sent, r => (r.Amount, r.Currency) = (a, a == 1 ? "JPY" : "USD"))).Text()).Distinct());
        }
    });

    [Fact]
    public void Day_and_amount_find_no_order_of_another_that_has_nothing_of_the_partner() => Each((scenario, decision, partner) =>
    {
        var order = decision.Stored(Sent(scenario));
        if (decision.PartnerId is null || PartnerSentences.Concern(partner, order.Row, order.Trace, order.Assists))
        {
            return;
        }

        Assert.Equal(ByDay().Answer(partner).Text(), ByDay().Answer(partner, order).Text());
        Assert.Equal(ByDay(null).Answer(partner).Text(), ByDay(null).Answer(partner, order).Text());
    });

    [Fact]
    public void Number_tells_the_same_of_all_orders_of_others_but_how_they_were_decided() => Each((scenario, decision, partner) =>
    {
        var order = decision.Stored(Sent(scenario));
        if (PartnerSentences.Concern(partner, order.Row, order.Trace, order.Assists))
        {
            return;
        }

        var match = Assert.Single(ByNumber().Answer(partner, order).Matches);

        Assert.Equal((null, null, null), (match.OrderKey, match.OrderTime, match.Own));
        Assert.Contains(match.Finding, (MissingSaleFinding[])[MissingSaleFinding.CreditedToAnother, MissingSaleFinding.CreditedToNobody, MissingSaleFinding.Held]);
    });

    private static void Each(Action<Scenario, AttributionDecision, int> check) => Properties.Hold(Scenarios.Any, scenario =>
    {
        var decision = scenario.Decide();
        foreach (var partner in Partners)
        {
            check(scenario, decision, partner);
        }
    });

    private static string Sent(Scenario scenario) => string.Join(',', scenario.Facts.Codes.Select(c => CouponCode.TryNormalise(c, out var code) ? code : "").Where(c => c.Length > 0));
}
