using CouponPortal.Data;
using CouponPortal.Features.Coupons.Export;
using CouponPortal.Domain.Reports;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons.Import;

/// <summary>Files as other products document them, and this product's own exports.</summary>
public sealed class VendorFileTests(SharedPortals portals)
{
    [Theory, BothEngines]
    public async Task File_for_impact_loads_as_it_is(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        // The columns of its help page “Bulk Upload Promo Codes”: ALWAYS credits the code's partner whatever the path.
        var answer = await host.UploadAsync(
            Manager,
            "Promo Code,Program Id,Media Id,Type,Credit Rule,Match Mode,Deal Id,Active Start Date,Active End Date,Timezone\n"
            + "IMPACT1,10,5,TRACKING,ALWAYS,LI,,2026-12-01T00:00:00-05:00,2026-12-31T23:59:59-05:00,America/New_York\n"
            + "IMPACT2,10,6,TRACKING,WINNER,LI,,,2026-12-31T00:00:00Z,\n"
            + "IMPACT.*,10,5,TRACKING,ALWAYS,RE,,,2026-12-31T00:00:00Z,\n",
            ("mode", "add"));

        Assert.Equal(["created", "created", "rejected coupon_code match_mode"], Enumerable.Range(2, 3).Select(answer.Said));
        var first = (await host.GetAsync(Manager, "coupons?code=IMPACT1")).Json.GetProperty("data")[0];
        Assert.Equal(("exclusive", 5, "active", "2026-12-01", "2026-12-31"), (
            first.GetProperty("visibility").GetString(), first.GetProperty("partner_id").GetInt32(), first.GetProperty("status").GetString(),
            first.GetProperty("start_date").GetString(), first.GetProperty("end_date").GetString()));
        Assert.Equal("private", (await host.GetAsync(Manager, "coupons?code=IMPACT2")).Json.GetProperty("data")[0].GetProperty("visibility").GetString());
    }

    [Theory, BothEngines]
    public async Task File_for_Pepperjam_loads_as_it_is_and_its_one_program_is_the_offer(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        const string Csv = "name,description,coupon_code,url,exclusive,private_ids,start_date,end_date\n"
            + "Winter,\"10% off, all tea\",{0}A,https://bond.example/,1,5,2026-12-01 00:00:00,2026-12-31 23:59:59\n"
            + "Winter,Open to all,{0}B,https://bond.example/,0,,2026-12-01,0000-00-00\n";

        var bond = await host.UploadAsync(Stranger, Csv.Replace("{0}", "PEPPER", StringComparison.Ordinal), ("mode", "add"));
        var ames = await host.UploadAsync(Manager, Csv.Replace("{0}", "SALT", StringComparison.Ordinal), ("mode", "add"));
        var told = await host.UploadAsync(Manager, Csv.Replace("{0}", "SALT", StringComparison.Ordinal), ("mode", "add"), ("offer_id", "11"));

        Assert.Equal("2 0 0 0", bond.Counts());
        var first = (await host.GetAsync(Stranger, "coupons?code=PEPPERA")).Json.GetProperty("data")[0];
        Assert.Equal(("exclusive", 5, 20, "2026-12-31"), (
            first.GetProperty("visibility").GetString(), first.GetProperty("partner_id").GetInt32(), first.GetProperty("offer_id").GetInt32(), first.GetProperty("end_date").GetString()));
        Assert.Equal((400, "missing_column"), (ames.Status, ames.Code));
        Assert.Equal("2 0 0 0", told.Counts());
    }

    [Theory, BothEngines]
    public async Task Export_of_this_product_read_back_changes_nothing(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        foreach (var json in (string[])
        [
            """{"code":"Round1","offer_id":10,"partner_id":5,"visibility":"exclusive","start_date":"2026-12-01","end_date":"2026-12-31","description":"=1+1, \"quoted\"\nsecond line","internal_note":"-"}""",
            """{"code":"ROUND2","offer_id":10,"partner_ids":[5,6],"status":"paused","description":"<b>bold</b>","is_description_plain_text":false}""",
            """{"code":"ROUND3","offer_id":11,"visibility":"public","internal_note":"'=apostrophe"}""",
            """{"code":"ROUND4","offer_id":11}""",
        ])
        {
            Assert.Equal(201, (await host.SendAsync(Manager, HttpMethod.Post, "coupons", json)).Status);
        }

        using var file = new MemoryStream();
        var export = host.Services.GetRequiredService<CouponExport>();
        var rows = Outcomes.Done(await export.PrepareAsync(TestStore.Manager(Ames), new CouponPortal.Features.Coupons.CouponFilter(), ExportFormat.Csv, TestContext.Current.CancellationToken));
        await CouponExport.WriteAsync(ExportFormat.Csv, file, rows, TestContext.Current.CancellationToken);

        var answer = await host.UploadAsync(Manager, file.ToArray(), ("mode", "update"));

        Assert.Equal("0 0 4 0", answer.Counts());
        await using var db = host.Db();
        Assert.False(await db.Coupons.AnyAsync(c => c.Version != 1, TestContext.Current.CancellationToken));
    }
}
