using CouponPortal.Domain.Payouts;

namespace CouponPortal.Tests.Domain.Payouts;

public sealed class PayoutTermsTests
{
    [Theory]
    [InlineData(10_000, 100_000, 1_000)] // 10 % of 100.00
    [InlineData(5, 100_000, 0)] // 0.5 goes to the even 0
    [InlineData(15, 100_000, 2)] // 1.5 goes to the even 2
    [InlineData(25, 100_000, 2)] // 2.5 goes to the even 2
    [InlineData(35, 100_000, 4)]
    [InlineData(26, 100_000, 3)]
    [InlineData(24, 100_000, 2)]
    [InlineData(-25, 100_000, -2)]
    [InlineData(9_999, 1, 0)] // 0.0001 %
    [InlineData(1_000_000, 1, 1)]
    [InlineData(12_345, 1_000_000, 12_345)] // 100 %
    [InlineData(12_345, 0, 0)]
    [InlineData(MoneyReading.MaxMinor, PayoutTerms.MaxPercentValue, MoneyReading.MaxMinor)]
    public void Percentage_is_rounded_half_to_even(long amount, long value, long payout)
    {
        Assert.Equal(payout, new PayoutTerms(PayoutType.Percent, value, "USD").For(amount, "EUR"));
    }

    [Fact]
    public void Fixed_payout_is_paid_per_order_in_its_own_currency_alone()
    {
        var terms = new PayoutTerms(PayoutType.Fixed, 250, "USD");

        Assert.Equal(250, terms.For(0, "USD"));
        Assert.Null(terms.For(10_000, "EUR"));
    }

    [Theory]
    [InlineData(PayoutType.Percent, 125_000, "12.5", "12.5 %")]
    [InlineData(PayoutType.Percent, 1, "0.0001", "0.0001 %")]
    [InlineData(PayoutType.Fixed, 250, "2.50", "2.50 USD")]
    public void Payout_is_written_for_people_and_for_files(PayoutType type, long value, string plain, string display)
    {
        var terms = new PayoutTerms(type, value, "USD");

        Assert.Equal((plain, display), (terms.Plain, terms.Display));
    }
}
