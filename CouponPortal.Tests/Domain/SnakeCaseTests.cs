using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Tests.Domain;

public sealed class SnakeCaseTests
{
    [Fact]
    public void Every_value_of_every_enum_of_the_domain_is_read_back_from_its_name()
    {
        var enums = typeof(SnakeCase).Assembly.GetTypes().Where(t => t.IsEnum && t.Namespace!.StartsWith("CouponPortal.Domain", StringComparison.Ordinal)).ToList();
        var roundTrip = typeof(SnakeCaseTests).GetMethod(nameof(RoundTrip), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;

        Assert.True(enums.Count > 15);
        Assert.All(enums, type => roundTrip.MakeGenericMethod(type).Invoke(null, null));
    }

    [Theory]
    [InlineData("coupon_code", AttributionPriority.CouponCode)]
    [InlineData(" COUPON_CODE ", AttributionPriority.CouponCode)]
    [InlineData("click", AttributionPriority.Click)]
    public void Case_and_blanks_around_do_not_matter(string text, AttributionPriority value)
    {
        Assert.True(SnakeCase.TryParse<AttributionPriority>(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("CouponCode")]
    [InlineData("coupon code")]
    [InlineData("click,coupon_code")]
    public void Anything_else_is_not_read(string? text)
    {
        Assert.False(SnakeCase.TryParse<AttributionPriority>(text, out _));
    }

    [Fact]
    public void Flags_are_listed_one_by_one()
    {
        Assert.Equal(["code_conflict", "zero_amount"], SnakeCase.Flags(ConversionFlags.CodeConflict | ConversionFlags.ZeroAmount));
        Assert.Empty(SnakeCase.Flags(ConversionFlags.None));
    }

    [Fact]
    public void Same_number_of_another_enum_has_its_own_name()
    {
        Assert.Equal(("resolve_code", "passed"), (SnakeCase.Of(AttributionStep.ResolveCode), SnakeCase.Of(TraceVerdict.Passed)));
    }

    private static void RoundTrip<TEnum>()
        where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", SnakeCase.Of(value));
            Assert.True(SnakeCase.TryParse<TEnum>(SnakeCase.Of(value), out var read));
            Assert.Equal(value, read);
        }
    }
}
