using CouponPortal.Domain.Reports;

namespace CouponPortal.Tests.Domain.Reports;

public sealed class LeakSignTests
{
    [Theory]
    // A partner's code: one in ten without a click, now six in ten.
    [InlineData(30, 18, 100, 10, true)]
    // Nothing has changed.
    [InlineData(30, 3, 100, 10, false)]
    // Read out in a podcast: always used without a click.
    [InlineData(200, 190, 900, 850, false)]
    // The clicks came back.
    [InlineData(100, 10, 100, 60, false)]
    // Twice the share, but of very few orders.
    [InlineData(19, 15, 100, 10, false)]
    [InlineData(40, 9, 400, 4, false)]
    // A new code has no past to be held against.
    [InlineData(100, 90, 39, 0, false)]
    [InlineData(100, 90, 40, 0, true)]
    // Significant among many, and yet nothing: 20 % became 24 %.
    [InlineData(20_000, 4_800, 200_000, 40_000, false)]
    // A rise of 15 points that chance makes of so few orders.
    [InlineData(25, 15, 40, 18, false)]
    [InlineData(0, 0, 0, 0, false)]
    public void A_leak_is_a_rise_over_the_codes_own_past_that_chance_does_not_make(long orders, long clickless, long ordersBefore, long clicklessBefore, bool isLeak) =>
        Assert.Equal(isLeak, LeakSign.Of(new(orders, clickless), new(ordersBefore, clicklessBefore)) is not null);

    [Fact]
    public void The_test_is_the_two_proportion_one()
    {
        // By hand: pooled 28 of 130; error sqrt(0.21538 × 0.78462 × (1/30 + 1/100)) = 0.085575; rise 0.5.
        var sign = LeakSign.Of(new(30, 18), new(100, 10))!;

        Assert.Equal(0.5, sign.Rise, 6);
        Assert.Equal(5.843, sign.Z, 2);
    }
}
