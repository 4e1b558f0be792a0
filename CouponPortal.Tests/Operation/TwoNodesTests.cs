using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using CouponPortal.E2E.Support;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Operation;

/// <summary>Two nodes on PostgreSQL behind nginx with the file of deploy/: what an operator of a rolling restart relies on.</summary>
public sealed class TwoNodesTests
{
    private const string Key = "two-nodes-key-0123456789";

    [Fact]
    public async Task Rolling_restart_behind_nginx_fails_no_request_and_a_change_on_one_node_is_the_others_within_a_second()
    {
        var database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        await using var first = await PortalProcess.StartAsync(Settings(database, 0));
        await using var second = await PortalProcess.StartAsync(Settings(database, 1));
        await using var nginx = await NginxProcess.StartAsync(await File.ReadAllTextAsync(DeployFiles.Path("nginx/portal.conf")), first.BaseUrl, second.BaseUrl);
        await SeedAsync(first);
        using var visitor = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 16 }) { BaseAddress = nginx.Url };
        await Until.TrueAsync(() => IsServing(visitor));

        // The change: saved on one node, followed by visitors of the other.
        await PatchAsync(first, "offers/1", new { base_destination_url = "https://shop.example/new" });
        var began = Stopwatch.GetTimestamp();
        var seen = TimeSpan.MaxValue;
        using (var atSecond = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = second.BaseUrl })
        {
            await Until.TrueAsync(() => IsNew(atSecond));
            seen = Stopwatch.GetElapsedTime(began);
        }

        // A page's socket passes, and an address of the portal is the portal's.
        using var socket = new ClientWebSocket();
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{nginx.Url.Authority}/_blazor?id=none"), TestContext.Current.CancellationToken));
        using var page = await visitor.GetAsync(Address("/coupons"), TestContext.Current.CancellationToken);

        using var ended = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(sender => SendAsync(visitor, sender, ended.Token)).ToList();
        var code = await StopAsync(first);
        await using var firstAgain = await PortalProcess.StartAsync(Settings(database, 0), at: first.BaseUrl);
        await StopAsync(second);
        await using var secondAgain = await PortalProcess.StartAsync(Settings(database, 1), at: second.BaseUrl);
        await ended.CancelAsync();
        var (orders, clicks, failures) = ((int, int, List<string>))(0, 0, []);
        foreach (var (o, c, f) in await Task.WhenAll(load))
        {
            (orders, clicks) = (orders + o, clicks + c);
            failures.AddRange(f);
        }

        Assert.True(seen < TimeSpan.FromSeconds(1), $"seen on the other node after {seen}");
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.StartsWith("/account/sign-in", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.True(orders > 20 && clicks > 20, $"{orders} orders and {clicks} clicks were sent");
        Assert.True(failures.Count == 0, failures.Count == 0 ? "" : $"{failures.Count}: {failures[0]}\n{nginx.Errors[^Math.Min(2_000, nginx.Errors.Length)..]}");
        Assert.DoesNotContain(Key, nginx.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("order_id", nginx.Log, StringComparison.Ordinal);
    }

    private static async Task<int> StopAsync(PortalProcess node)
    {
        await node.TerminateAsync();
        return await node.EndAsync(TimeSpan.FromSeconds(30));
    }

    private static bool IsServing(HttpClient visitor)
    {
        try
        {
            return Send(visitor, "/healthz/doors").StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static bool IsNew(HttpClient node) => Send(node, "/SNAPDOG").Headers.Location?.OriginalString.StartsWith("https://shop.example/new", StringComparison.Ordinal) == true;

    private static HttpResponseMessage Send(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path));
        return client.Send(request);
    }

    private static async Task<(int Orders, int Clicks, List<string> Failures)> SendAsync(HttpClient visitor, int sender, CancellationToken ended)
    {
        var (orders, clicks, failures) = (0, 0, new List<string>());
        for (var i = 0; !ended.IsCancellationRequested; i++)
        {
            try
            {
                using var click = await visitor.GetAsync(Address("/SNAPDOG"), CancellationToken.None);
                using var order = await visitor.PostAsync(Address($"/postback?coupon_code=SNAPDOG&amount=1.00&order_id=R{sender}-{i}"), null, CancellationToken.None);
                clicks += click.StatusCode == HttpStatusCode.Redirect ? 1 : 0;
                orders += order.StatusCode == HttpStatusCode.OK ? 1 : 0;
                if (click.StatusCode != HttpStatusCode.Redirect || order.StatusCode != HttpStatusCode.OK)
                {
                    failures.Add($"{click.StatusCode} {order.StatusCode}");
                }
            }
            catch (HttpRequestException error)
            {
                failures.Add(error.Message);
            }
        }

        return (orders, clicks, failures);
    }

    private static Dictionary<string, string> Settings(string database, int node) => new(StringComparer.Ordinal)
    {
        ["Database__Provider"] = "postgres",
        ["Database__ConnectionString"] = database,
        ["Bootstrap__ApiKey"] = Key,
        ["Demo__Enabled"] = "false",
        ["Node"] = node.ToString((IFormatProvider?)null),
        ["Drain__Seconds"] = "2",
        ["Proxy__Trusted"] = "127.0.0.1",
    };

    private static async Task SeedAsync(PortalProcess portal)
    {
        await PostAsync(portal, "advertisers", new { name = "Shop" });
        await PostAsync(portal, "offers", new { advertiser_id = 1, name = "Offer", base_destination_url = "https://shop.example/", payout_type = "percent", payout = "10", currency = "USD" });
        await PostAsync(portal, "partners", new { name = "Influencer", email = "i@partner.example" });
        await PostAsync(portal, "coupons", new { code = "SNAPDOG", offer_id = 1, visibility = "private", partner_id = 1 });
    }

    private static Task PostAsync(PortalProcess portal, string resource, object body) => CallAsync(portal, HttpMethod.Post, resource, body);

    private static Task PatchAsync(PortalProcess portal, string resource, object body) => CallAsync(portal, HttpMethod.Patch, resource, body);

    private static async Task CallAsync(PortalProcess portal, HttpMethod method, string resource, object body)
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        using var request = new HttpRequestMessage(method, Address("/api/v1/" + resource)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Uri Address(string path) => new(path, UriKind.Relative);
}
