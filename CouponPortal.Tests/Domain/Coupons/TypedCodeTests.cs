using CouponPortal.Domain.Coupons;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class TypedCodeTests
{
    [Theory]
    [InlineData("SNAP10)", "SNAP10")]
    [InlineData("snap10.", "SNAP10")]
    [InlineData("snap10,", "SNAP10")]
    [InlineData("SNAP10!!", "SNAP10")]
    [InlineData("“SNAP10”", "SNAP10")]
    [InlineData("'snap10'", "SNAP10")]
    [InlineData("(SNAP10).", "SNAP10")]
    [InlineData(" SNAP10 ", "SNAP10")]
    [InlineData("SNAP10%29", "SNAP10")]
    [InlineData("SNAP10%2C%20", "SNAP10")]
    [InlineData("%22SNAP10%22", "SNAP10")]
    [InlineData("SNAP10\u200b", "SNAP10")]
    public void What_stands_around_a_code_is_left_out(string typed, string code)
    {
        Assert.True(TypedCode.TryTidy(typed, out var tidy));
        Assert.Equal(code, tidy);
    }

    [Theory]

    // A code as it is needs none of this, and addresses of the portal are no codes.
    [InlineData("SNAP10")]
    [InlineData("_blazor")]
    [InlineData(".well-known")]
    [InlineData("suppressed-codes")]
    [InlineData("app.css")]
    [InlineData("SNAP 10")]
    [InlineData("CAFÉ")]
    [InlineData("AB)")]
    [InlineData(")")]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("A\ud83d\ude00")]
    public void Nothing_else_is_taken_for_a_code(string typed) => Assert.False(TypedCode.TryTidy(typed, out _));

    [Theory]
    [InlineData("SNAP", "")]
    [InlineData("SNAPO", "SNAP0")]
    [InlineData("SNAP10", "SNAPI0,SNAPL0,SNAP1O,SNAPIO,SNAPLO")]
    public void Spellings_that_sound_alike_come_nearest_first(string code, string others) =>
        Assert.Equal(others.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), TypedCode.Spellings(code).Order(StringComparer.Ordinal));

    [Fact]
    public void One_sign_is_changed_before_two() => Assert.Equal(["1", "2"], TypedCode.Spellings("AO0").Select(s => s.Zip("AO0").Count(p => p.First != p.Second).ToString((IFormatProvider?)null)).Distinct());

    [Fact]
    public void Code_of_too_many_such_signs_is_left_alone()
    {
        Assert.Empty(TypedCode.Spellings("OOOOOOO"));
        Assert.Equal(TypedCode.MostSpellings - 1, TypedCode.Spellings("OOOOOO").Count);
        Assert.All(TypedCode.Spellings("IO1L"), s => Assert.True(LookAlikes.LookTheSame("IO1L", s)));
    }
}
