using System.Net;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Hosting;

public sealed class SecurityHeadersTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/coupons")]
    [InlineData("/healthz/live")]
    [InlineData("/app.css")]
    [InlineData("/api/v1/advertisers")]
    public async Task Every_answer_has_the_headers_that_bind_the_browser(string path)
    {
        using var visitor = host.Visitor();

        using var answer = await visitor.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Page_of_a_signed_in_person_is_not_kept()
    {
        using var visitor = host.Visitor();
        (await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword)).Dispose();

        using var answer = await visitor.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:81", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost", HttpStatusCode.OK)]
    public async Task Circuit_is_negotiated_with_the_portals_own_pages_alone(string origin, HttpStatusCode expected)
    {
        using var visitor = host.Visitor();
        (await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Stranger_gets_no_circuit()
    {
        using var visitor = host.Visitor();

        using var answer = await visitor.PostAsync(new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative), content: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Address_that_does_not_exist_is_a_page_of_the_portal_for_a_signed_in_person_and_the_shoppers_plain_page_for_a_stranger()
    {
        using var visitor = host.Visitor();
        using var stranger = await visitor.GetAsync(new Uri("/no/such/page", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Contains("This link is not available", await stranger.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword)).Dispose();

        using var answer = await visitor.GetAsync(new Uri("/no/such/page", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("There is nothing here", page, StringComparison.Ordinal);
        Assert.Contains("id=\"shell-nav\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_bound_to_the_host_and_transport_is_strict()
    {
        await using var secure = PortalHost.With(("PublicUrl", "https://portal.example/"));
        using var visitor = secure.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new Uri("https://localhost") });

        using var answer = await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-CouponPortal=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("max-age=31536000", Header(answer, "Strict-Transport-Security"), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}
