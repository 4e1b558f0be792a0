using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

public sealed class BulkChangesApiTests
{
    [Theory, BothEngines]
    public async Task Status_of_many_coupons_changes_in_one_call_and_goes_back_in_one(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var (one, two) = (await CouponAsync(host, "ONE"), await CouponAsync(host, "TWO"));
        await host.SendAsync(Manager, HttpMethod.Patch, $"coupons/{two}", """{"status":"paused"}""");

        var changed = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk-status", $$"""{"ids":[{{one}},{{two}},4711],"status":"inactive"}""");
        var paused = await StatusAsync(host, one);
        var id = changed.Json.GetProperty("import_id").GetInt32();
        var undone = await host.SendAsync(Manager, HttpMethod.Post, $"imports/{id}/undo", "{}");

        Assert.Equal(200, changed.Status);
        Assert.Equal(["updated", "unchanged", "rejected"], changed.Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("outcome").GetString()));
        Assert.Equal("Coupon 4711 was not found.", changed.Json.GetProperty("rows")[2].GetProperty("errors").GetProperty("id")[0].GetString());
        Assert.Equal(("paused", "active", "paused"), (paused, await StatusAsync(host, one), await StatusAsync(host, two)));
        Assert.Equal("undone", undone.Json.GetProperty("import").GetProperty("state").GetString());
        Assert.Equal(409, (await host.SendAsync(Manager, HttpMethod.Post, $"imports/{id}/undo", "{}")).Status);
    }

    [Fact]
    public async Task Dry_run_writes_nothing_and_each_partner_gets_its_number_of_codes()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        int[] ids = [await CouponAsync(host, "POOLA", "[]"), await CouponAsync(host, "POOLB", "[]"), await CouponAsync(host, "POOLC", "[]")];
        var body = $$"""{"ids":[{{string.Join(',', ids)}}],"partner_ids":[5,6],"each":1""";

        var tried = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk-assign", body + ""","dry_run":true}""");
        var before = await host.GetAsync(Manager, $"coupons/{ids[0]}");
        var done = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk-assign", body + "}");

        Assert.Equal((2, 1), (tried.Json.GetProperty("updated").GetInt32(), tried.Json.GetProperty("unchanged").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, before.Json.GetProperty("partner_id").ValueKind);
        Assert.Equal(2, done.Json.GetProperty("updated").GetInt32());
        Assert.Equal((5, 6), (await PartnerAsync(ids[0]), await PartnerAsync(ids[1])));

        async Task<int> PartnerAsync(int id) => (await host.GetAsync(Manager, $"coupons/{id}")).Json.GetProperty("partner_id").GetInt32();
    }

    [Fact]
    public async Task Dates_are_set_cleared_or_moved()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var id = await CouponAsync(host, "DATED");

        var set = await EndAsync("""{"ids":[{0}],"start_date":"2026-01-01","end_date":"2026-12-01"}""");
        var moved = await EndAsync("""{"ids":[{0}],"extend_days":30}""");
        var cleared = await EndAsync("""{"ids":[{0}],"end_date":null}""");
        var both = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk-dates", $$"""{"ids":[{{id}}],"end_date":null,"extend_days":3}""");

        Assert.Equal(("2026-12-01", "2026-12-31", null), (set, moved, cleared));
        Assert.Equal(400, both.Status);

        async Task<string?> EndAsync(string body)
        {
            Assert.Equal(200, (await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk-dates", body.Replace("{0}", $"{id}", StringComparison.Ordinal))).Status);
            return (await host.GetAsync(Manager, $"coupons/{id}")).Json.GetProperty("end_date").GetString();
        }
    }

    private static async Task<int> CouponAsync(PortalHost host, string code, string partners = "[5]") =>
        (await host.SendAsync(Manager, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":10,"partner_ids":{{partners}}}""")).Json.GetProperty("id").GetInt32();

    private static async Task<string?> StatusAsync(PortalHost host, int id) => (await host.GetAsync(Manager, $"coupons/{id}")).Json.GetProperty("status").GetString();
}
