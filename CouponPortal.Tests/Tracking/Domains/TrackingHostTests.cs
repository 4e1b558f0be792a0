using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking.Domains;

/// <summary>What is answered at which host name, over real sockets.</summary>
public sealed class TrackingHostTests
{
    private const string Own = "go.ames.example";
    private const string Punycode = "xn--gnter-kva.example";
    private const string Waiting = "wait.ames.example";
    private const string Default = "go.net.example";
    private const string Portal = "portal.example";

    private static readonly string[] OfThePortal =
        ["/", "/account/sign-in", "/coupons", "/partner", "/api/v1/coupons", "/openapi/v1.json", "/_blazor/negotiate", "/_framework/blazor.web.js", "/app.css", "/no/such/page", "/settings/network"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Portal_is_at_its_own_address_alone_and_a_tracking_domain_has_doors_alone()
    {
        await using var host = await StartAsync(("PublicUrl", "http://" + Portal), ("PortalHosts", "portal.inner.example, other.inner.example"));
        using var client = host.Visitor();
        string[] tricks = [Own, "GO.AMES.EXAMPLE", Own + ".", Own + ":8443", Own + ".:80", Punycode, Default, Waiting, "stranger.example", Portal + ".evil.example", Portal + "@" + Own];
        foreach (var name in tricks)
        {
            foreach (var path in OfThePortal)
            {
                using var answer = await AskAsync(client, name, path, Admin);
                Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{name}{path}: {answer.StatusCode}");
                if (answer.StatusCode == HttpStatusCode.NotFound)
                {
                    await IsPlainAsync(answer);
                }
            }
        }

        foreach (var name in (string[])[Portal, "PORTAL.example.", Portal + ":8080", "127.0.0.1", "localhost", "portal.inner.example"])
        {
            using var answer = await AskAsync(client, name, "/account/sign-in");
            Assert.Equal((name, HttpStatusCode.OK), (name, answer.StatusCode));
        }
    }

    [Fact]
    public async Task Domain_serves_its_advertisers_codes_and_orders_verified_or_not_and_nothing_of_the_portal()
    {
        await using var host = await StartAsync(("PublicUrl", "http://" + Portal));
        using var client = host.Visitor();
        (string Host, string Path, HttpStatusCode Status)[] expected =
        [
            (Own, "/AMES10", HttpStatusCode.Found), (Own + ".", "/ames10", HttpStatusCode.Found), (Punycode, "/AMES10", HttpStatusCode.Found), (Default, "/TEA10", HttpStatusCode.Found),
            (Own, "/TEA10", HttpStatusCode.NotFound), (Own, "/sdk.js", HttpStatusCode.OK), (Own, "/healthz/live", HttpStatusCode.OK), (Own, "/.well-known/gpc.json", HttpStatusCode.OK),
            (Waiting, "/AMES10", HttpStatusCode.Found), (Waiting + ".", "/ames10", HttpStatusCode.Found), (Waiting, "/TEA10", HttpStatusCode.NotFound),
            (Waiting, "/clk?oid=10&affid=5", HttpStatusCode.Found), (Waiting, "/", HttpStatusCode.NotFound), (Waiting, "/account/sign-in", HttpStatusCode.NotFound),
        ];
        foreach (var (name, path, status) in expected)
        {
            using var answer = await AskAsync(client, name, path);
            Assert.Equal((name, path, status), (name, path, answer.StatusCode));
            if (status == HttpStatusCode.NotFound)
            {
                await IsPlainAsync(answer);
            }
        }

        await using var db = host.Db();
        Assert.Equal(7, await db.Clicks.CountAsync(c => c.OfferId != null, Cancel));
    }

    [Fact]
    public async Task Token_is_told_at_its_own_host_and_a_certificate_is_for_verified_names_asked_from_inside()
    {
        await using var host = await StartAsync(("PublicUrl", "http://" + Portal));
        using var client = host.Visitor();
        await using var db = host.Db();
        foreach (var domain in await db.TrackingDomains.AsNoTracking().ToListAsync(Cancel))
        {
            using var answer = await AskAsync(client, domain.Host.ToUpperInvariant(), "/.well-known/couponportal-domain");
            Assert.Equal((domain.Host, domain.Token), (domain.Host, (await answer.Content.ReadAsStringAsync(Cancel)).Trim()));
        }

        foreach (var (name, domain, status) in ((string, string, int)[])
            [("127.0.0.1", Own, 200), ("127.0.0.1", Default, 200), ("127.0.0.1", Waiting, 404), ("127.0.0.1", "stranger.example", 404), ("127.0.0.1", "", 404), (Own, Own, 404), (Portal, Own, 404)])
        {
            using var answer = await AskAsync(client, name, "/.well-known/couponportal-certificate?domain=" + domain);
            Assert.Equal((name, domain, status), (name, domain, (int)answer.StatusCode));
        }

        using var none = await AskAsync(client, Portal, "/.well-known/couponportal-domain");
        await IsPlainAsync(none);
    }

    [Fact]
    public async Task Hosts_that_contradict_each_other_are_refused_and_forwarded_ones_are_not_believed()
    {
        await using var host = await StartAsync(("PublicUrl", "http://" + Portal));
        using var client = host.Visitor();
        var end = new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority));

        Assert.StartsWith("HTTP/1.1 400", await RawAsync(end, $"GET http://{Portal}/account/sign-in HTTP/1.1\r\nHost: {Own}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await RawAsync(end, $"GET /account/sign-in HTTP/1.1\r\nHost: {Own}\r\nHost: {Portal}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await RawAsync(end, "GET /account/sign-in HTTP/1.1\r\nHost: günter.example\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await RawAsync(end, $"GET /account/sign-in HTTP/1.1\r\nHost: {Own}\r\nX-Forwarded-Host: {Portal}\r\nForwarded: host={Portal}\r\nX-Original-Host: {Portal}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await RawAsync(end, "GET /account/sign-in HTTP/1.0\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_public_address_every_name_but_a_tracking_domain_is_the_portals()
    {
        await using var host = await StartAsync();
        using var client = host.Visitor();
        foreach (var (name, status) in ((string, HttpStatusCode)[])
            [(Own, HttpStatusCode.NotFound), (Waiting, HttpStatusCode.NotFound), ("stranger.example", HttpStatusCode.OK), (Default, HttpStatusCode.OK)])
        {
            using var answer = await AskAsync(client, name, "/account/sign-in");
            Assert.Equal((name, status), (name, answer.StatusCode));
        }
    }

    private static async Task<PortalHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite, settings);
        await using (var db = host.Db())
        {
            db.AddRange(DomainRows.Verified(Ames, Own), DomainRows.Verified(Ames, Punycode), DomainRows.Unverified(Ames, Waiting));
            (await db.NetworkStates.SingleAsync(Cancel)).DefaultTrackingDomain = Default;
            await db.SaveChangesAsync(Cancel);
        }

        foreach (var (code, offer) in ((string, int)[])[("AMES10", Shoes), ("TEA10", Tea)])
        {
            Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":{{offer}},"partner_id":5}""")).Status);
        }

        Assert.NotNull(host.Services.GetRequiredService<Catalog>().Current.Hosts.AdvertiserOf(Own));
        return host;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string host, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Host", host);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task IsPlainAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("This link is not available", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(("no-store", "no-referrer", "noindex"), (answer.Headers.CacheControl?.ToString(), answer.Headers.GetValues("Referrer-Policy").Single(), answer.Headers.GetValues("X-Robots-Tag").Single()));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private static async Task<string> RawAsync(Uri end, string head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(end.Host, end.Port, Cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + "Connection: close\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancel);
    }
}
