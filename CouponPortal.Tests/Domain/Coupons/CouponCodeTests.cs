using CouponPortal.Domain.Coupons;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class CouponCodeTests
{
    [Theory]
    [InlineData("SALE10", "SALE10")]
    [InlineData(" snapdog ", "SNAPDOG")]
    [InlineData("insta1\n", "INSTA1")]
    [InlineData("\tSaLe10\r\n", "SALE10")]
    [InlineData("\u00a0abc\u00a0", "ABC")]
    [InlineData("123", "123")]
    public void Code_that_arrives_is_trimmed_and_upper_cased(string sent, string normal)
    {
        Assert.True(CouponCode.TryNormalise(sent, out var code));
        Assert.Equal(normal, code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("AB")]
    [InlineData("SALE 10")]
    [InlineData("SALE\n10")]
    [InlineData("SALE-10")]
    [InlineData("SALE_10")]
    [InlineData("SALE\0")]
    [InlineData("SALE\u212A")] // Kelvin sign, which folds to k
    [InlineData("\uFF33ALE")] // full-width S
    [InlineData("s\u0131le")] // dotless i, which upper-cases to I
    [InlineData("S\u0130LE")] // dotted capital I
    [InlineData("stra\u00DFe")]
    [InlineData("\uFB01rst")] // ligature fi
    [InlineData("SALE\u0661")] // Arabic one
    [InlineData("SALE\u200B")] // zero width space
    [InlineData("SALE\uD83D\uDE00")]
    [InlineData("\uD800ALE")]
    public void Text_that_is_no_code_is_refused_and_never_folded_to_one(string? sent)
    {
        Assert.False(CouponCode.TryNormalise(sent, out _));
        Assert.NotEqual(CodeFault.None, CouponCode.Check(sent));
    }

    [Theory]
    [InlineData(2, CodeFault.TooShort)]
    [InlineData(3, CodeFault.None)]
    [InlineData(50, CodeFault.None)]
    [InlineData(51, CodeFault.TooLong)]
    public void Length_is_3_to_50(int length, CodeFault fault)
    {
        var code = new string('x', length);

        Assert.Equal(fault, CouponCode.Check(code));
        Assert.Equal(fault == CodeFault.None, CouponCode.TryNormalise(code, out _));
    }

    [Fact]
    public void Words_of_the_portals_own_addresses_are_refused_when_typed_in_any_case()
    {
        Assert.All(CouponCode.Reserved, word => Assert.Equal(CodeFault.Reserved, CouponCode.Check(word.ToUpperInvariant())));
    }

    [Fact]
    public void Every_reserved_word_has_the_form_of_a_code()
    {
        Assert.All(CouponCode.Reserved, word => Assert.True(CouponCode.TryNormalise(word, out _), word));
    }

    [Fact]
    public void Every_fault_has_a_message()
    {
        Assert.All(Enum.GetValues<CodeFault>(), fault => Assert.Equal(fault == CodeFault.None, CouponCode.Message(fault).Length == 0));
    }
}
