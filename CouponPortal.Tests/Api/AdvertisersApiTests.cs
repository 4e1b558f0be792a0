using System.Net;
using CouponPortal.Data;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Api;

public sealed class AdvertisersApiTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    [Theory, BothEngines]
    public async Task Every_field_comes_back_as_it_was_sent(DatabaseProvider engine)
    {
        var admin = await api.AdminAsync(engine);
        var host = $"go{Guid.NewGuid():N}.example";

        var created = await admin.PostAsync("/advertisers", new
        {
            id = 7_001,
            name = "Shop",
            tracking_type = "dynamic",
            exclusive_coupons_permission = true,
            personalized_codes = false,
            exclusive_codes_enabled = true,
            attribution_priority = "coupon_code",
            lookback_days = "45",
            time_zone = "Europe/Berlin",
            currency = "eur",
            tracking_domain = host,
            fallback_url = "https://shop.example/",
            postback_security = "key",
            postback_key = "the-key-of-the-old-network",
            signing_secret = "s3cret",
            allowed_ips = new[] { "203.0.113.7", "10.0.0.0/8" },
            allowed_origins = "https://shop.example",
        });
        var read = await admin.GetAsync("/advertisers/7001");

        // What is said of the save is no field.
        Assert.Contains("not verified yet", created.GetProperty("notices")[0].GetString(), StringComparison.Ordinal);
        Assert.StartsWith(read.GetRawText()[..^1] + ",\"notices\":", created.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((7_001, "dynamic", "coupon_code", 45, "EUR", host), (read.Number("id"), read.Text("tracking_type"), read.Text("attribution_priority"), read.Number("lookback_days"), read.Text("currency"), read.Text("tracking_domain")));
        Assert.Equal(("key", "the-key-of-the-old-network", "s3cret"), (read.Text("postback_security"), read.Text("postback_key"), read.Text("signing_secret")));
        Assert.True(read.GetProperty("exclusive_coupons_permission").GetBoolean() && read.GetProperty("exclusive_codes_enabled").GetBoolean());
        Assert.Equal(["203.0.113.7", "10.0.0.0/8"], read.GetProperty("allowed_ips").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(["https://shop.example"], read.GetProperty("allowed_origins").EnumerateArray().Select(e => e.GetString()));
    }

    [Theory, BothEngines]
    public async Task A_change_touches_what_was_sent_alone_and_a_stale_version_is_refused(DatabaseProvider engine)
    {
        var admin = await api.AdminAsync(engine);
        var id = (await admin.PostAsync("/advertisers", new { name = "Shop", lookback_days = 7, fallback_url = "https://shop.example/" })).Number("id");

        var changed = await admin.PatchAsync($"/advertisers/{id}", new { name = "Renamed", fallback_url = (string?)null, version = 1 });
        var stale = await admin.PatchAsync($"/advertisers/{id}", new { name = "Late", version = 1 }, HttpStatusCode.Conflict);

        Assert.Equal(("Renamed", 7, 2), (changed.Text("name"), changed.Number("lookback_days"), changed.Number("version")));
        Assert.Null(changed.Text("fallback_url"));
        Assert.Equal("stale", stale.Text("code"));
    }

    [Theory, BothEngines]
    public async Task All_faults_are_told_at_once_by_field(DatabaseProvider engine)
    {
        var admin = await api.AdminAsync(engine);

        var fields = (await admin.PostAsync("/advertisers", new { name = "", lookback_days = 0, time_zone = "Mars", tracking_domain = "http://x" }, HttpStatusCode.BadRequest)).ErrorFields();
        var unknown = (await admin.PostAsync("/advertisers", new { name = "X", tracking_type = "magic", owner = 1 }, HttpStatusCode.BadRequest)).ErrorFields();

        Assert.Equal(["name", "lookback_days", "time_zone", "tracking_domain"], fields);
        Assert.Equal(["tracking_type", "owner"], unknown);
    }

    [Theory, BothEngines]
    public async Task Keys_of_an_advertiser_reach_their_own_alone_and_grant_nothing(DatabaseProvider engine)
    {
        var store = await api.StoreAsync(engine);
        var (mine, other) = (await store.AddAdvertiserAsync(a => a.PostbackKey = "pk_1"), await store.AddAdvertiserAsync());
        var manager = await api.ManagerAsync(engine, mine.Id);
        var reader = await api.ManagerAsync(engine, mine.Id, canWrite: false);

        Assert.Equal([mine.Id], (await manager.GetAsync("/advertisers")).GetProperty("data").EnumerateArray().Select(a => a.Number("id")));
        await manager.GetAsync($"/advertisers/{other.Id}", HttpStatusCode.NotFound);
        await manager.PatchAsync($"/advertisers/{other.Id}", new { name = "Mine now" }, HttpStatusCode.NotFound);
        await manager.PostAsync("/advertisers", new { name = "New" }, HttpStatusCode.Forbidden);
        Assert.Equal("forbidden", (await manager.PatchAsync($"/advertisers/{mine.Id}", new { exclusive_coupons_permission = true }, HttpStatusCode.Forbidden)).Text("code"));
        await reader.PatchAsync($"/advertisers/{mine.Id}", new { name = "X" }, HttpStatusCode.Forbidden);
        Assert.Equal("pk_1", (await manager.GetAsync($"/advertisers/{mine.Id}")).Text("postback_key"));
        Assert.Null((await reader.GetAsync($"/advertisers/{mine.Id}")).Text("postback_key"));
    }

    [Theory, BothEngines]
    public async Task Security_by_key_without_one_answers_with_the_key_that_was_made(DatabaseProvider engine)
    {
        var admin = await api.AdminAsync(engine);
        var id = (await admin.PostAsync("/advertisers", new { name = "Shop" })).Number("id");

        var first = (await admin.PatchAsync($"/advertisers/{id}", new { postback_security = "key" })).Text("postback_key");
        var rotated = (await admin.PatchAsync($"/advertisers/{id}", new { postback_key = (string?)null })).Text("postback_key");

        Assert.StartsWith("pk_", first, StringComparison.Ordinal);
        Assert.StartsWith("pk_", rotated, StringComparison.Ordinal);
        Assert.NotEqual(first, rotated);
    }

    [Theory, BothEngines]
    public async Task The_list_is_walked_by_its_cursor_and_refuses_unknown_filters(DatabaseProvider engine)
    {
        var admin = await api.AdminAsync(engine);
        var mark = Guid.NewGuid().ToString("N");
        var ids = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await admin.PostAsync("/advertisers", new { name = $"{mark} {i}" })).Number("id"));
        }

        var first = await admin.GetAsync($"/advertisers?name={mark}&limit=2");
        var rest = await admin.GetAsync($"/advertisers?name={mark}&limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal(ids, first.GetProperty("data").EnumerateArray().Concat(rest.GetProperty("data").EnumerateArray()).Select(a => a.Number("id")));
        Assert.Null(rest.Text("next_cursor"));
        Assert.Equal(["colour"], (await admin.GetAsync("/advertisers?colour=red", HttpStatusCode.BadRequest)).ErrorFields());
    }
}
