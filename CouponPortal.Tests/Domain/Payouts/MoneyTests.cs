using CouponPortal.Domain.Payouts;

namespace CouponPortal.Tests.Domain.Payouts;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1234", 123400)]
    [InlineData("1234.5", 123450)]
    [InlineData("1234.50", 123450)]
    [InlineData("1234.5000", 123450)] // zeros beyond the minor unit say nothing new
    [InlineData("1,234.50", 123450)]
    [InlineData("12,345,678.90", 1234567890)]
    [InlineData(" 5 ", 500)]
    [InlineData("007", 700)]
    [InlineData("10000000000", 1_000_000_000_000)]
    [InlineData("10000000000.00", 1_000_000_000_000)]
    public void Amount_is_read(string text, long minor)
    {
        Assert.Equal(new MoneyReading(minor, MoneyFault.None), MoneyReading.Parse(text, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1.234,56")]
    [InlineData("1,000")]
    [InlineData("1,5")]
    [InlineData("1 000")]
    [InlineData("1\u00a0000")]
    [InlineData("1_000")]
    [InlineData("1'000")]
    [InlineData("$5")]
    [InlineData("5 USD")]
    [InlineData("5€")]
    [InlineData("(5)")]
    [InlineData("5-")]
    [InlineData("+5")]
    [InlineData("--5")]
    [InlineData("-")]
    [InlineData("- 5")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("∞")]
    [InlineData("１２")]
    [InlineData("٣")]
    [InlineData("1.٣")]
    [InlineData("1\0")]
    [InlineData("\0")]
    [InlineData("1\n")]
    [InlineData("\t1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData(".")]
    [InlineData("1..5")]
    [InlineData("1.2.3")]
    [InlineData(",123.00")]
    [InlineData("1,,234.00")]
    [InlineData("12,34.00")]
    [InlineData("1234,567.00")]
    [InlineData("1,234567.00")]
    [InlineData("1,234,.00")]
    [InlineData("1.000,00")]
    [InlineData("1.0,000")]
    [InlineData("null")]
    [InlineData("twelve")]
    public void Text_that_could_mean_something_else_or_nothing_is_refused(string text)
    {
        Assert.Equal(new MoneyReading(0, MoneyFault.Format), MoneyReading.Parse(text, 2));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("-0.01")]
    [InlineData("-1,234.50")]
    [InlineData("-0.005")]
    public void Negative_amount_is_told_apart(string text)
    {
        Assert.Equal(new MoneyReading(0, MoneyFault.Negative), MoneyReading.Parse(text, 2));
    }

    [Theory]
    [InlineData("0.005", "USD")]
    [InlineData("10.5", "JPY")]
    [InlineData("1.2345", "KWD")]
    public void More_decimals_than_the_currency_has_are_refused(string text, string currency)
    {
        Assert.Equal(MoneyFault.TooManyDecimals, MoneyReading.Parse(text, Currencies.Exponent(currency)).Fault);
    }

    [Theory]
    [InlineData("10", "JPY", 10)]
    [InlineData("10.0", "JPY", 10)]
    [InlineData("1,234.0", "JPY", 1234)]
    [InlineData("1.234", "KWD", 1234)]
    [InlineData("1.5", "KWD", 1500)]
    public void Decimals_are_those_of_the_currency(string text, string currency, long minor)
    {
        Assert.Equal(minor, MoneyReading.Parse(text, Currencies.Exponent(currency)).Minor);
    }

    [Theory]
    [InlineData("10000000000.01")]
    [InlineData("10000000001")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("92233720368547758.08")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void Amount_beyond_the_largest_is_refused_and_never_wraps(string text)
    {
        Assert.Equal(new MoneyReading(0, MoneyFault.TooLarge), MoneyReading.Parse(text, 2));
    }

    [Theory]
    [InlineData('-')]
    [InlineData('9')]
    [InlineData(',')]
    [InlineData('.')]
    [InlineData(' ')]
    public void Text_as_long_as_a_request_is_refused_without_harm(char filler)
    {
        Assert.False(MoneyReading.Parse(new string(filler, 1_000_000), 2).Ok);
    }

    [Theory]
    [InlineData(123450, "USD", "1234.50", "1,234.50 USD")]
    [InlineData(5, "USD", "0.05", "0.05 USD")]
    [InlineData(1234, "JPY", "1234", "1,234 JPY")]
    [InlineData(1234, "KWD", "1.234", "1.234 KWD")]
    [InlineData(-150, "EUR", "-1.50", "-1.50 EUR")]
    [InlineData(long.MinValue, "USD", "-92233720368547758.08", "-92,233,720,368,547,758.08 USD")]
    public void Amount_is_written_with_its_currencys_digits(long minor, string currency, string plain, string display)
    {
        Assert.Equal((plain, display), (MoneyText.Plain(minor, currency), MoneyText.Display(minor, currency)));
    }

    [Theory]
    [InlineData("usd", true, "USD")]
    [InlineData(" eur ", true, "EUR")]
    [InlineData("US", false, "US")]
    [InlineData("XXX", false, "XXX")]
    [InlineData("XAU", false, "XAU")]
    [InlineData("ıls", false, "ıLS")]
    [InlineData("", false, "")]
    [InlineData(null, false, "")]
    public void Currency_is_one_in_use(string? text, bool known, string code)
    {
        Assert.Equal((known, code), (Currencies.TryParse(text, out var read), read));
    }
}
