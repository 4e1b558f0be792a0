using CouponPortal.Data;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons.Import;

public sealed class BulkUpdateTests(SharedPortals portals)
{
    [Theory, BothEngines]
    public async Task Blank_cells_keep_their_values_and_the_others_change_them(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var id = await AddAsync(host, """{"code":"Upd1","offer_id":10,"partner_id":5,"end_date":"2026-12-31","description":"Ten off","internal_note":"old"}""");

        var dry = await host.UploadAsync(
            Manager, "COUPON_CODE,AFFILIATE_ID,STATUS,END_DATE,DESCRIPTION,NOTES\nupd1,6,,,,new\n", ("mode", "update"), ("dry_run", "true"));

        Assert.Equal("0 1 0 0", dry.Counts());
        Assert.Equal(id, dry.Row(2).GetProperty("coupon_id").GetInt32());
        Assert.Equal(
            """[{"field":"affiliate_id","old":"5","new":"6"},{"field":"notes","old":"old","new":"new"}]""", dry.Row(2).GetProperty("changes").ToString());

        var applied = await host.SendAsync(Manager, HttpMethod.Post, $"imports/{dry.Json.GetProperty("import_id")}/apply", "{}");
        Assert.Equal("0 1 0 0", applied.Counts());
        var coupon = (await host.GetAsync(Manager, $"coupons/{id}")).Json;
        Assert.Equal(("Upd1", 6, "2026-12-31", "Ten off", "new"), (
            coupon.GetProperty("code").GetString(), coupon.GetProperty("partner_id").GetInt32(), coupon.GetProperty("end_date").GetString(),
            coupon.GetProperty("description").GetString(), coupon.GetProperty("internal_note").GetString()));
    }

    [Theory, BothEngines]
    public async Task Code_on_several_offers_needs_its_id_and_the_id_settles_it(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var (shoes, hats) = (await AddAsync(host, """{"code":"SEVERAL","offer_id":10,"partner_id":5}"""), await AddAsync(host, """{"code":"SEVERAL","offer_id":11,"partner_id":5}"""));

        var answer = await host.UploadAsync(
            Manager, $"coupon_code_id,coupon_code,status\n,SEVERAL,paused\n{hats},several,paused\n4711,SEVERAL,paused\n,NOSUCH,paused\n{shoes},OTHER,paused\n", ("mode", "update"));

        Assert.Equal(
            ["rejected coupon_code_id", "updated", "rejected coupon_code_id", "rejected coupon_code", "rejected coupon_code_id"], Enumerable.Range(2, 5).Select(answer.Said));
        Assert.Equal("active", (await host.GetAsync(Manager, $"coupons/{shoes}")).Json.GetProperty("status").GetString());
        Assert.Equal("paused", (await host.GetAsync(Manager, $"coupons/{hats}")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Coupon_of_another_advertiser_looks_like_a_missing_one()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var foreign = await AddAsync(host, """{"code":"FOREIGNER","offer_id":20,"partner_id":5}""", Admin);

        var answer = await host.UploadAsync(Manager, $"coupon_code_id,coupon_code,status\n{foreign},FOREIGNER,paused\n,FOREIGNER,paused\n", ("mode", "update"));

        Assert.Equal("0 0 0 2", answer.Counts());
        Assert.Contains("was not found", answer.Row(2).GetProperty("errors").ToString(), StringComparison.Ordinal);
        Assert.Contains("No coupon has the code", answer.Row(3).GetProperty("errors").ToString(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task A_dash_takes_partner_and_days_away_and_exclusive_0_ends_it(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var id = await AddAsync(host, """{"code":"DASHED","offer_id":10,"partner_id":5,"visibility":"exclusive","start_date":"2026-12-01","end_date":"2026-12-31"}""");

        var answer = await host.UploadAsync(Manager, "coupon_code,affiliate_id,exclusive,start_date,end_date\nDASHED,-,0,-,-\n", ("mode", "update"));

        Assert.Equal("0 1 0 0", answer.Counts());
        var coupon = (await host.GetAsync(Manager, $"coupons/{id}")).Json;
        Assert.Equal(("private", "[]", "", ""), (
            coupon.GetProperty("visibility").GetString(), coupon.GetProperty("partner_ids").ToString(), coupon.GetProperty("start_date").ToString(), coupon.GetProperty("end_date").ToString()));
    }

    [Theory]
    [InlineData("coupon_code\nX\n")]
    [InlineData("coupon_code,coupon_code_id\nX,1\n")]
    [InlineData("affiliate_id,status\n5,active\n")]
    public async Task File_without_a_code_or_anything_to_change_is_refused(string csv)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, csv, ("mode", "update"));

        Assert.Equal((400, "missing_column"), (answer.Status, answer.Code));
    }

    [Theory, BothEngines]
    public async Task Everflow_needs_the_code_and_a_partner_or_offer_alone(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var id = await AddAsync(host, """{"code":"MOVED","offer_id":10}""");

        var answer = await host.UploadAsync(Manager, "COUPON_CODE;OFFER_ID\nMOVED;11\n", ("mode", "update"));

        Assert.Equal("0 1 0 0", answer.Counts());
        Assert.Equal(11, (await host.GetAsync(Manager, $"coupons/{id}")).Json.GetProperty("offer_id").GetInt32());
    }

    [Theory, BothEngines]
    public async Task Undo_gives_every_coupon_its_former_state_back(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var id = await AddAsync(host, """{"code":"UNDONE","offer_id":10,"partner_id":5}""");
        var import = (await host.UploadAsync(Manager, "coupon_code,status\nUNDONE,paused\n", ("mode", "update"))).Json.GetProperty("import_id").GetInt32();
        await using var db = host.Db();
        Assert.Equal("paused", (await host.GetAsync(Manager, $"coupons/{id}")).Json.GetProperty("status").GetString());
        Assert.True(await db.CouponBatches.AnyAsync(b => b.Id == import && b.Updated == 1, TestContext.Current.CancellationToken));

        var undo = host.Services.GetRequiredService<UndoBatch>();
        await undo.UndoAsync(TestStore.Manager(Ames), import, TestContext.Current.CancellationToken);

        Assert.Equal("active", (await host.GetAsync(Manager, $"coupons/{id}")).Json.GetProperty("status").GetString());
    }

    private static async Task<int> AddAsync(PortalHost host, string json, string key = Manager)
    {
        var answer = await host.SendAsync(key, HttpMethod.Post, "coupons", json);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("id").GetInt32();
    }
}
