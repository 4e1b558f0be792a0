using System.Net;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Hosting;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Features.Coupons.Import;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Audit;

/// <summary>The log over HTTP: what doors note, who reads what, search and files.</summary>
public sealed class AuditLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Change_by_a_key_is_found_by_who_what_id_and_text(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var coupon = (await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"AUDIT10","offer_id":10,"partner_id":5}""")).Json.GetProperty("id").GetInt32();
        await host.SendAsync(Manager, HttpMethod.Patch, $"coupons/{coupon}", """{"description":"Ten off, 100% sure","internal_note":"Quelle: Büro"}""");

        var log = (await host.GetAsync(Manager, $"audit-log?subject=coupon&subject_id={coupon}")).Json.GetProperty("data");
        Assert.Equal(["changed", "created"], log.EnumerateArray().Select(r => r.GetProperty("act").GetString()));
        var change = log[0];
        Assert.Equal(($"API key {Manager}", "api", "127.0.0.0/24", Ames, "AUDIT10"), (change.GetProperty("who").GetString(), change.GetProperty("door").GetString(), change.GetProperty("address").GetString(), change.GetProperty("advertiser_id").GetInt32(), change.GetProperty("label").GetString()));
        Assert.Equal("Ten off, 100% sure", change.GetProperty("changes").EnumerateArray().Single(c => c.GetProperty("field").GetString() == "description").GetProperty("after").GetString());
        foreach (var (query, count) in new[]
        {
            ("who=AMES-manager-writes&act=changed&subject=coupon", 1), ("text=100%25%20sure", 1), ("text=100_%25%20sure", 0), ("text=audit10", 2), ("door=page", 0), ("text=nothing%27;--", 0),
            ("act=created&subject=coupon&from=2026-11-02&to=2026-11-02", 1), ("subject=coupon&from=2026-11-03", 0), ("subject=coupon&range=today", 2),
        })
        {
            Assert.True(count == (await host.GetAsync(Manager, "audit-log?" + query)).Json.GetProperty("data").GetArrayLength(), query);
        }

        var one = (await host.GetAsync(Manager, $"audit-log/{change.GetProperty("id").GetInt64()}")).Json;
        Assert.Equal(change.GetProperty("hash").GetString(), one.GetProperty("hash").GetString());
    }

    [Theory, BothEngines]
    public async Task Manager_reads_entries_of_own_advertisers_alone_and_a_foreign_one_is_like_none(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"OWN10","offer_id":10,"partner_id":5}""");
        await host.SendAsync(Admin, HttpMethod.Patch, "partners/6", """{"name":"Bo the second"}""");

        Assert.All((await host.GetAsync(Manager, "audit-log?limit=200")).Json.GetProperty("data").EnumerateArray(), r => Assert.Equal(Ames, r.GetProperty("advertiser_id").GetInt32()));
        Assert.All((await host.GetAsync(Stranger, "audit-log?limit=200")).Json.GetProperty("data").EnumerateArray(), r => Assert.Equal(Bond, r.GetProperty("advertiser_id").GetInt32()));
        var mine = (await host.GetAsync(Manager, "audit-log?text=own10")).Json.GetProperty("data")[0].GetProperty("id").GetInt64();
        Assert.Equal((404, 404), ((await host.GetAsync(Stranger, $"audit-log/{mine}")).Status, (await host.GetAsync(Stranger, "audit-log/99999")).Status));
        Assert.Equal((404, 404), ((await host.GetAsync(Partner, "audit-log")).Status, (await host.GetAsync(Partner, $"audit-log/{mine}")).Status));
        Assert.Equal(1, (await host.GetAsync(Admin, "audit-log?subject=partner&act=changed")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory, BothEngines]
    public async Task Import_leaves_one_entry_with_its_counts_and_its_undo_another(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var import = await host.UploadAsync(Manager, "offer_id,affiliate_id,coupon_code,status\n10,5,BULKA,active\n10,5,BULKB,active\n10,5,x,active\n", ("mode", "add"));
        var id = import.Json.GetProperty("import_id").GetInt32();
        await host.SendAsync(Manager, HttpMethod.Post, $"imports/{id}/undo", "{}");

        var entries = (await host.GetAsync(Manager, $"audit-log?batch_id={id}")).Json.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([("undone", "batch"), ("applied", "batch")], entries.Select(e => (e.GetProperty("act").GetString(), e.GetProperty("door").GetString())));
        Assert.All(entries, e => Assert.Equal($"API key {Manager}", e.GetProperty("who").GetString()));
        var counts = entries[1].GetProperty("changes").EnumerateArray().ToDictionary(c => c.GetProperty("field").GetString()!, c => c.GetProperty("after").GetString());
        Assert.Equal(("2", "1"), (counts["created"], counts["refused"]));
        await using var db = host.Db();
        var verdict = await AuditVerification.RunAsync(db, [], Cancel);
        Assert.True(verdict.IsWhole, verdict.Sentence);
    }

    [Theory, BothEngines]
    public async Task Bulk_act_shows_each_coupon_before_and_after_on_its_page_and_texts_on_the_coupon_s_history(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var coupon = (await host.SendAsync(Manager, HttpMethod.Post, "coupons", """{"code":"TEXT10","offer_id":10,"partner_id":5,"description":"First words"}""")).Json.GetProperty("id").GetInt32();
        await host.SendAsync(Manager, HttpMethod.Patch, $"coupons/{coupon}", """{"description":"Second words"}""");
        host.Time!.Set(new DateTimeOffset(TestDatabase.Start.AddMinutes(1)));
        var import = await host.UploadAsync(Manager, $"coupon_code_id,coupon_code,offer_id,description,status\n{coupon},TEXT10,10,Third words,paused\n", ("mode", "update"));
        Assert.Equal(1, import.Json.GetProperty("updated").GetInt32());
        using var person = await host.SignedInAsync();

        var batch = await person.GetStringAsync(new Uri($"/coupons/batches/{import.Json.GetProperty("import_id").GetInt32()}", UriKind.Relative), Cancel);
        var page = WebUtility.HtmlDecode(await person.GetStringAsync(new Uri($"/coupons/{coupon}", UriKind.Relative), Cancel));

        Assert.Contains("Second words → Third words", WebUtility.HtmlDecode(batch), StringComparison.Ordinal);
        Assert.Contains("Status: active → paused", WebUtility.HtmlDecode(batch), StringComparison.Ordinal);
        Assert.Contains("Description: “First words” → “Second words”", page, StringComparison.Ordinal);
        Assert.Contains("Description: “Second words” → “Third words”", page, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task File_of_the_log_has_a_line_for_each_field_and_guards_against_formulas(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Patch, "partners/6", """{"name":"=cmd|'/c calc'!A1","email":"new@partner.example"}""");
        using var person = await host.SignedInAsync();

        var csv = await person.GetStringAsync(new Uri("/reports/export/audit?format=csv&subject=partner&act=changed&range=all", UriKind.Relative), Cancel);
        using var page = await person.GetAsync(new Uri("/audit?subject=partner", UriKind.Relative), Cancel);

        var lines = csv.Trim('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("id,time,who,door,address,act,subject", lines[0], StringComparison.Ordinal);
        Assert.Contains("'=cmd|", csv, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        using var partner = await host.PartnerSignedInAsync(Ana);
        using var refused = await partner.GetAsync(new Uri("/reports/export/audit?format=csv", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Command_answers_by_exit_code_and_names_the_first_bad_entry()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        Assert.Equal(0, await VerifyAudit.RunAsync(host.Services, ["verify-audit"]));

        await using var db = host.Db();
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_rows_no_update; UPDATE audit_rows SET label = 'x' WHERE id = 2", Cancel);

        Assert.Equal(2, await VerifyAudit.RunAsync(host.Services, ["verify-audit"]));
        Assert.StartsWith("Entry 2 is not what was written", (await AuditVerification.RunAsync(db, [], Cancel)).Sentence, StringComparison.Ordinal);
    }
}
