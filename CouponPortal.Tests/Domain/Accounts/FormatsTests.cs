using CouponPortal.Domain.Accounts;

namespace CouponPortal.Tests.Domain.Accounts;

public sealed class FormatsTests
{
    [Theory]
    [InlineData(FormatStyle.English, "1 Nov 2026, 14:05", "1,234,567.89")]
    [InlineData(FormatStyle.American, "Nov 1, 2026, 2:05 PM", "1,234,567.89")]
    [InlineData(FormatStyle.German, "01.11.2026, 14:05", "1.234.567,89")]
    [InlineData(FormatStyle.French, "01/11/2026 14:05", "1\u202F234\u202F567,89")]
    [InlineData(FormatStyle.Iso, "2026-11-01 14:05", "1234567.89")]
    public void Time_and_number_follow_the_readers_habits(FormatStyle style, string time, string number)
    {
        Assert.Equal(time, Formats.Time(new DateTime(2026, 11, 1, 14, 5, 9, DateTimeKind.Unspecified), style));
        Assert.Equal(number, Formats.Number("1,234,567.89", style));
    }
}
