using CouponPortal.Hosting.Telemetry;

namespace CouponPortal.Tests.Operation;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("GET /postback?order_id=7&postback_key=abc took 3 ms", "GET /postback?… took 3 ms")]
    [InlineData("Failed to connect to 10.1.2.3:5432", "Failed to connect to 10.1.2.0/24")]
    [InlineData("from 2001:db8:1:2:3:4:5:6, refused", "from 2001:db8:1::/48, refused")]
    [InlineData("Host=db;Password=hunter2;Username=portal", "Host=db;Password=…;Username=portal")]
    [InlineData("Authorization: Bearer abc", "Authorization: Bearer abc")]
    [InlineData("key cpk_12_abcdef and whsec_abcd", "key cpk_… and whsec_…")]
    [InlineData("at 12:30:45 the store was back?", "at 12:30:45 the store was back?")]
    [InlineData("Now listening on: http://127.0.0.1:8080", "Now listening on: http://127.0.0.1:8080")]
    [InlineData("a\u001b[31mred", "a\\u001b[31mred")]
    public void Text_of_a_log_has_no_query_key_or_address(string text, string clean) => Assert.Equal(clean, LogText.Clean(text));

    [Fact]
    public void Text_without_an_end_is_cut() => Assert.InRange(LogText.Clean(string.Concat(Enumerable.Repeat("word ", 100_000))).Length, 1, 20_000);
}
