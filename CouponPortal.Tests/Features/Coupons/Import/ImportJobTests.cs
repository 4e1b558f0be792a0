using System.Text;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons.Import;

/// <summary>An import as its page drives it: the use cases of the real host.</summary>
public sealed class ImportJobTests(SharedPortals portals)
{
    private const string Header = "offer_id,affiliate_id,coupon_code,status";
    private static readonly Actor Person = TestStore.Manager(Ames);

    [Theory, BothEngines]
    public async Task Two_applies_at_once_are_one_job(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var id = await ReadyAsync(host, string.Concat(Enumerable.Range(0, 200).Select(i => $"10,5,ATONCE{i},active\n")));
        var run = host.Services.GetRequiredService<RunImport>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => run.ApplyAsync(Person, id, allOrNothing: false))));
        await host.Services.GetRequiredService<CouponBatches>().WaitAsync(id, TestContext.Current.CancellationToken);

        Assert.Single(outcomes, o => o is Outcome<CouponBatch>.Done);
        Assert.All(outcomes.Where(o => o is not Outcome<CouponBatch>.Done), o => Assert.IsType<Outcome<CouponBatch>.Conflict>(o));
        await using var db = host.Db();
        Assert.Equal(200, await db.Coupons.CountAsync(c => c.BatchId == id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Same_file_sent_twice_by_a_person_is_one_import()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var first = await TakeAsync(host, $"{Header}\n10,5,SAMEFILE,active\n");
        var second = await TakeAsync(host, $"{Header}\n10,5,SAMEFILE,active\n");

        Assert.Equal(first.Batch!.Id, second.Batch!.Id);
    }

    [Theory, BothEngines]
    public async Task Corrected_row_and_the_rows_of_its_codes_are_judged_again(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var (list, edit) = (host.Services.GetRequiredService<ImportList>(), host.Services.GetRequiredService<EditImport>());
        var id = await ReadyAsync(host, $"10,5,EDIT{engine},active\n11,6,EDIT{engine},active\n10,5,NO GOOD,active\n");
        Assert.Equal([EntryOutcome.Refused, EntryOutcome.Refused, EntryOutcome.Refused], await KindsAsync());

        var one = (await edit.ChangeRowAsync(Person, id, 3, ["11", "5", $"EDIT{engine}", "active"], TestContext.Current.CancellationToken)).Done();
        Assert.Equal([EntryOutcome.Created, EntryOutcome.Created, EntryOutcome.Refused], await KindsAsync());
        Assert.Equal((2, 1, 3), (one.Batch.Created, one.Batch.Refused, one.Batch.Total));

        var two = (await edit.DeleteRowAsync(Person, id, 4, TestContext.Current.CancellationToken)).Done();
        Assert.Equal((2, 0, 2), (two.Batch.Created, two.Batch.Refused, two.Batch.Total));

        async Task<IEnumerable<EntryOutcome?>> KindsAsync() =>
            (await list.PageAsync((await list.OneAsync(Person, id))!, null, 0, 25)).Select(r => r.Kind);
    }

    [Fact]
    public async Task Columns_named_by_hand_are_remembered_for_the_next_file_with_this_header()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        const string Odd = "offer_id,Blogger,Gutschein,status\n";

        var first = await TakeAsync(host, Odd + "10,5,ODDONE,active\n");
        Assert.True(first.NeedsColumns);
        var edit = host.Services.GetRequiredService<EditImport>();
        var refused = await edit.NameColumnsAsync(Person, first.Batch!.Id, [ImportField.OfferId, null, ImportField.CouponCode, ImportField.Status], null, TestContext.Current.CancellationToken);
        Assert.Contains("affiliate_id", refused.Invalid().ToString(), StringComparison.Ordinal);
        (await edit.NameColumnsAsync(Person, first.Batch.Id, [ImportField.OfferId, ImportField.AffiliateId, ImportField.CouponCode, ImportField.Status], null, TestContext.Current.CancellationToken)).Done();
        await host.Services.GetRequiredService<CouponBatches>().WaitAsync(first.Batch.Id, TestContext.Current.CancellationToken);

        var second = await TakeAsync(host, Odd + "10,5,ODDTWO,active\n");

        Assert.False(second.NeedsColumns);
        var view = (await host.Services.GetRequiredService<ImportList>().OneAsync(Person, second.Batch!.Id, TestContext.Current.CancellationToken))!;
        Assert.Equal([ColumnFit.Matched, ColumnFit.Remembered, ColumnFit.Remembered, ColumnFit.Matched], view.Settings.Columns.Select(c => c.Fit));
    }

    [Fact]
    public async Task Import_is_cleaned_a_day_after_its_end_and_an_abandoned_one_is_cancelled()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var (applied, left) = (await ReadyAsync(host, "10,5,CLEANED,active\n"), await ReadyAsync(host, "10,5,LEFTOVER,active\n"));
        (await host.Services.GetRequiredService<RunImport>().ApplyAsync(Person, applied, allOrNothing: false, TestContext.Current.CancellationToken)).Done();
        var folder = host.Services.GetRequiredService<ImportFolder>();
        var cleaning = ActivatorUtilities.CreateInstance<ImportCleaning>(host.Services);

        host.Time!.Advance(TimeSpan.FromHours(23));
        await cleaning.CleanAsync(TestContext.Current.CancellationToken);
        Assert.True(folder.HasBench(applied) && folder.HasBench(left));

        host.Time.Advance(TimeSpan.FromHours(2));
        await cleaning.CleanAsync(TestContext.Current.CancellationToken);
        Assert.False(folder.HasBench(applied) || folder.HasBench(left));
        Assert.Equal("cancelled", (await host.GetAsync(Manager, $"imports/{left}")).Json.GetProperty("state").GetString());
        Assert.Equal("null", (await host.GetAsync(Manager, $"imports/{applied}")).Json.GetProperty("rows_url").GetRawText());
    }

    [Theory, BothEngines]
    public async Task Idempotency_key_gives_the_first_answer_again_whatever_the_boundary(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var csv = Encoding.UTF8.GetBytes($"{Header}\n10,5,KEYED,active\n");

        var first = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk", CsvUploads.Form(csv, ("mode", "add")), ("Idempotency-Key", "bulk-1"));
        var again = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk", CsvUploads.Form(csv, ("mode", "add")), ("Idempotency-Key", "bulk-1"));
        var other = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk", CsvUploads.Form(csv, ("mode", "update")), ("Idempotency-Key", "bulk-1"));

        Assert.Equal("1 0 0 0", first.Counts());
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal((422, "idempotency_key_reuse"), (other.Status, other.Code));
    }

    [Fact]
    public async Task Rows_of_an_import_are_listed_page_by_page_and_by_outcome()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var dry = await host.UploadAsync(
            Manager, $"{Header}\n" + string.Concat(Enumerable.Range(0, 1_200).Select(i => i % 3 == 0 ? $"10,99,LISTED{i},active\n" : $"10,5,LISTED{i},active\n")), ("mode", "add"), ("dry_run", "true"));
        var url = dry.Json.GetProperty("rows_url").GetString()!;

        Assert.Equal("800 0 0 400", dry.Counts());
        Assert.Equal(1_000, dry.Json.GetProperty("rows").GetArrayLength());
        Assert.All(dry.Json.GetProperty("rows").EnumerateArray().Take(400), r => Assert.Equal("rejected", r.GetProperty("outcome").GetString()));
        var page = await host.GetAsync(Manager, url + "?outcome=rejected&limit=150");
        Assert.Equal(150, page.Json.GetProperty("data").GetArrayLength());
        var last = await host.GetAsync(Manager, $"{url}?limit=200&cursor={1_150}");
        Assert.Equal((51, "null"), (last.Json.GetProperty("data").GetArrayLength(), last.Json.GetProperty("next_cursor").GetRawText()));
    }

    [Fact]
    public async Task Import_whose_check_breaks_off_is_failed_and_says_so()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var id = (await TakeAsync(host, $"{Header}\n10,5,BREAKSOFF,active\n")).Batch!.Id;

        var batches = host.Services.GetRequiredService<CouponBatches>();
        (await batches.JudgeAsync(Person, id, Broken(), null, TestContext.Current.CancellationToken)).Done();
        await batches.WaitAsync(id, TestContext.Current.CancellationToken);

        await using var db = host.Db();
        var batch = await db.CouponBatches.SingleAsync(b => b.Id == id, TestContext.Current.CancellationToken);
        Assert.Equal(CouponBatchState.Failed, batch.State);
        Assert.Contains("nothing was changed", batch.Message, StringComparison.Ordinal);

        static IEnumerable<CouponEntry> Broken()
        {
            yield return new CouponEntry(2, "BREAKSOFF", null, draft => draft with { Code = "BREAKSOFF", OfferId = 10, PartnerIds = [5] });
            throw new IOException("The disk is gone.");
        }
    }

    [Fact]
    public void File_with_more_than_a_million_rows_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "coupon_code\n" + string.Concat(Enumerable.Repeat("A\n", FileLimits.MaxRows + 1)));
            using var rows = new CsvRows(path, FileHeader.Read(path));
            using var bench = Workbench.Create(path + ".db", 1);

            var error = Assert.Throws<FileFaultException>(() => bench.Load(rows, TestContext.Current.CancellationToken));

            Assert.Equal("too_many_rows", error.Fault.Code);
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".db");
        }
    }

    private static async Task<int> ReadyAsync(PortalHost host, string rows)
    {
        var id = (await TakeAsync(host, $"{Header}\n{rows}")).Batch!.Id;
        (await host.Services.GetRequiredService<RunImport>().JudgeAsync(Person, id)).Done();
        await host.Services.GetRequiredService<CouponBatches>().WaitAsync(id);
        return id;
    }

    private static async Task<UploadTaken> TakeAsync(PortalHost host, string csv)
    {
        var path = host.Services.GetRequiredService<ImportFolder>().NewUpload();
        await File.WriteAllTextAsync(path, csv);
        return (await host.Services.GetRequiredService<UploadImport>().TakeAsync(Person, new(CouponBatchKind.Add, AsksColumns: true), path, "coupons.csv")).Done();
    }
}
