using System.Net;
using CouponPortal.Data;
using CouponPortal.Hosting;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking;

/// <summary>What is said of every answer to a visitor, and what of his address goes on to the shop.</summary>
public sealed class VisitHeadersTests(SharedPortals portals)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_to_a_visitor_is_kept_by_nobody_and_found_by_no_search_engine()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        using var client = host.Visitor();
        var code = await CodeAsync(host, Shoes, TestShop.NewCode("HEADERS"));
        foreach (var (method, path, status) in ((HttpMethod, string, HttpStatusCode)[])
        [
            (HttpMethod.Get, "/" + code, HttpStatusCode.Found), (HttpMethod.Head, "/" + code, HttpStatusCode.Found), (HttpMethod.Get, "/NOSUCHCODE99", HttpStatusCode.NotFound),
            (HttpMethod.Head, "/NOSUCHCODE99", HttpStatusCode.NotFound), (HttpMethod.Get, "/clk?oid=10&affid=5", HttpStatusCode.Found), (HttpMethod.Get, "/clk?oid=4711&affid=5", HttpStatusCode.NotFound),
            (HttpMethod.Get, "/clk?oid=10&affid=5&async=json", HttpStatusCode.OK), (HttpMethod.Get, "/clk?oid=4711&async=json", HttpStatusCode.NotFound), (HttpMethod.Get, "/no/such/page", HttpStatusCode.NotFound),
        ])
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var answer = await client.SendAsync(request, Cancel);
            Assert.Equal((path, status), (path, answer.StatusCode));
            Assert.Equal(("no-store", "no-referrer", "noindex"), (answer.Headers.CacheControl?.ToString(), answer.Headers.GetValues("Referrer-Policy").Single(), answer.Headers.GetValues("X-Robots-Tag").Single()));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task Page_of_a_fault_says_the_same()
    {
        var http = new DefaultHttpContext();
        http.Request.Path = "/SALE10";

        await FaultPage.WriteAsync(http);

        var headers = http.Response.Headers;
        Assert.Equal((500, "no-store", "no-referrer", "noindex"), (http.Response.StatusCode, headers.CacheControl.ToString(), headers["Referrer-Policy"].ToString(), headers["X-Robots-Tag"].ToString()));
    }

    [Theory, BothEngines]
    public async Task Named_parameters_of_the_visit_reach_the_shop_unless_the_visitor_has_opted_out(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        using var client = host.Visitor();
        var made = await host.SendAsync(Admin, HttpMethod.Post, "offers", """
            {"advertiser_id":1,"name":"Passing","base_destination_url":"HTTPS://Münster.example:443/a/../p?coupon={coupon_code}&utm_source=portal","payout":"5","passed_parameters":["gclid","utm_*"]}
            """);
        Assert.True(made.Status == 201, made.Text);
        Assert.Equal("https://xn--mnster-3ya.example/p?coupon={coupon_code}&utm_source=portal", made.Json.GetProperty("base_destination_url").GetString());
        var code = await CodeAsync(host, made.Json.GetProperty("id").GetInt32(), TestShop.NewCode("PASSING"));
        var path = $"/{code}?gclid=a%26b&utm_source=evil&utm_medium=m%C3%BC&fbclid=x&coupon=EVIL&coupon[]=EVIL&utm_medium=second";

        Assert.EndsWith($"?coupon={code}&utm_source=portal&TX&sub3={code}&gclid=a%26b&utm_medium=m%C3%BC", await LocationAsync(null), StringComparison.Ordinal);
        Assert.EndsWith($"?coupon={code}&utm_source=portal&sub3={code}", await LocationAsync("1"), StringComparison.Ordinal);

        async Task<string> LocationAsync(string? optOut)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Add("Sec-GPC", optOut);
            using var answer = await client.SendAsync(request, Cancel);
            var parts = answer.Headers.Location!.OriginalString.Split('&');
            return string.Join('&', parts.Select(p => p.StartsWith("transaction_id=", StringComparison.Ordinal) ? "TX" : p));
        }
    }

    private static async Task<string> CodeAsync(PortalHost host, int offer, string code)
    {
        var made = await host.SendAsync(Admin, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":{{offer}},"partner_id":5}""");
        Assert.True(made.Status == 201, made.Text);
        return code;
    }
}
