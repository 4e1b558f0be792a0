using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking.Clicks;

/// <summary>Targeting and SmartSwitch through HTTP, from the visitor's headers to the click that the API shows.</summary>
public sealed class DeliveryDoorTests(RunningPortals portals)
{
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    [Theory, BothEngines]
    public async Task Visitor_of_another_country_is_served_by_the_fallback_and_the_click_says_so(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (code, next) = (NewCode("GEO"), await shop.NewOfferAsync("https://shop.example/abroad"));
        await shop.CouponAsync(code, shop.A);
        await shop.CreateAsync("approvals", new { offer_id = next, partner_id = shop.A, status = "approved" });
        await shop.PatchAsync($"offers/{shop.Offer}", new
        {
            targeting = new { country = new { mode = "allow", values = new[] { "DE" }, unknown = "refuse" } },
            smart_switch = new { steps = new object[] { new { targets = new[] { new { offer_id = next } }, country = new { mode = "deny", values = new[] { "FR" }, unknown = "refuse" } }, new { targets = new[] { new { url = "https://shop.example/else" } } } } },
        });

        var german = await VisitAsync(shop, "/" + code, ("X-Country", "de"), ("User-Agent", Phone), ("Accept-Language", "de-DE,de;q=0.9"), ("Referer", "https://www.video.example/watch"));
        var austrian = await VisitAsync(shop, "/" + code, ("X-Country", "AT"));
        var french = await VisitAsync(shop, $"/clk?oid={shop.Offer}&affid={shop.A}", ("X-Country", "FR"));
        var unknown = await VisitAsync(shop, "/" + code);

        Assert.Equal(["/landing", "/abroad", "/else", "/else"], new[] { german, austrian, french, unknown }.Select(a => a.Headers.Location!.AbsolutePath));
        var clicks = await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}");
        Assert.Equal(["not_targeted", "not_targeted", "delivered", "delivered"], clicks.Select(c => Text(c, "outcome")));
        Assert.Equal([shop.Offer, shop.Offer, next, shop.Offer], clicks.Select(c => c.GetProperty("offer_id").GetInt32()));
        Assert.Equal(
            ("DE", "mobile", "ios", "safari", "de", "www.video.example", "[]"),
            (Text(clicks[3], "country"), Text(clicks[3], "device"), Text(clicks[3], "os"), Text(clicks[3], "browser"), Text(clicks[3], "language"), Text(clicks[3], "referrer"), clicks[3].GetProperty("chain").GetRawText()));
        Assert.Equal($$"""[{"offer_id":{{shop.Offer}},"why":"country"},{"offer_id":{{next}},"why":null}]""", clicks[2].GetProperty("chain").GetRawText());
        Assert.Equal(shop.A, clicks[2].GetProperty("partner_id").GetInt32());
        Assert.Equal(JsonValueKind.Null, clicks[1].GetProperty("partner_id").ValueKind);
    }

    [Fact]
    public async Task Browser_is_remembered_only_where_an_offer_asks_and_never_against_its_will()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("NEW");
        await shop.CouponAsync(code, shop.A);
        Assert.False((await VisitAsync(shop, "/" + code)).Headers.Contains("Set-Cookie"));

        await shop.PatchAsync($"offers/{shop.Offer}", new { targeting = new { visitor = new { mode = "allow", values = new[] { "new" } } }, fallback_url = "https://shop.example/again" });
        var first = await VisitAsync(shop, "/" + code);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"been={shop.Advertiser}; max-age=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);

        var second = await VisitAsync(shop, "/" + code, ("Cookie", $"been={shop.Advertiser}"));
        var optedOut = await VisitAsync(shop, "/" + code, ("Cookie", $"been={shop.Advertiser}"), ("Sec-GPC", "1"));

        Assert.Equal(["/landing", "/again", "/landing"], new[] { first, second, optedOut }.Select(a => a.Headers.Location!.AbsolutePath));
        Assert.False(optedOut.Headers.Contains("Set-Cookie"));
        var clicks = await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}");
        Assert.Equal(["null", "true", "false", "null"], clicks.Select(c => c.GetProperty("is_returning").GetRawText()));
    }

    private static string? Text(JsonElement click, string name) => click.GetProperty(name).GetString();

    private static async Task<HttpResponseMessage> VisitAsync(TestShop shop, string path, params (string Name, string Value)[] headers)
    {
        using var door = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = shop.Door };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await door.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer;
    }
}
