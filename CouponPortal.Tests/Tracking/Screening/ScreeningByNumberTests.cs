using System.Net;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.Screening.ScreeningDoorTests;

namespace CouponPortal.Tests.Tracking.Screening;

/// <summary>What follows from who came before, and from lists, through HTTP.</summary>
[Collection(nameof(ScreenedPortal))]
public sealed class ScreeningByNumberTests(ScreenedPortal portal)
{
    [Fact]
    public async Task Same_browser_on_the_same_link_again_is_a_duplicate_that_still_counts()
    {
        var (code, other) = (await portal.NewCodeAsync(), await portal.NewCodeAsync());

        Assert.Equal("", await SignsAsync(code, "198.51.101.1"));
        Assert.Equal("duplicate", await SignsAsync(code, "198.51.101.1"));
        Assert.Equal("delivered", (await portal.LastClickAsync(code)).GetProperty("outcome").GetString());
        Assert.Equal("", await SignsAsync(code, "198.51.101.2"));
        Assert.Equal("", await SignsAsync(code, "198.51.101.1", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        Assert.Equal("", await SignsAsync(other, "198.51.101.1"));

        // Who wants not to be followed is not recognised.
        Assert.Equal("", await SignsAsync(code, "198.51.101.1", headers: ("Sec-GPC", "1")));
    }

    [Fact]
    public async Task Flood_of_one_network_on_one_link_is_held_and_no_other_is()
    {
        var (code, other) = (await portal.NewCodeAsync(), await portal.NewCodeAsync());
        await using var policy = await portal.PolicyAsync(new { flood_per_minute = 5 });
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal("", await SignsAsync(code, "198.51.102." + i));
        }

        Assert.Equal("flood", await SignsAsync(code, "198.51.102.6"));
        Assert.True((await portal.LastClickAsync(code)).GetProperty("is_held").GetBoolean());
        Assert.Equal("", await SignsAsync(code, "198.51.103.1"));
        Assert.Equal("", await SignsAsync(other, "198.51.102.7"));

        // An IPv6 customer has a /48, whatever address of it he uses.
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal("", await SignsAsync(code, $"2001:db8:7:{i}::1"));
        }

        Assert.Equal("flood", await SignsAsync(code, "2001:db8:7:9::1"));
        Assert.Equal("", await SignsAsync(code, "2001:db8:8::1"));
    }

    [Fact]
    public async Task Flood_of_ones_own_network_may_be_everybody_behind_a_proxy()
    {
        var code = await portal.NewCodeAsync();
        await using var policy = await portal.PolicyAsync(new { flood_per_minute = 1, duplicate = "off" });

        Assert.Equal("", await SignsAsync(code, "10.1.2.3"));
        Assert.Equal("", await SignsAsync(code, "10.1.2.4"));
        Assert.Equal("", await SignsAsync(code, "192.168.1.1"));
        Assert.Equal("", await SignsAsync(code, "192.168.1.2"));
    }

    [Fact]
    public async Task Blocked_lists_of_advertiser_and_network_keep_out()
    {
        var code = await portal.NewCodeAsync();
        await using var policy = await portal.PolicyAsync(new { blocked_addresses = new[] { "203.0.113.128/25" }, blocked_agents = new[] { "BadBrowser" }, blocked_referrers = new[] { "spam.example" } });

        Assert.Equal("blocked", await SignsAsync(code, "203.0.113.200"));
        Assert.Equal("blocked", (await portal.LastClickAsync(code)).GetProperty("outcome").GetString());
        Assert.Equal("", await SignsAsync(code, "203.0.113.1"));
        Assert.Equal("blocked", await SignsAsync(code, "203.0.113.2", ScreenedPortal.Phone + " badbrowser/2"));
        Assert.Equal("blocked", await SignsAsync(code, "203.0.113.3", headers: ("Referer", "https://www.spam.example/page?x=1")));
        Assert.Equal("", await SignsAsync(code, "203.0.113.4", headers: ("Referer", "https://video.example/spam.example")));

        await portal.SendAsync(HttpMethod.Patch, "anti-fraud/blocks", new { addresses = new[] { "203.0.113.5" } }, HttpStatusCode.OK);
        Assert.Equal("blocked", await SignsAsync(code, "203.0.113.5"));
        await portal.SendAsync(HttpMethod.Patch, "anti-fraud/blocks", new { addresses = Array.Empty<string>() }, HttpStatusCode.OK);
        Assert.Equal("", await SignsAsync(code, "203.0.113.5"));
    }

