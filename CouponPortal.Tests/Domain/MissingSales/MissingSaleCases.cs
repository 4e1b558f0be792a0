using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.MissingSales.AskedOrder;
using static CouponPortal.Tests.Domain.Support.Shop;
using MissingSaleRules = CouponPortal.Domain.MissingSales.MissingSales;

namespace CouponPortal.Tests.Domain.MissingSales;

/// <summary>What partner A, whose code is SALE, is answered: the worked cases.</summary>
public sealed class MissingSaleCases
{
    private static Shop Own => new Shop().Private("SALE", A);

    [Theory]
    [InlineData(ConversionStatus.Pending, 0, MissingSaleFinding.CreditedToYou, "The order arrived, is credited to you, and waits for the shop's approval.")]
    [InlineData(ConversionStatus.Approved, 0, MissingSaleFinding.CreditedToYou, "The order arrived, is credited to you, and is approved.")]
    [InlineData(ConversionStatus.Rejected, 0, MissingSaleFinding.Rejected, "The order arrived and names you, and the shop rejected it.")]
    [InlineData(ConversionStatus.Invalid, 0, MissingSaleFinding.Rejected, "The order arrived and names you, and does not count as a sale.")]
    [InlineData(ConversionStatus.Rejected, Amount, MissingSaleFinding.TakenBack, "The order arrived, was credited to you, and was taken back by the shop.")]
    public void Order_of_its_own_is_told_with_its_state_and_figures(ConversionStatus status, long reversed, MissingSaleFinding finding, string headline)
    {
        var answer = ByNumber().Answer(Own.Order("SALE").Decide().Stored("SALE", r => (r.Status, r.Reversed) = (status, reversed)));

        Assert.Equal((finding, headline, finding != MissingSaleFinding.CreditedToYou), (answer.Finding, answer.Headline, answer.MayOpenCase));
        Assert.Equal((77L, new MissingSaleFigures(Number, status, Amount - reversed, 250, "USD")), (answer.Matches[0].OrderKey, answer.Matches[0].Own));
    }

    [Fact]
    public void Order_that_a_click_won_is_told_as_anothers_and_never_whose()
    {
        var answer = ByNumber().Answer(Own.Order("SALE").Click(B).Decide().Stored("SALE"));

        Assert.Equal((MissingSaleFinding.CreditedToAnother, "This order is credited to another partner."), (answer.Finding, answer.Headline));
        Assert.Contains("Another partner had the last valid click, which goes before a code in this shop.", answer.Reasons);
        Assert.Null(answer.Matches[0].Own);
        Assert.Equal(77L, answer.Matches[0].OrderKey);
        Assert.True(answer.MayOpenCase);
    }

    [Fact]
    public void Order_without_anything_of_the_partners_is_told_by_its_exact_number_alone()
    {
        var order = new Shop().Private("SALE", A).Exclusive("THEIRS", B).Order("THEIRS").Decide().Stored("THEIRS");

        var named = ByNumber().Answer(order);

        Assert.Equal(MissingSaleFinding.CreditedToAnother, named.Finding);
        Assert.Contains("Your code SALE was not sent with this order.", named.Reasons);
        Assert.Equal((null, null, null), (named.Matches[0].OrderKey, named.Matches[0].OrderTime, named.Matches[0].Own));
        Assert.DoesNotContain("THEIRS", named.Text(), StringComparison.Ordinal);
        Assert.Equal(MissingSaleFinding.NeverArrived, ByDay(null).Answer(order).Finding);
        Assert.Equal(MissingSaleFinding.NeverArrived, ByDay().Answer(order).Finding);
        Assert.Equal(MissingSaleFinding.NeverArrived, (ByNumber() with { OrderId = Number.ToLowerInvariant() }).Answer(order).Finding);
    }

    [Fact]
    public void Code_that_had_ended_says_so_with_its_days()
    {
        var shop = new Shop().Coupon("SALE", CouponVisibility.Private, starts: Noon.AddDays(-9), ends: Noon.AddDays(-2), partners: A);
        var order = shop.Order("SALE").Decide().Stored("SALE") with { CodeDays = (Day.AddDays(-9), Day.AddDays(-3)) };

        var answer = ByNumber().Answer(order);

        Assert.Equal(MissingSaleFinding.CreditedToNobody, answer.Finding);
        Assert.Contains("Code SALE had ended at the order time.", answer.Reasons);
        Assert.Contains("SALE ran from 6 Jan 2026 to 12 Jan 2026.", answer.Reasons);
    }

