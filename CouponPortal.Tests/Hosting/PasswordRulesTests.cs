using CouponPortal.Features.Accounts;

namespace CouponPortal.Tests.Hosting;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("short-one-1")]
    [InlineData("Password2026!")]
    [InlineData("P@ssw0rd123456")]
    [InlineData("letmeinletmein")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("Summer20262026!!")]
    [InlineData("qwertyuiop123456")]
    public void Password_that_everybody_tries_is_refused(string password) => Assert.NotNull(PasswordRules.Fault(password));

    [Theory]
    [InlineData("violet-kettle-7-orbit")]
    [InlineData("four quiet herons dance")]
    [InlineData("Xk3#vv9!Lq2z")]
    public void Password_of_twelve_or_more_unusual_characters_is_taken(string password) => Assert.Null(PasswordRules.Fault(password));

    [Fact]
    public void Password_with_the_users_own_name_is_refused() => Assert.NotNull(PasswordRules.Fault("margaret-2026-x", "margaret@shop.example"));

    [Theory]
    [InlineData("/coupons?page=2", "/coupons?page=2")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/a\r\nb", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\u00FC", "/")]
    [InlineData(null, "/")]
    public void Return_address_leads_nowhere_but_into_the_portal(string? sent, string expected) => Assert.Equal(expected, AccountPaths.LocalOrHome(sent));
}
