using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons.Import;

public sealed class BulkAddTests(SharedPortals portals)
{
    private const string Header = "offer_id,affiliate_id,coupon_code,status";

    [Theory, BothEngines]
    public async Task Template_of_Everflow_adds_its_rows_and_says_each_one_s_coupon(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var answer = await host.UploadAsync(
            Manager,
            "OFFER_ID,AFFILIATE_ID,COUPON_CODE,STATUS,NOTES,START_DATE,END_DATE,DESCRIPTION,IS_DESCRIPTION_PLAIN_TEXT\n"
            + "10,5,Ever1,active,for Ana,2026-12-01,2026-12-31,\"10% off, all shoes\",TRUE\n"
            + "10,,EVER2,inactive,,,,,\n"
            + "11,bo@partner.example,EVER3,Paused,,,,,\n",
            ("mode", "add"));

        Assert.Equal("3 0 0 0", answer.Counts());
        Assert.True(answer.Json.GetProperty("applied").GetBoolean());
        var first = (await host.GetAsync(Manager, $"coupons/{answer.Row(2).GetProperty("coupon_id")}")).Json;
        Assert.Equal(("Ever1", 5, "2026-12-31", "10% off, all shoes", "for Ana"), (
            first.GetProperty("code").GetString(), first.GetProperty("partner_id").GetInt32(), first.GetProperty("end_date").GetString(),
            first.GetProperty("description").GetString(), first.GetProperty("internal_note").GetString()));
        var second = (await host.GetAsync(Manager, "coupons?code=EVER2")).Json.GetProperty("data")[0];
        Assert.Equal(("paused", System.Text.Json.JsonValueKind.Null), (second.GetProperty("status").GetString(), second.GetProperty("partner_id").ValueKind));
        Assert.Equal(6, (await host.GetAsync(Manager, "coupons?code=EVER3")).Json.GetProperty("data")[0].GetProperty("partner_id").GetInt32());
    }

