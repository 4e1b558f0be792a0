using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Api;

public sealed class CouponsApiTests
{
    [Theory, BothEngines]
    public async Task Coupon_is_created_with_the_names_that_scripts_rely_on(DatabaseProvider engine)
    {
        await using var api = await CouponApiHost.StartAsync(engine);

        var (status, coupon) = await api.SendAsync("manager", HttpMethod.Post, "coupons", new
        {
            code = "SnapDog",
            advertiser_id = Shop,
            offer_id = Shoes,
            affiliate_id = Ann,
            visibility = "exclusive",
            status = "active",
            start_date = "2026-03-01",
            end_date = (string?)null,
            description = "<b>10 %</b>",
            is_description_plain_text = false,
            internal_note = "spring",
        });

        Assert.Equal(201, status);
        Assert.Equal(
            ["id", "code", "advertiser_id", "offer_id", "partner_id", "visibility", "partner_ids", "status", "start_date", "end_date", "description",
                "is_description_plain_text", "internal_note", "tracking_url", "tracking_url_reason", "version", "created_at", "updated_at", "notices"],
            coupon.EnumerateObject().Select(p => p.Name));
        Assert.Equal("SnapDog|1|24|11|exclusive|[11]|active|2026-03-01||<b>10 %</b>|False|spring|http://localhost/SNAPDOG||1|2026-03-10T12:00:00Z", string.Join('|', coupon
            .EnumerateObject().Skip(1).SkipLast(2).Select(p => p.Value.ToString())));
        Assert.Equal("Ann's Blog was approved on offer Shoes.", coupon.GetProperty("notices")[0].GetString());
        var (_, read) = await api.SendAsync("reader", HttpMethod.Get, $"coupons/{coupon.GetProperty("id")}");
        Assert.Equal("SnapDog", read.GetProperty("code").GetString());
    }

    [Theory, BothEngines]
    public async Task Patch_changes_what_is_sent_and_takes_back_what_get_gave(DatabaseProvider engine)
    {
        await using var api = await CouponApiHost.StartAsync(engine);
        var id = (await api.World.CreatedAsync(Draft("SNAPDOG", Ann) with { InternalNote = "keep" })).Id;

        var (status, paused) = await api.SendAsync("manager", HttpMethod.Patch, $"coupons/{id}", new { status = "inactive", end_date = "2026-12-31" });
        Assert.Equal((200, "paused", "keep", 11), (status, Text(paused, "status"), Text(paused, "internal_note"), paused.GetProperty("partner_id").GetInt32()));
        Assert.Equal(("The coupon is paused.", JsonValueKind.Null), (Text(paused, "tracking_url_reason"), paused.GetProperty("tracking_url").ValueKind));

        var (again, same) = await api.SendAsync("manager", HttpMethod.Patch, $"coupons/{id}", paused);
        Assert.Equal((200, 3), (again, same.GetProperty("version").GetInt32()));
        var (stale, problem) = await api.SendAsync("manager", HttpMethod.Patch, $"coupons/{id}", paused);
        Assert.Equal((409, "stale"), (stale, Text(problem, "code")));

        var (_, unassigned) = await api.SendAsync("manager", HttpMethod.Patch, $"coupons/{id}", new { partner_id = (int?)null });
        Assert.Equal(("[]", JsonValueKind.Null), (unassigned.GetProperty("partner_ids").ToString(), unassigned.GetProperty("partner_id").ValueKind));
    }

    [Theory, BothEngines]
    public async Task Refusals_are_problem_documents_with_a_code(DatabaseProvider engine)
    {
        await using var api = await CouponApiHost.StartAsync(engine);
        var id = (await api.World.CreatedAsync(Draft("SNAPDOG", Ann))).Id;

        Assert.Equal((400, "invalid", "partner_id,status,visibilty"), await RefusedAsync("manager", HttpMethod.Post, "coupons", new
        {
            code = "INSTA1",
            offer_id = Shoes,
            status = "on",
            visibilty = "private",
            partner_id = Ann,
            partner_ids = new[] { Ben },
        }));
        Assert.Equal((400, "invalid", "code,offer_id"), await RefusedAsync("manager", HttpMethod.Post, "coupons", new { }));
        Assert.Equal((400, "invalid", "advertiser_id"), await RefusedAsync("manager", HttpMethod.Post, "coupons", new { code = "INSTA1", offer_id = Shoes, advertiser_id = 7 }));
        Assert.Equal((409, "code_taken", ""), await RefusedAsync("manager", HttpMethod.Post, "coupons", new { code = "snapdog", offer_id = Shoes, publisher_id = Ben }));
        Assert.Equal((403, "read_only_key", ""), await RefusedAsync("reader", HttpMethod.Post, "coupons", new { code = "INSTA1", offer_id = Shoes }));
        Assert.Equal((400, "invalid", "offer_id"), await RefusedAsync("stranger", HttpMethod.Post, "coupons", new { code = "INSTA1", offer_id = Shoes }));
        Assert.Equal((404, "not_found", ""), await RefusedAsync("stranger", HttpMethod.Get, $"coupons/{id}"));
        Assert.Equal((404, "not_found", ""), await RefusedAsync("stranger", HttpMethod.Patch, $"coupons/{id}", new { status = "paused" }));
        Assert.Equal((404, "not_found", ""), await RefusedAsync("manager", HttpMethod.Get, "coupons/4711"));
        Assert.Equal((400, "invalid", "visibility,colour"), await RefusedAsync("manager", HttpMethod.Get, "coupons?visibility=secret&colour=red"));
        Assert.Equal((401, "unauthenticated", ""), await RefusedAsync("nobody", HttpMethod.Get, "coupons"));

        async Task<(int, string?, string)> RefusedAsync(string key, HttpMethod method, string path, object? body = null)
        {
            var (status, problem) = await api.SendAsync(key, method, path, body);
            var fields = problem.TryGetProperty("errors", out var errors) ? string.Join(',', errors.EnumerateObject().Select(e => e.Name)) : "";
            return (status, Text(problem, "code"), fields);
        }
    }

