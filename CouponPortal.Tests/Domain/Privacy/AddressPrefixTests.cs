using CouponPortal.Domain.Privacy;
using CouponPortal.Intake;

namespace CouponPortal.Tests.Domain.Privacy;

public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [InlineData("", "")]
    [InlineData("not an address", "")]
    public void Address_is_cut_to_its_prefix(string address, string expected) => Assert.Equal(expected, AddressPrefix.Of(address));

    [Fact]
    public void Mark_tells_senders_of_one_day_apart_and_says_nothing_of_another_day()
    {
        var day = new DateTime(2031, 5, 1, 10, 0, 0, DateTimeKind.Utc);
        var mark = AddressMarks.Of("203.0.113.77", day);

        Assert.StartsWith("203.0.113.0/24 ", mark, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.77", mark, StringComparison.Ordinal);
        Assert.Equal(mark, AddressMarks.Of("203.0.113.77", day.AddHours(5)));
        Assert.NotEqual(mark, AddressMarks.Of("203.0.113.78", day));
        Assert.NotEqual(mark, AddressMarks.Of("203.0.113.77", day.AddDays(1)));

        // Two days on the key is gone: the same address on the same day has another mark.
        _ = AddressMarks.Of("203.0.113.77", day.AddDays(2));
        Assert.NotEqual(mark, AddressMarks.Of("203.0.113.77", day));
    }
}