    [Theory, BothEngines]
    public async Task Dry_run_writes_nothing_and_the_apply_after_it_does(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var dry = await host.UploadAsync(Manager, $"{Header}\n10,5,DRY1,active\n10,99,DRY2,active\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal("1 0 0 1", dry.Counts());
        Assert.Equal(("ready", false), (dry.Json.GetProperty("state").GetString(), dry.Json.GetProperty("applied").GetBoolean()));
        Assert.Equal("rejected affiliate_id", dry.Said(3));
        Assert.Equal(0, (await host.GetAsync(Manager, "coupons?code=DRY1")).Json.GetProperty("data").GetArrayLength());

        var applied = await host.SendAsync(Manager, HttpMethod.Post, $"imports/{dry.Json.GetProperty("import_id")}/apply", "{}");

        Assert.Equal("1 0 0 1", applied.Counts());
        Assert.Equal(1, (await host.GetAsync(Manager, "coupons?code=DRY1")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(409, (await host.SendAsync(Manager, HttpMethod.Post, $"imports/{dry.Json.GetProperty("import_id")}/apply", "{}")).Status);
    }

    [Theory, BothEngines]
    public async Task All_or_nothing_adds_no_row_when_one_is_rejected(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var answer = await host.UploadAsync(Manager, $"{Header}\n10,5,ALL1,active\n10,5,A-L-L,active\n", ("mode", "add"), ("all_or_nothing", "true"));

        Assert.Equal(1, answer.Json.GetProperty("rejected").GetInt32());
        Assert.False(answer.Json.GetProperty("applied").GetBoolean());
        Assert.Equal(0, (await host.GetAsync(Manager, "coupons?code=ALL1")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory, BothEngines]
    public async Task Exclusive_rows_take_their_one_partner_from_either_column(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var answer = await host.UploadAsync(
            Manager,
            $"{Header},exclusive,private_ids\n"
            + "10,,XONE,active,1,5\n"
            + "10,5,XTWO,active,1,\n"
            + "10,5,XTHREE,active,1,5\n"
            + "10,,XFOUR,active,1,5;6\n"
            + "10,5,XFIVE,active,1,6\n"
            + "10,,XSIX,active,1,\n"
            + "10,,XSEVEN,active,0,5;6\n",
            ("mode", "add"));

        Assert.Equal(
            ["created", "created", "created", "rejected private_ids", "rejected private_ids", "rejected affiliate_id", "created"],
            Enumerable.Range(2, 7).Select(answer.Said));
        Assert.Contains("exactly one partner", answer.Row(5).GetProperty("errors").ToString(), StringComparison.Ordinal);
        var list = (await host.GetAsync(Manager, "coupons?code=XSEVEN")).Json.GetProperty("data")[0];
        Assert.Equal(("private", "[5,6]"), (list.GetProperty("visibility").GetString(), list.GetProperty("partner_ids").ToString()));
        Assert.Equal("exclusive", (await host.GetAsync(Manager, "coupons?code=XONE")).Json.GetProperty("data")[0].GetProperty("visibility").GetString());
    }

    [Theory]
    [InlineData("1", "created")]
    [InlineData("0", "created")]
    [InlineData("", "created")]
    [InlineData("true", "rejected exclusive")]
    [InlineData("yes", "rejected exclusive")]
    [InlineData("2", "rejected exclusive")]
    public async Task Exclusive_is_0_or_1(string exclusive, string said)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, $"{Header},exclusive\n10,5,DIGIT{exclusive}X,active,{exclusive}\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal(said, answer.Said(2));
    }

    [Theory]
    [InlineData("AB", "at least 3")]
    [InlineData("A B C", "letters A to Z")]
    [InlineData("A-BC", "letters A to Z")]
    [InlineData("SALE🎉", "letters A to Z")]
    [InlineData("SАLE", "letters A to Z")]
    [InlineData("admin", "own addresses")]
    [InlineData("", "Type a code")]
    public async Task Code_that_is_none_is_rejected_with_its_reason(string code, string reason)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, $"{Header}\n10,5,{code},active\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal("rejected coupon_code", answer.Said(2));
        Assert.Contains(reason, answer.Row(2).GetProperty("errors").GetProperty("coupon_code").ToString(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Rows_of_one_code_are_held_against_each_other_and_against_what_is_there(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"THERE","offer_id":10,"partner_id":5}""");

        var answer = await host.UploadAsync(
            Manager,
            $"{Header}\n10,5,there,active\n10,5,TWICE,active\n11,6,twice,active\n10,5,SAMEONE,active\n11,5,SAMEONE,active\n",
            ("mode", "add"), ("dry_run", "true"));

        Assert.Equal(
            ["rejected coupon_code", "rejected coupon_code", "rejected coupon_code", "created", "created"], Enumerable.Range(2, 5).Select(answer.Said));
        Assert.Contains("already on offer Shoes", answer.Row(2).GetProperty("errors").ToString(), StringComparison.Ordinal);
        Assert.Contains("Line 4", answer.Row(3).GetProperty("errors").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-02-31,", "rejected start_date")]
    [InlineData("31/02/2026,", "rejected start_date")]
    [InlineData("26-01-01,", "rejected start_date")]
    [InlineData("2026-12-02,2026-12-01", "rejected end_date")]
    [InlineData(",1 Dec", "rejected end_date")]
    [InlineData("2026-12-02,2026-12-03", "created")]
    [InlineData("2026-12-02 00:00:00,2026-12-31T23:59:59-07:00", "created")]
    [InlineData("0000-00-00,", "created")]
    public async Task Days_are_days_of_the_calendar(string days, string said)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, $"{Header},start_date,end_date\n10,5,DAYSOF,active,{days}\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal(said, answer.Said(2));
    }

    [Fact]
    public async Task Every_fault_of_a_row_is_listed()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(
            Manager, $"{Header},exclusive,start_date,visibility\nten,nobody@partner.example,A-B,on,maybe,soon,hidden\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal("rejected affiliate_id coupon_code exclusive offer_id start_date status visibility", answer.Said(2));
    }

    [Theory, BothEngines]
    public async Task Offer_of_another_advertiser_rejects_its_row_as_if_it_did_not_exist(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var answer = await host.UploadAsync(Admin, $"{Header}\n10,5,OURS{engine},active\n20,5,THEIRS,active\n4711,5,NOBODYS,active\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal(["created", "rejected offer_id", "rejected offer_id"], Enumerable.Range(2, 3).Select(answer.Said));
        Assert.Equal(1, answer.Json.GetProperty("advertiser_id").GetInt32());
        Assert.Equal(
            answer.Row(3).GetProperty("errors").ToString(),
            answer.Row(4).GetProperty("errors").ToString().Replace("4711", "20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cells_that_could_be_formulas_are_kept_as_they_are()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        foreach (var (cell, kept) in ((string, string)[])[("=1+1", "=1+1"), ("'=1+1", "=1+1"), ("+49", "+49"), ("-", "-"), ("@home", "@home"), ("\tx", "\tx"), ("＝1", "＝1"), ("'quoted'", "'quoted'")])
        {
            var code = $"FORM{Math.Abs(cell.GetHashCode(StringComparison.Ordinal))}";
            var answer = await host.UploadAsync(Manager, $"{Header},description,notes\n10,5,{code},active,\"{cell}\",\"{cell}\"\n", ("mode", "add"));

            Assert.Equal("1 0 0 0", answer.Counts());
            var coupon = (await host.GetAsync(Manager, $"coupons?code={code}")).Json.GetProperty("data")[0];
            Assert.Equal((kept, kept), (coupon.GetProperty("description").GetString(), coupon.GetProperty("internal_note").GetString()));
        }
    }
}
