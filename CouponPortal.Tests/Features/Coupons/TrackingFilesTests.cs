using System.Xml.Linq;
using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class TrackingFilesTests
{
    [Fact]
    public async Task Qr_code_comes_as_png_and_svg_to_staff_of_the_advertiser_alone()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var coupon = await CreateAsync(host, """{"code":"Snap10","offer_id":10,"partner_id":5}""");
        using var staff = await host.SignedInAsync();

        using var png = await staff.GetAsync(new Uri($"/coupons/{coupon}/qr.png", UriKind.Relative), TestContext.Current.CancellationToken);
        using var svg = await staff.GetAsync(new Uri($"/coupons/{coupon}/qr.svg", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(("image/png", "Snap10-qr.png"), (png.Content.Headers.ContentType?.MediaType, png.Content.Headers.ContentDisposition?.FileName));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await png.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..4]);
        Assert.Equal(("image/svg+xml", "Snap10-qr.svg"), (svg.Content.Headers.ContentType?.MediaType, svg.Content.Headers.ContentDisposition?.FileName));
        var drawing = XDocument.Parse(await svg.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!;
        Assert.NotNull(drawing.Attribute("viewBox"));
        Assert.True(drawing.ToString().Length > 2_000, "a QR code has hundreds of modules");
        Assert.True(png.Headers.CacheControl?.NoStore);

        foreach (var name in new[] { "qr.png", "qr.svg" })
        {
            using var visitor = host.Visitor();
            using var anonymous = await visitor.GetAsync(new Uri($"/coupons/{coupon}/{name}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(302, (int)anonymous.StatusCode);
            using var missing = await staff.GetAsync(new Uri($"/coupons/4711/{name}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)missing.StatusCode);
        }
    }

    [Fact]
    public async Task Code_without_a_tracking_url_has_no_qr_code_and_says_why_and_one_on_two_offers_names_its_offer()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var pool = await CreateAsync(host, """{"code":"POOL1","offer_id":10}""");
        var twice = await CreateAsync(host, """{"code":"TWICE","offer_id":10,"partner_id":5}""");
        await CreateAsync(host, """{"code":"TWICE","offer_id":11,"partner_id":5}""");
        using var staff = await host.SignedInAsync();

        using var refused = await staff.GetAsync(new Uri($"/coupons/{pool}/qr.svg", UriKind.Relative), TestContext.Current.CancellationToken);
        using var named = await staff.GetAsync(new Uri($"/coupons/{twice}/qr.svg", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((409, "There is no tracking URL: No partner is assigned yet."), ((int)refused.StatusCode, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("TWICE-10-qr.svg", named.Content.Headers.ContentDisposition?.FileName);
    }

    private static async Task<string> CreateAsync(PortalHost host, string body) => (await host.SendAsync(Admin, HttpMethod.Post, "coupons", body)).Json.GetProperty("id").ToString();
}
