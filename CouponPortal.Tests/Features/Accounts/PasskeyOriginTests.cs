using CouponPortal.Features.Accounts.Passkeys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Tests.Features.Accounts;

public sealed class PasskeyOriginTests
{
    [Theory]
    [InlineData("https://portal.example", true)]
    [InlineData("https://portal.example:8443", false)]
    [InlineData("http://portal.example", false)]
    [InlineData("https://portal.example.evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Origin_is_the_configured_address_whatever_host_a_request_names(string origin, bool own) =>
        Assert.Equal(own, PasskeyOrigin.IsOwn(Context(origin, "evil.example"), new Uri("https://portal.example/")));

    [Theory]
    [InlineData("http://localhost:5000", "localhost:5000", true)]
    [InlineData("https://portal.example", "portal.example", true)]
    [InlineData("http://localhost:5001", "localhost:5000", false)]
    [InlineData("https://evil.example", "portal.example", false)]
    public void Without_a_configured_address_it_is_the_host_of_the_request(string origin, string host, bool own) => Assert.Equal(own, PasskeyOrigin.IsOwn(Context(origin, host), null));

    [Fact]
    public void Frame_of_another_site_is_refused() =>
        Assert.False(PasskeyOrigin.IsOwn(Context("https://portal.example", "portal.example", crossOrigin: true), new Uri("https://portal.example/")));

    private static PasskeyOriginValidationContext Context(string origin, string host, bool crossOrigin = false)
    {
        var http = new DefaultHttpContext();
        http.Request.Host = new HostString(host);
        return new PasskeyOriginValidationContext { HttpContext = http, Origin = origin, CrossOrigin = crossOrigin, TopOrigin = null };
    }
}
