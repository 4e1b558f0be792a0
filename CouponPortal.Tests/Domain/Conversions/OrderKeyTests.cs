using CouponPortal.Domain.Conversions;

namespace CouponPortal.Tests.Domain.Conversions;

public sealed class OrderKeyTests
{
    [Fact]
    public void Order_id_comes_first_then_the_click_then_the_idempotency_key_then_the_hit_itself()
    {
        Assert.Equal("o:1001", OrderKey.For("1001", 255, "retry", 16));
        Assert.Equal("c:00000000000000ff", OrderKey.For(null, 255, "retry", 16));
        Assert.Equal("k:retry", OrderKey.For(null, null, "retry", 16));
        Assert.Equal("h:0000000000000010", OrderKey.For(null, null, null, 16));
    }

    [Fact]
    public void Kinds_cannot_be_taken_for_each_other()
    {
        Assert.NotEqual(OrderKey.For("c:00000000000000ff", null, null, 1), OrderKey.For(null, 255, null, 1));
        Assert.NotEqual(OrderKey.For("retry", null, null, 1), OrderKey.For(null, null, "retry", 1));
    }

    [Fact]
    public void An_empty_text_is_no_key()
    {
        Assert.Equal("c:00000000000000ff", OrderKey.For("", 255, "", 16));
        Assert.Equal("k:retry", OrderKey.For("", null, "retry", 16));
        Assert.Equal("h:0000000000000010", OrderKey.For("", null, "", 16));
    }

    [Fact]
    public void Order_ids_keep_case_and_blanks()
    {
        Assert.NotEqual(OrderKey.For("a1", null, null, 1), OrderKey.For("A1", null, null, 1));
    }

    [Theory]
    [InlineData(null, "sale")]
    [InlineData("", "sale")]
    [InlineData(" ", "sale")]
    [InlineData("0", "sale")]
    [InlineData("SALE", "sale")]
    [InlineData(" Signup ", "signup")]
    [InlineData("12", "12")]
    public void Base_conversion_has_one_name(string? sent, string name)
    {
        Assert.Equal(name, OrderKey.NormaliseEvent(sent));
    }
}
