using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking;

/// <summary>Two live keys while a shop changes over, over HTTP.</summary>
public sealed class KeyRotationTests
{
    private const string Old = "pk_old_0123456789abcdef";

    [Theory, BothEngines]
    public async Task After_a_rotation_both_keys_work_until_the_day_and_the_former_one_s_last_use_is_seen(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine);
        var rotated = (await host.SendAsync(Manager, HttpMethod.Post, "advertisers/1/rotate-secret", """{"overlap_days":2}""")).Json;
        var present = rotated.GetProperty("postback_key").GetString()!;

        host.Time!.Advance(TimeSpan.FromHours(1));
        Assert.Equal((200, 200, 401), (await SendAsync(host, Old), await SendAsync(host, present), await SendAsync(host, present[..^1])));
        var seen = (await host.GetAsync(Manager, "advertisers/1")).Json;
        Assert.Equal("2026-11-04T10:00:00Z", seen.GetProperty("previous_secret_until").GetString());
        Assert.Equal("2026-11-02T11:00:00Z", seen.GetProperty("previous_secret_used_at").GetString());
        Assert.Equal("2026-11-02T11:00:00Z", seen.GetProperty("secret_used_at").GetString());
        Assert.DoesNotContain(Old, seen.ToString(), StringComparison.Ordinal);

        host.Time.Advance(TimeSpan.FromHours(47));
        Assert.Equal((401, 200), (await SendAsync(host, Old), await SendAsync(host, present)));
    }

    [Fact]
    public async Task Without_an_overlap_the_former_key_stops_at_once()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await host.SendAsync(Manager, HttpMethod.Post, "advertisers/1/rotate-secret", """{"overlap_days":0}""");

        Assert.Equal(401, await SendAsync(host, Old));
    }

    [Theory]
    [InlineData("query")]
    [InlineData("form")]
    [InlineData("json")]
    [InlineData("header")]
    [InlineData("bearer")]
    public async Task A_key_is_taken_wherever_it_is_sent(string place)
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var order = "aid=1&order_id=K-1&amount=5.00";
        var answer = place switch
        {
            "query" => await host.GetAsync(null, $"/postback?{order}&postback_key={Old}"),
            "form" => await host.SendAsync(null, HttpMethod.Post, "/postback", new StringContent($"{order}&verification_token={Old}", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded")),
            "json" => await host.SendAsync(null, HttpMethod.Post, "/postback?aid=1", $$"""{"order_id":"K-1","amount":"5.00","postback_key":"{{Old}}"}"""),
            "header" => await host.SendAsync(null, HttpMethod.Get, "/postback?" + order, (string?)null, ("X-Postback-Key", Old)),
            _ => await host.SendAsync(null, HttpMethod.Get, "/postback?" + order, (string?)null, ("Authorization", "Bearer " + Old)),
        };

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_refused_even_with_the_key()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await host.SendAsync(Manager, HttpMethod.Patch, "advertisers/1", """{"allowed_ips":["203.0.113.0/24"]}""");
        var refused = await host.GetAsync(null, $"/postback?aid=1&order_id=K-1&amount=5.00&postback_key={Old}");
        await host.SendAsync(Manager, HttpMethod.Patch, "advertisers/1", """{"allowed_ips":["203.0.113.0/24","127.0.0.0/8"]}""");

        Assert.Equal((403, "ip_not_allowed"), (refused.Status, refused.Code));
        Assert.Equal((200, 401), (await SendAsync(host, Old), await SendAsync(host, "pk_wrong")));
    }

    private static async Task<PortalHost> StartAsync(DatabaseProvider engine)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Patch, "advertisers/1", $$"""{"postback_security":"key","postback_key":"{{Old}}"}""");
        return host;
    }

    private static async Task<int> SendAsync(PortalHost host, string key) => (await host.GetAsync(null, $"/postback?aid=1&order_id=K-2&amount=5.00&verification_token={key}")).Status;
}
