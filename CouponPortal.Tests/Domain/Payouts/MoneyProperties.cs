using CouponPortal.Domain.Payouts;
using CouponPortal.Tests.Domain.Support;
using FsCheck.Fluent;

namespace CouponPortal.Tests.Domain.Payouts;

public sealed class MoneyProperties
{
    [Fact]
    public void Amount_that_is_written_is_read_back() => Properties.Hold(
        (from minor in Gen.OneOf(Gens.Whole(MoneyReading.MaxMinor), Gens.Whole(10_000))
         from currency in Gen.Elements(Currencies.All.ToArray())
         select (minor, currency)).ToArbitrary(),
        money => Assert.Equal(
            new MoneyReading(money.minor, MoneyFault.None),
            MoneyReading.Parse(MoneyText.Plain(money.minor, money.currency), Currencies.Exponent(money.currency))));

    [Fact]
    public void Amount_shown_with_groups_is_read_back_where_the_currency_has_decimals() => Properties.Hold(
        Gens.Whole(MoneyReading.MaxMinor).ToArbitrary(),
        minor => Assert.Equal(minor, MoneyReading.Parse(MoneyText.Display(minor, "USD").Replace(" USD", "", StringComparison.Ordinal), 2).Minor));

    [Fact]
    public void Text_is_read_or_refused_and_never_throws() => Properties.Hold(
        (from characters in Gen.Elements("0159.,-+ eE$\0٣".ToCharArray()).UpTo(12)
         from exponent in Gen.Elements(0, 2, 3, 4)
         select (new string([.. characters]), exponent)).ToArbitrary(),
        input =>
        {
            var reading = MoneyReading.Parse(input.Item1, input.exponent);
            Assert.InRange(reading.Minor, 0, reading.Ok ? MoneyReading.MaxMinor : 0);
            Assert.False(reading.Ok && input.Item1.Trim(' ').Any(c => c is not ('.' or ',') && !char.IsAsciiDigit(c)));
        });

    [Fact]
    public void Percentage_is_within_half_a_minor_unit_of_the_exact_one() => Properties.Hold(
        (from amount in Gens.Whole(MoneyReading.MaxMinor)
         from value in Gens.Whole(PayoutTerms.MaxPercentValue)
         select (amount, value)).ToArbitrary(),
        order =>
        {
            var payout = new PayoutTerms(PayoutType.Percent, order.value, "USD").For(order.amount, "USD")!.Value;
            var twiceOff = Int128.Abs(((Int128)payout * PayoutTerms.MaxPercentValue) - ((Int128)order.amount * order.value)) * 2;
            Assert.True(twiceOff < PayoutTerms.MaxPercentValue || (twiceOff == PayoutTerms.MaxPercentValue && long.IsEvenInteger(payout)));
        });
}
