using CouponPortal.Domain;
using CouponPortal.Features.Advertisers;

namespace CouponPortal.Tests.Features.Advertisers;

/// <summary>Each field's own rule: no store is asked.</summary>
public sealed class AdvertiserDraftTests
{
    public static TheoryData<string, string, Action<AdvertiserDraft>> Faults => new()
    {
        { "name", "1 to 200", d => d.Name = "  " },
        { "name", "1 to 200", d => d.Name = new string('x', 201) },
        { "name", "1 to 200", d => d.Name = "Shop\nTwo" },
        { "lookback_days", "1 to 365", d => d.LookbackDays = 0 },
        { "lookback_days", "1 to 365", d => d.LookbackDays = 366 },
        { "time_zone", "IANA", d => d.TimeZone = "Mars/Olympus" },
        { "time_zone", "IANA", d => d.TimeZone = "../../etc/passwd" },
        { "time_zone", "IANA", d => d.TimeZone = "posixrules" },
        { "time_zone", "IANA", d => d.TimeZone = "" },
        { "currency", "ISO 4217", d => d.Currency = "EURO" },
        { "currency", "ISO 4217", d => d.Currency = "XXX" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "https://go.shop.example" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "go.shop.example/x" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "go.shop.example:8080" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "-go.shop.example" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "go..example" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "10.0.0.1" },
        { "tracking_domain", "host name alone", d => d.TrackingDomain = "gö_shop.example" },
        { "fallback_url", "https://", d => d.FallbackUrl = "javascript:alert(1)" },
        { "fallback_url", "user name", d => d.FallbackUrl = "https://user:pw@shop.example/" },
        { "postback_key", "ASCII", d => d.PostbackKey = "two words" },
        { "postback_key", "200", d => d.PostbackKey = new string('k', 201) },
        { "signing_secret", "ASCII", d => d.SigningSecret = "gehéim" },
        { "allowed_ips", "Line 2", d => d.AllowedIps = "203.0.113.7\n203.0.113.300" },
        { "allowed_ips", "Line 1", d => d.AllowedIps = "1" },
        { "allowed_ips", "Line 1", d => d.AllowedIps = "0x7f.1" },
        { "allowed_ips", "Line 1", d => d.AllowedIps = "203.0.113.0/33" },
        { "allowed_ips", "Line 1", d => d.AllowedIps = "fe80::1%eth0" },
        { "allowed_ips", "100 lines", d => d.AllowedIps = string.Join('\n', Enumerable.Range(0, 101).Select(i => $"10.0.0.{i}")) },
        { "allowed_origins", "Line 1", d => d.AllowedOrigins = "*" },
        { "allowed_origins", "Line 1", d => d.AllowedOrigins = "https://shop.example/checkout" },
        { "allowed_origins", "Line 1", d => d.AllowedOrigins = "shop.example" },
        { "allowed_origins", "Line 1", d => d.AllowedOrigins = "https://*.shop.example" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Bad_input_is_named_at_its_field_alone(string field, string says, Action<AdvertiserDraft> spoil)
    {
        var draft = Good();
        spoil(draft);
        var errors = new FieldErrors();

        draft.Checked(errors);

        var (name, messages) = Assert.Single(errors.ByField);
        Assert.Equal(field, name);
        Assert.Contains(says, string.Join(' ', messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Good_input_is_brought_into_its_normal_form()
    {
        var errors = new FieldErrors();

        var good = (Good() with
        {
            Name = "  Shop ",
            Currency = " eur ",
            TimeZone = " Europe/Berlin ",
            TrackingDomain = "Gö.Shop.EXAMPLE.",
            FallbackUrl = "   ",
            AllowedIps = " 203.0.113.77/24 \r\n\r\n2001:DB8::1\n203.0.113.0/24",
            AllowedOrigins = "https://Shop.example/\nhttps://shop.example:443\nhttp://localhost:3000",
        }).Checked(errors);

        Assert.False(errors.Any, errors.ToString());
        Assert.Equal(("Shop", "EUR", "Europe/Berlin", "xn--g-1ga.shop.example", null), (good.Name, good.Currency, good.TimeZone, good.TrackingDomain, good.FallbackUrl));
        Assert.Equal("203.0.113.0/24\n2001:db8::1", good.AllowedIps);
        Assert.Equal("https://shop.example\nhttp://localhost:3000", good.AllowedOrigins);
    }

    private static AdvertiserDraft Good() => new() { Name = "Shop" };
}
