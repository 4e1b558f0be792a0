using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class DestinationSpellingTests
{
    [Theory]
    [InlineData("HTTPS://SHOP.Example:443/A", "https://shop.example/A")]
    [InlineData("http://shop.example:80", "http://shop.example")]
    [InlineData("http://shop.example:443/", "http://shop.example:443/")]
    [InlineData("https://shop.example:08443/", "https://shop.example:8443/")]
    [InlineData("https://shop.example:/x", "https://shop.example/x")]
    [InlineData("https://shop.example./x", "https://shop.example/x")]
    [InlineData("https://münchen.example/straße?q=ü#ä", "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC#%C3%A4")]
    [InlineData("https://shop\uFF0Eexample/", "https://shop.example/")]
    [InlineData("https://shop.example/a/./b/../c/%2e%2E/d", "https://shop.example/a/d")]
    [InlineData("https://shop.example/a/..", "https://shop.example/")]
    [InlineData("https://shop.example/../../x", "https://shop.example/x")]
    [InlineData("https://shop.example/a//b/...", "https://shop.example/a//b/...")]
    [InlineData("https://shop.example/x?p=../y#../z", "https://shop.example/x?p=../y#../z")]
    [InlineData("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/")]
    [InlineData("https://shop.example/{coupon_code}?t={transaction_id}", "https://shop.example/{coupon_code}?t={transaction_id}")]
    [InlineData("https://shop.example/😀", "https://shop.example/%F0%9F%98%80")]
    public void Address_has_the_spelling_that_browsers_make_of_it(string typed, string expected)
    {
        Assert.Equal(expected, DestinationSpelling.Of(typed));
        Assert.Equal(expected, DestinationSpelling.Of(expected));
        Assert.Null(Destination.Fault(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example")]
    [InlineData("https:\\\\evil.example")]
    [InlineData("https://shop.example\\@evil.example/")]
    [InlineData("https://user:pw@evil.example/")]
    [InlineData("https://{coupon_code}.example/")]
    [InlineData("https://shop.example:99999/")]
    [InlineData("https://shop.example:0/")]
    [InlineData("https://shop.example:8x/")]
    [InlineData("https://")]
    [InlineData("ftp://shop.example/")]
    public void What_is_no_web_address_stays_as_it_is(string typed) => Assert.Equal(typed, DestinationSpelling.Of(typed));

    [Theory]
    [InlineData("https://shop.example/\r\nSet-Cookie: x=1")]
    [InlineData("https://shop.example/a b")]
    [InlineData("https://shop.example/\0")]
    [InlineData("https://user@evil.example/")]
    [InlineData("https://a\u0000.example/")]
    public void Spelling_makes_nothing_good_that_is_refused(string typed) => Assert.NotNull(Destination.Fault(DestinationSpelling.Of(typed)));

    [Theory]
    [InlineData("..", "https://s.example/a//x")]
    [InlineData(".", "https://s.example/a//x")]
    [InlineData("...", "https://s.example/a/.../x")]
    [InlineData("../..", "https://s.example/a/..%2F../x")]
    public void Value_in_the_path_does_not_lead_out_of_it(string value, string expected) =>
        Assert.StartsWith(expected, Destination.Expand("https://s.example/a/{sub1}/x", new("tx1", "SALE10", null, null, value, null, null, null, null, null)), StringComparison.Ordinal);
}
