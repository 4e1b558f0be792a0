using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class DestinationTests
{
    private static readonly DestinationValues Values = new("tx1", "SALE10", "24", "2", "a b&c", null, "SALE10", "", null, "src");

    [Theory]
    [InlineData("https://shop.example")]
    [InlineData("http://shop.example/landing?x=1#top")]
    [InlineData("HTTPS://SHOP.example/")]
    [InlineData("https://shop.example:8443/a/{offer_id}?c={coupon_code}&t={transaction_id}")]
    [InlineData("https://xn--mnchen-3ya.example/%C3%BC")]
    [InlineData("https://shop.example/a|b")]
    [InlineData("https://192.0.2.1/")]
    [InlineData("https://[2001:db8::1]/")]
    public void Absolute_web_address_is_good(string url)
    {
        Assert.Null(Destination.Fault(url));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("shop.example")]
    [InlineData("/landing")]
    [InlineData("//evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript://shop.example/%0aalert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://shop.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https:shop.example")]
    [InlineData("https:/shop.example")]
    [InlineData("https://")]
    [InlineData("https://user@evil.example/")]
    [InlineData("https://shop.example:pw@evil.example/")]
    [InlineData("https://shop.example\\@evil.example/")]
    [InlineData("https:\\\\evil.example")]
    [InlineData("https://shop.example/\r\nSet-Cookie: x=1")]
    [InlineData("https://shop.example/\n")]
    [InlineData(" https://shop.example/")]
    [InlineData("https://shop.example/a b")]
    [InlineData("https://shop.example/\0")]
    [InlineData("https://shop.example/\u007f")]
    [InlineData("https://shop.example/ü")]
    [InlineData("https://münchen.example/")]
    [InlineData("https://shop\uFF0Eexample/")]
    [InlineData("https://{coupon_code}.example/")]
    [InlineData("{coupon_code}://shop.example/")]
    [InlineData("https://shop.example:99999/")]
    [InlineData("https://shop.example/\"><script>")]
    [InlineData("https://shop.example/{offer_id")]
    [InlineData("https://shop.example/offer_id}")]
    [InlineData("https://shop.example/{a{offer_id}}")]
    [InlineData("https://shop.example/{{offer_id}}")]
    [InlineData("https://shop.example/}{")]
    [InlineData("https://shop.example/{offer#id}")]
    public void Anything_else_is_refused_with_a_sentence(string? url)
    {
        Assert.EndsWith(".", Destination.Fault(url), StringComparison.Ordinal);
    }

    [Fact]
    public void A_macro_behind_the_hash_is_filled_too()
    {
        Assert.Equal(
            "https://shop.example/?x=1&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10#/landing?c=SALE10",
            Destination.Expand("https://shop.example/?x=1#/landing?c={coupon_code}", Values));
    }

    [Fact]
    public void Address_has_at_most_2000_characters()
    {
        var longest = "https://shop.example/".PadRight(Destination.MaxLength, 'x');

        Assert.Null(Destination.Fault(longest));
        Assert.NotNull(Destination.Fault(longest + "x"));
    }

    [Theory]
    [InlineData("https://s.example/", "https://s.example/?transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10")]
    [InlineData("https://s.example/?x=1", "https://s.example/?x=1&transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10")]
    [InlineData("https://s.example/#top", "https://s.example/?transaction_id=tx1&sub1=a%20b%26c&sub3=SALE10#top")]
    [InlineData("https://s.example/?t={transaction_id}&s={sub1}&c={sub3}", "https://s.example/?t=tx1&s=a%20b%26c&c=SALE10")]
    [InlineData("https://s.example/{offer_id}/{affiliate_id}/{coupon_code}?t={transaction_id}&s={sub1}&c={sub3}&q={source_id}", "https://s.example/24/2/SALE10?t=tx1&s=a%20b%26c&c=SALE10&q=src")]
    [InlineData("https://s.example/?t={transaction_id}&s={sub1}&c={sub3}&e={sub2}{sub4}", "https://s.example/?t=tx1&s=a%20b%26c&c=SALE10&e=")]
    [InlineData("https://s.example/{unknown}?t={transaction_id}&s={sub1}&c={sub3}", "https://s.example/?t=tx1&s=a%20b%26c&c=SALE10")]
    [InlineData("https://s.example/?t={transaction_id}&s={sub1}&c={sub3}&x={open", "https://s.example/?t=tx1&s=a%20b%26c&c=SALE10&x={open")]
    public void Macros_are_filled_and_what_has_none_is_added(string template, string expected)
    {
        Assert.Equal(expected, Destination.Expand(template, Values));
    }

    [Theory]
    [InlineData("javascript:alert(1)//")]
    [InlineData("\r\nLocation: https://evil.example")]
    [InlineData("?&=#/\\@:%")]
    [InlineData("{transaction_id}")]
    [InlineData("ü\u212A\uD83D\uDE00")]
    [InlineData("\uD800")]
    public void Value_stays_one_value_whatever_it_holds(string value)
    {
        var url = Destination.Expand("https://s.example/p?s={sub1}#f", Values with { Sub1 = value, Sub3 = null });

        Assert.Null(Destination.Fault(url));
        var uri = new Uri(url);
        Assert.Equal(("s.example", "/p", "#f"), (uri.Host, uri.AbsolutePath, uri.Fragment));
        Assert.Equal(["s", "transaction_id"], uri.Query[1..].Split('&').Select(p => p.Split('=')[0]));
        Assert.Equal(value.Replace("\uD800", "\uFFFD", StringComparison.Ordinal), Uri.UnescapeDataString(uri.Query[1..].Split('&')[0].Split('=')[1]));
    }
}