    [Fact]
    public void Code_that_had_not_started_was_paused_or_suppressed_says_so()
    {
        var early = new Shop().Coupon("SALE", CouponVisibility.Private, starts: Noon.AddDays(2), partners: A).Order("SALE").Decide();
        var paused = new Shop().Coupon("SALE", CouponVisibility.Private, status: CouponStatus.Paused, partners: A).Order("SALE").Decide();
        var suppressed = Own.Suppress("SALE").Order("SALE").Decide();
        var shared = new Shop().Coupon("SALE", CouponVisibility.Private, partners: [A, B]).Order("SALE").Decide();

        Assert.Contains("Code SALE had not started at the order time.", ByNumber().Answer(early.Stored("SALE")).Reasons);
        Assert.Contains("Code SALE was paused at the order time.", ByNumber().Answer(paused.Stored("SALE")).Reasons);
        Assert.Contains("Without the suppressed code it would have been credited to you.", ByNumber().Answer(suppressed.Stored("SALE")).Reasons);
        Assert.Contains("Code SALE is shared by several partners, so it names no single owner.", ByNumber().Answer(shared.Stored("SALE")).Reasons);
    }

    [Fact]
    public void Order_that_waits_for_an_offer_is_held()
    {
        var order = new Shop().Private("SALE", A).Private("SALE", A, Hats).Order("SALE").Decide().Stored("SALE");

        var answer = ByNumber().Answer(order);

        Assert.Equal(MissingSaleFinding.Held, answer.Finding);
        Assert.Contains("The code stands on several offers and nothing says which one is meant: it waits for the shop's staff.", answer.Reasons);
    }

    [Theory]
    [InlineData(Amount, 0, true)]
    [InlineData(Amount + (Amount / 10), 1, true)]
    [InlineData(Amount - (Amount / 11), -1, true)]
    [InlineData(Amount * 2, 0, false)]
    [InlineData(Amount, 2, false)]
    [InlineData(Amount, -2, false)]
    public void Own_order_is_found_by_day_and_amount_within_a_day_and_a_tenth(long amount, int days, bool isFound)
    {
        var order = Own.Order("SALE").Decide().Stored("SALE");

        var answer = (ByDay(null, amount) with { Day = Day.AddDays(days) }).Answer(order);

        Assert.Equal(isFound ? MissingSaleFinding.CreditedToYou : MissingSaleFinding.NeverArrived, answer.Finding);
        Assert.True(answer.MayOpenCase);
        Assert.Equal(isFound, (ByDay("OTHERONE", amount) with { Code = "SALE", Day = Day.AddDays(days) }).Answer(order).Matches.Count == 1);
        Assert.Equal(MissingSaleFinding.NeverArrived, (ByDay(null, amount) with { Currency = "EUR", Day = Day.AddDays(days) }).Answer(order).Finding);
    }

    [Theory]
    [InlineData(HitVerdict.Refused, "not_authenticated", MissingSaleFinding.NotAccepted, "It did not prove that it came from the shop.")]
    [InlineData(HitVerdict.Refused, "amount_format", MissingSaleFinding.NotAccepted, "Its amount could not be read.")]
    [InlineData(HitVerdict.Refused, "json", MissingSaleFinding.NotAccepted, "It could not be read as an order.")]
    [InlineData(HitVerdict.Held, "code_cell_type", MissingSaleFinding.Held, "The shop's file has the code in a form in which it may have been changed by the spreadsheet.")]
    public void Message_that_was_not_accepted_is_told_without_its_text(HitVerdict verdict, string reason, MissingSaleFinding finding, string why)
    {
        var answer = MissingSaleRules.Answer(ByNumber(), Facts(A) with { Hits = [new(5, verdict, reason)] });

        Assert.Equal((finding, why), (answer.Finding, Assert.Single(answer.Reasons)));
        Assert.Equal([5L], answer.Evidence.Hits);
        Assert.Equal(MissingSaleFinding.NeverArrived, MissingSaleRules.Answer(ByDay(), Facts(A) with { Hits = [new(5, verdict, reason)] }).Finding);
    }

    [Theory]
    [InlineData(TraceReason.Ended, "On 15 Jan 2026 your code SALE had ended.")]
    [InlineData(TraceReason.CodeSuppressed, "On 15 Jan 2026 your code SALE was on the shop's list of suppressed codes.")]
    [InlineData(TraceReason.CouponPaused, "On 15 Jan 2026 your code SALE was paused.")]
    public void Order_that_never_arrived_is_told_with_what_the_code_lacked(TraceReason fault, string sentence)
    {
        var answer = MissingSaleRules.Answer(ByNumber() with { Day = Day }, Facts(A) with { CodeFault = fault });

        Assert.Equal((MissingSaleFinding.NeverArrived, $"No order with the number {Number} has arrived from this shop."), (answer.Finding, answer.Headline));
        Assert.Equal([sentence], answer.Reasons);
        Assert.True(answer.MayOpenCase);
    }

    [Fact]
    public void Test_orders_are_told_to_nobody() =>
        Assert.Equal(MissingSaleFinding.NeverArrived, ByNumber().Answer(Own.Order("SALE").Decide().Stored("SALE", r => r.Flags = ConversionFlags.Test)).Finding);

    [Fact]
    public void Priority_of_codes_is_told_as_the_reason() => Assert.Contains(
        "The code that was used belongs to another partner, and codes go before clicks in this shop.",
        ByNumber().Answer(new Shop().Priority(AttributionPriority.CouponCode).Private("THEIRS", B).Order("THEIRS").Click(A).Decide().Stored("THEIRS")).Reasons);
}
