using System.Net;
using System.Text.Json;
using System.Web;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Tracking.Screening;

/// <summary>Each sign through HTTP: what a visitor is answered, and what the click says.</summary>
[Collection(nameof(ScreenedPortal))]
public sealed class ScreeningDoorTests(ScreenedPortal portal)
{
    [Theory]
    [InlineData("robot", "robot", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", null, null)]
    [InlineData("link_preview", "robot", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", null, null)]
    [InlineData("prefetch", "not_navigation", ScreenedPortal.Phone, "Sec-Purpose", "prefetch;prerender")]
    [InlineData("prefetch", "not_navigation", ScreenedPortal.Phone, "Purpose", "prefetch")]
    [InlineData("prefetch", "not_navigation", ScreenedPortal.Phone, "X-Moz", "prefetch")]
    [InlineData("not_navigation", "not_navigation", ScreenedPortal.Phone, "Sec-Fetch-Dest", "image")]
    [InlineData("not_navigation", "not_navigation", ScreenedPortal.Phone, "Sec-Fetch-Dest", "iframe")]
    [InlineData("not_navigation", "not_navigation", ScreenedPortal.Phone, "Sec-Fetch-Dest", "script")]
    [InlineData("not_navigation", "not_navigation", ScreenedPortal.Phone, "Sec-Fetch-Mode", "no-cors")]
    public async Task Who_opens_no_page_is_redirected_and_has_no_click(string sign, string outcome, string agent, string? header, string? value)
    {
        var code = await portal.NewCodeAsync();

        using var answer = await portal.OpenAsync("/" + code, "198.51.100.1", agent, null, header is null ? [] : [(header, value!)]);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("ames.example", answer.Headers.Location!.Host);
        Assert.True(string.IsNullOrEmpty(ClickIdOf(answer)), answer.Headers.Location.ToString());
        var click = await portal.LastClickAsync(code);
        Assert.Equal((outcome, JsonValueKind.Null, sign), (click.GetProperty("outcome").GetString(), click.GetProperty("partner_id").ValueKind, Signs(click)));
        Assert.Contains(click.GetProperty("checks").EnumerateArray(), c => c.GetProperty("check").GetString() == "screening" && c.GetProperty("verdict").GetString() == "failed");
    }

    [Theory]
    [InlineData(ScreenedPortal.Phone, "")]
    [InlineData(null, "")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36", "automated")]
    public async Task Who_opens_the_page_has_a_click(string? agent, string signs)
    {
        var code = await portal.NewCodeAsync();

        using var answer = await portal.OpenAsync("/" + code, "198.51.100.2", agent, null, ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site"));

        var click = await portal.LastClickAsync(code);
        Assert.Equal(("delivered", PortalNetwork.Ana, signs, false), (click.GetProperty("outcome").GetString(), click.GetProperty("partner_id").GetInt32(), Signs(click), click.GetProperty("is_held").GetBoolean()));
        Assert.Equal(click.GetProperty("id").GetString(), ClickIdOf(answer));
    }

    [Fact]
    public async Task HEAD_is_redirected_and_stored_nowhere()
    {
        var code = await portal.NewCodeAsync();

        using var answer = await portal.OpenAsync("/" + code, "198.51.100.3", method: HttpMethod.Head);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.True(string.IsNullOrEmpty(ClickIdOf(answer)));
        Assert.Equal(JsonValueKind.Undefined, (await portal.LastClickAsync(code)).ValueKind);
    }

    [Fact]
    public async Task Check_that_is_off_leaves_no_sign_and_one_that_holds_holds_the_order()
    {
        var code = await portal.NewCodeAsync();
        await using (await portal.PolicyAsync(new { robot = "off", not_navigation = "hold" }))
        {
            using var robot = await portal.OpenAsync("/" + code, "198.51.100.4", "curl/8.5.0");
            Assert.Equal(("delivered", ""), (await OutcomeAsync(code), Signs(await portal.LastClickAsync(code))));

            using var frame = await portal.OpenAsync("/" + code, "198.51.100.4", headers: ("Sec-Fetch-Dest", "iframe"));
            var click = await portal.LastClickAsync(code);
            Assert.Equal(("delivered", "not_navigation", true), (click.GetProperty("outcome").GetString(), Signs(click), click.GetProperty("is_held").GetBoolean()));
        }

        using var again = await portal.OpenAsync("/" + code, "198.51.100.4", "curl/8.5.0");
        Assert.Equal("robot", await OutcomeAsync(code));
    }

    [Fact]
    public async Task Script_that_asks_for_a_click_id_gets_one_and_an_image_does_not()
    {
        using var script = await portal.OpenAsync($"/clk?oid={PortalNetwork.Shoes}&affid={PortalNetwork.Ana}&async=json", "198.51.100.5", headers: [("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors")]);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);

        using var image = await portal.OpenAsync($"/clk?oid={PortalNetwork.Shoes}&affid={PortalNetwork.Ana}", "198.51.100.5", headers: [("Sec-Fetch-Dest", "image"), ("Sec-Fetch-Mode", "no-cors")]);
        Assert.Equal(HttpStatusCode.Found, image.StatusCode);
        Assert.True(string.IsNullOrEmpty(ClickIdOf(image)));
    }

    private async Task<string?> OutcomeAsync(string code) => (await portal.LastClickAsync(code)).GetProperty("outcome").GetString();

    private static string? ClickIdOf(HttpResponseMessage answer) => HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["transaction_id"];

    internal static string Signs(JsonElement click) => string.Join(',', click.GetProperty("signs").EnumerateArray().Select(s => s.GetString()));
}
