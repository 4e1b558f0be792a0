using System.Text;
using CouponPortal.Domain.Accounts;

namespace CouponPortal.Tests.Domain.Accounts;

public sealed class TotpTests
{
    // RFC 6238, appendix B: this secret, and the last six of the eight digits given there.
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Code_is_that_of_the_standard(long unixSeconds, string code) => Assert.Equal(code, Totp.Code(Secret, Totp.StepAt(DateTime.UnixEpoch.AddSeconds(unixSeconds))));

    [Fact]
    public void Code_is_good_half_a_minute_early_and_late_and_no_longer()
    {
        var now = new DateTime(2026, 11, 2, 10, 0, 0, DateTimeKind.Utc);
        var step = Totp.StepAt(now);

        Assert.Equal([null, step - 1, step, step + 1, null], Enumerable.Range(-2, 5).Select(i => Totp.Match(Secret, Totp.Code(Secret, step + i), now, 0)));
    }

    [Fact]
    public void Code_of_a_step_that_was_taken_is_refused_and_so_is_every_earlier_one()
    {
        var now = new DateTime(2026, 11, 2, 10, 0, 0, DateTimeKind.Utc);
        var step = Totp.StepAt(now);

        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step), now, step));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step - 1), now, step));
        Assert.Equal(step + 1, Totp.Match(Secret, Totp.Code(Secret, step + 1), now, step));
    }

    [Fact]
    public void Code_may_be_typed_with_blanks_and_nothing_else_passes_for_it()
    {
        var now = DateTime.UnixEpoch.AddSeconds(59);

        Assert.NotNull(Totp.Match(Secret, " 287 082 ", now, 0));
        Assert.Null(Totp.Match(Secret, "", now, 0));
        Assert.Null(Totp.Match(Secret, "87082", now, 0));
        Assert.Null(Totp.Match(Secret, "2870820", now, 0));
        Assert.Null(Totp.Match(Secret, "２８７０８２", now, 0));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secret_is_spelled_as_the_standard_says(string bytes, string text) => Assert.Equal(text, Totp.Base32(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void Address_for_the_app_names_the_account_and_escapes_it() =>
        Assert.Equal("otpauth://totp/CouponPortal:a%2Bb%40shop.example?secret=MZXW6&issuer=CouponPortal", Totp.Uri("foo"u8, "CouponPortal", "a+b@shop.example"));
}