    [Fact]
    public async Task Who_tries_codes_is_known_when_one_fits_and_a_neighbour_is_not_kept_waiting()
    {
        var code = await portal.NewCodeAsync();
        for (var i = 0; i < 31; i++)
        {
            using var miss = await portal.OpenAsync("/NOSUCHCODE" + i, "198.51.104." + (i % 20));
            Assert.Equal(HttpStatusCode.NotFound, miss.StatusCode);
        }

        Assert.Equal("code_scan", await SignsAsync(code, "198.51.104.77"));
        Assert.Equal("delivered", (await portal.LastClickAsync(code)).GetProperty("outcome").GetString());
        Assert.Equal("", await SignsAsync(code, "198.51.105.77"));
    }

    [Fact]
    public async Task Figures_say_how_many_visits_had_which_sign()
    {
        var code = await portal.NewCodeAsync();
        var before = await FiguresAsync();
        using (await portal.OpenAsync("/" + code, "198.51.106.1", "Googlebot/2.1"))
        {
            var after = await FiguresAsync();
            Assert.Equal((before.Visits + 1, before.NotCounted + 1), (after.Visits, after.NotCounted));
        }

        await portal.SendAsync(HttpMethod.Get, $"anti-fraud/signs?advertiser_id={PortalNetwork.Ames}", null, HttpStatusCode.NotFound, PortalNetwork.Stranger);
        await portal.SendAsync(HttpMethod.Get, "anti-fraud/blocks", null, HttpStatusCode.NotFound, PortalNetwork.Manager);

        // Other tests of this class open links too, but none as a robot by name.
        async Task<(long Visits, long NotCounted)> FiguresAsync()
        {
            var all = await portal.SendAsync(HttpMethod.Get, $"anti-fraud/signs?advertiser_id={PortalNetwork.Ames}", null, HttpStatusCode.OK, PortalNetwork.Reader);
            var robots = all.GetProperty("signs").EnumerateArray().Single(s => s.GetProperty("sign").GetString() == "robot");
            return (robots.GetProperty("visits").GetInt64(), robots.GetProperty("not_counted").GetInt64());
        }
    }

    [Fact]
    public async Task Policy_tells_what_is_wrong_with_it_at_its_field()
    {
        var refused = await portal.SendAsync(
            HttpMethod.Patch,
            $"advertisers/{PortalNetwork.Bond}",
            new { screening = new { robot = "perhaps", duplicate_seconds = 0, blocked_addresses = new[] { "203.0.113.0/99" }, blocked_agents = new[] { "Safari" }, blocked_referrers = new[] { "nohost" }, mystery = 1 } },
            HttpStatusCode.BadRequest);
        var fields = refused.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["screening.mystery", "screening.robot"], fields);

        var unfit = await portal.SendAsync(
            HttpMethod.Patch,
            $"advertisers/{PortalNetwork.Bond}",
            new { screening = new { duplicate_seconds = 0, flood_per_minute = 5_000, blocked_addresses = new[] { "203.0.113.0/99" }, blocked_agents = new[] { "Safari" }, blocked_referrers = new[] { "nohost" } } },
            HttpStatusCode.BadRequest);
        Assert.Equal(
            ["screening.blocked_addresses", "screening.blocked_agents", "screening.blocked_referrers", "screening.duplicate_seconds", "screening.flood_per_minute"],
            unfit.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));

        var kept = await portal.SendAsync(HttpMethod.Patch, $"advertisers/{PortalNetwork.Bond}", new { screening = new { flood = "mark", blocked_addresses = new[] { " 203.0.113.77/24 " } } }, HttpStatusCode.OK);
        Assert.Equal(("mark", "block", "203.0.113.0/24"), (Text("flood"), Text("robot"), kept.GetProperty("screening").GetProperty("blocked_addresses")[0].GetString()));

        string? Text(string field) => kept.GetProperty("screening").GetProperty(field).GetString();
    }

    private async Task<string> SignsAsync(string code, string from, string agent = ScreenedPortal.Phone, params (string Name, string Value)[] headers)
    {
        using var answer = await portal.OpenAsync("/" + code, from, agent, null, headers);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return Signs(await portal.LastClickAsync(code));
    }
}
