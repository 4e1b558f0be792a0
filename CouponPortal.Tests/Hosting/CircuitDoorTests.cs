using System.Net;
using System.Net.WebSockets;
using CouponPortal.Data;
using CouponPortal.Features.Accounts;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Hosting;

/// <summary>Who gets a socket for a circuit, and how many.</summary>
public sealed class CircuitDoorTests
{
    [Fact]
    public async Task Socket_is_for_the_portals_own_pages_and_for_so_many_of_one_person()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite, ("Circuits:PerUser", "2"));
        using var visitor = await host.SignedInAsync();
        var own = visitor.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var cookie = await CookieAsync(host);

        foreach (var foreign in (string[])["https://evil.example", "null", own.Replace("127.0.0.1", "127.0.0.1.evil.example", StringComparison.Ordinal), "http://127.0.0.1:1", own + "@evil.example"])
        {
            Assert.Equal((foreign, HttpStatusCode.Forbidden), (foreign, await OpenAsync(own, cookie, foreign)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(own, null, own));
        using var first = new ClientWebSocket();
        using var second = new ClientWebSocket();
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenAsync(own, cookie, own, first));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenAsync(own, cookie, own, second));
        Assert.Equal(HttpStatusCode.TooManyRequests, await OpenAsync(own, cookie, own));

        // A page that is closed makes room for another one.
        first.Abort();
        var answer = HttpStatusCode.TooManyRequests;
        for (var tries = 0; answer == HttpStatusCode.TooManyRequests && tries < 200; tries++)
        {
            answer = await OpenAsync(own, cookie, own);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.SwitchingProtocols, answer);
    }

    [Theory]
    [InlineData("/coupons?page=2", "/coupons?page=2")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("https:evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData(" /coupons", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\r\nSet-Cookie:x=1", "/")]
    [InlineData("/\u2044/evil.example", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Sign_in_returns_to_paths_of_this_portal_alone(string? asked, string expected) => Assert.Equal(expected, AccountPaths.LocalOrHome(asked));

    private static async Task<string> CookieAsync(PortalHost host)
    {
        using var visitor = host.Visitor();
        using var answer = await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
        return string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
    }

    private static async Task<HttpStatusCode> OpenAsync(string portal, string? cookie, string origin, ClientWebSocket? socket = null)
    {
        using var own = new ClientWebSocket();
        socket ??= own;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        if (cookie is not null)
        {
            socket.Options.SetRequestHeader("Cookie", cookie);
        }

        try
        {
            await socket.ConnectAsync(new Uri(portal.Replace("http", "ws", StringComparison.Ordinal) + "/_blazor"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }
}
