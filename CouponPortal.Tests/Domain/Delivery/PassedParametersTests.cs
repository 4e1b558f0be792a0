using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tests.Domain.Delivery;

public sealed class PassedParametersTests
{
    private const string Url = "https://s.example/p?coupon=SALE10&a_b=1#top";

    [Theory]
    [InlineData("gclid", "gclid=x&fbclid=y", "&gclid=x")]
    [InlineData("utm_*", "utm_source=a%20b&utm_medium=c%26d&other=1", "&utm_source=a%20b&utm_medium=c%26d")]
    [InlineData("*", "x=1&y=2", "&x=1&y=2")]
    [InlineData("", "x=1", "")]
    [InlineData("GCLID", "gclid=x", "")]
    [InlineData("*", "x=1&x=2&X=3", "&x=1")]
    public void Named_parameters_go_on(string names, string query, string added) => Assert.Equal(Url.Replace("#top", added + "#top", StringComparison.Ordinal), Append(names, query));

    [Theory]
    [InlineData("coupon=EVIL")]
    [InlineData("COUPON=EVIL")]
    [InlineData("coupon%5B%5D=EVIL")]
    [InlineData("a.b=2")]
    [InlineData("a%20b=2")]
    [InlineData("transaction_id=forged&click_id=forged&sub1=x&coupon_code=EVIL&oid=5&AFFID=6")]
    [InlineData("=nothing")]
    [InlineData("x%0d%0ay=1")]
    [InlineData("x=%00")]
    [InlineData("x=%0aLocation:")]
    public void What_the_destination_or_the_portal_says_is_never_said_otherwise(string query) => Assert.Equal(Url, Append("*", query));

    [Fact]
    public void Visit_cannot_make_the_address_longer_than_servers_take()
    {
        var url = Append("*", string.Join('&', Enumerable.Range(0, 1_000).Select(i => $"p{i}={new string('x', 400)}")));

        Assert.InRange(url.Length, 4_000, PassedParameters.MaxUrl);
        Assert.EndsWith("#top", url, StringComparison.Ordinal);
        Assert.Equal(Url, Append("*", "x=" + new string('y', PassedParameters.MaxValue + 1)));
    }

    [Fact]
    public void First_parameter_of_an_address_without_any_begins_its_query() =>
        Assert.Equal("https://s.example/?x=1", PassedParameters.Append("https://s.example/", "x", [new("x", "1")]));

    [Theory]
    [InlineData(" gclid \n\nutm_*,fbclid gclid", "gclid\nutm_*\nfbclid", 0)]
    [InlineData("a\n*\nb", "*", 0)]
    [InlineData("u*m", "", 1)]
    [InlineData("a=b\nü", "", 2)]
    public void Names_have_one_spelling_and_bad_ones_are_told(string typed, string normal, int faults)
    {
        var told = new List<string>();

        Assert.Equal((normal, faults), (PassedParameters.Normal(typed, told), told.Count));
    }

    private static string Append(string names, string query) =>
        PassedParameters.Append(Url, names, query.Split('&').Select(p => p.Split('=')).Select(p => KeyValuePair.Create(Uri.UnescapeDataString(p[0]), Uri.UnescapeDataString(p[1]))));
}