    [Theory, BothEngines]
    public async Task List_is_filtered_and_goes_on_at_its_cursor(DatabaseProvider engine)
    {
        await using var api = await CouponApiHost.StartAsync(engine);
        var shoes = (await api.World.CreatedAsync(Draft("SnapDog", Ann))).Id;
        var hats = (await api.World.CreatedAsync(Draft("SnapDog", Ann) with { OfferId = Hats })).Id;
        var paused = (await api.World.CreatedAsync(Draft("INSTA1", Ben) with { Status = CouponStatus.Paused })).Id;
        await api.World.CreatedAsync(Draft("FOREIGN") with { OfferId = OtherOffer }, Stranger);

        Assert.Equal([shoes, hats, paused], await IdsAsync(""));
        Assert.Equal([shoes, hats], await IdsAsync("?code=snapDOG"));
        Assert.Equal([hats], await IdsAsync($"?code=snapdog&offer_id={Hats}"));
        Assert.Equal([paused], await IdsAsync($"?partner_id={Ben}"));
        Assert.Equal([paused], await IdsAsync("?status=inactive"));
        Assert.Empty(await IdsAsync("?visibility=exclusive"));
        Assert.Empty(await IdsAsync($"?advertiser_id={OtherShop}"));
        var (_, first) = await api.SendAsync("manager", HttpMethod.Get, "coupons?limit=2");
        Assert.Equal([paused], await IdsAsync("?limit=2&cursor=" + Text(first, "next_cursor")));

        async Task<int[]> IdsAsync(string query)
        {
            var (status, list) = await api.SendAsync("manager", HttpMethod.Get, "coupons" + query);
            Assert.Equal(200, status);
            return [.. list.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetInt32())];
        }
    }

    [Theory, BothEngines]
    public async Task Suppressed_code_is_added_changed_listed_and_ended(DatabaseProvider engine)
    {
        await using var api = await CouponApiHost.StartAsync(engine);

        var (created, code) = await api.SendAsync("manager", HttpMethod.Post, "suppressed-codes", new { code = "snapdog", start_date = "2026-03-01" });
        Assert.Equal((201, "SNAPDOG", "2026-03-01", Shop), (created, Text(code, "code"), Text(code, "start_date"), code.GetProperty("advertiser_id").GetInt32()));
        var path = $"suppressed-codes/{code.GetProperty("id")}";

        var (_, changed) = await api.SendAsync("admin", HttpMethod.Patch, path, new { end_date = "2026-03-31" });
        Assert.Equal(("2026-03-31", "in_effect"), (Text(changed, "end_date"), Text(changed, "state")));
        Assert.Equal(400, (await api.SendAsync("admin", HttpMethod.Post, "suppressed-codes", new { code = "snapdog" })).Status);
        Assert.Equal(409, (await api.SendAsync("manager", HttpMethod.Post, "suppressed-codes", new { code = "snapdog" })).Status);
        Assert.Equal(404, (await api.SendAsync("stranger", HttpMethod.Get, path)).Status);
        Assert.Equal(404, (await api.SendAsync("stranger", HttpMethod.Delete, path)).Status);
        Assert.Equal(403, (await api.SendAsync("reader", HttpMethod.Delete, path)).Status);
        Assert.Equal(204, (await api.SendAsync("manager", HttpMethod.Delete, path)).Status);
        var (_, list) = await api.SendAsync("reader", HttpMethod.Get, "suppressed-codes?code=SnapDog");
        Assert.Equal("ended", Text(list.GetProperty("data")[0], "state"));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
