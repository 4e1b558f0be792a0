using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Clicks;
using CouponPortal.Tracking.Geo;
using Microsoft.AspNetCore.Http;

namespace CouponPortal.Tests.Tracking.Clicks;

public sealed class VisitorFactsTests
{
    [Fact]
    public void Country_of_a_header_is_believed_only_where_the_setting_names_it()
    {
        Assert.Equal("DE", Of(new("CF-IPCountry"), ("CF-IPCountry", "de")).Country);
        Assert.Null(Of(new(), ("CF-IPCountry", "DE"), ("X-Country-Code", "DE")).Country);
        Assert.Null(Of(new("X-Country-Code"), ("CF-IPCountry", "DE")).Country);
    }

    [Theory]
    [InlineData("US", "US")]
    [InlineData(" us ", "US")]
    [InlineData("XX", null)]
    [InlineData("T1", null)]
    [InlineData("DEU", null)]
    [InlineData("Ü1", null)]
    [InlineData("", null)]
    public void Country_is_two_letters_or_unknown(string sent, string? country) => Assert.Equal(country, VisitorFacts.CountryOf(sent));

    [Theory]
    [InlineData("US", "CA", "US-CA")]
    [InlineData("US", "us-ca", "US-CA")]
    [InlineData(null, "CA", null)]
    [InlineData(null, "US-CA", "US-CA")]
    [InlineData("GB", "ENG", "GB-ENG")]
    [InlineData("US", "Calif", null)]
    [InlineData("US", "C;", null)]
    [InlineData("US", "", null)]
    public void Region_has_its_country_in_front(string? country, string sent, string? region) => Assert.Equal(region, VisitorFacts.RegionOf(country, sent));

    [Theory]
    [InlineData("de-DE,de;q=0.9,en;q=0.8", "de")]
    [InlineData("EN", "en")]
    [InlineData("fil-PH", "fil")]
    [InlineData("*", null)]
    [InlineData("", null)]
    [InlineData("x1,de", null)]
    public void Language_is_the_one_liked_best(string sent, string? language) => Assert.Equal(language, VisitorFacts.LanguageOf(sent));

    [Theory]
    [InlineData("https://www.video.example/watch?v=1#t", "www.video.example")]
    [InlineData("https://user:pass@video.example:8443/x", "video.example")]
    [InlineData("android-app://com.google.android.youtube/", "com.google.android.youtube")]
    [InlineData("HTTPS://WWW.Video.Example", "www.video.example")]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example")]
    [InlineData("video.example", null)]
    [InlineData("https://", null)]
    [InlineData("about:blank", null)]
    public void Referrer_is_a_host_alone(string address, string? host) => Assert.Equal(host, VisitorFacts.HostOf(address));

    private static CouponPortal.Domain.Delivery.Visit Of(GeoSettings geo, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        foreach (var (name, value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        using var countries = new CountrySource(geo, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<CountrySource>.Instance);
        return new VisitorFacts(geo, countries).Of(http.Request, TestDatabase.Start);
    }
}
