using System.Text;
using System.Text.RegularExpressions;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>Bulk add, bulk update and undo in a real browser, from the file to the coupons.</summary>
public sealed class ImportTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Staff_uploads_a_file_corrects_a_row_adds_the_coupons_and_undoes_it()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        await UploadAsync(page, "spring.csv", "offer_id,affiliate_id,coupon_code,status,exclusive,private_ids\n1,1,JADD1,active,,\n1,,JADD2,active,,\n1,,JADD3,active,1,2;3\n1,1,J-ADD4,active,,\n");
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("4 rows: 2 will be added, 2 are refused");
        await Expect(RowOf(page, 4)).ToContainTextAsync("exactly one partner");
        await page.ShootAsync("import-1-ready");

        // Correct a row on the spot, delete the other.
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit line 4" }).ClickAsync();
        await page.GetByLabel("private_ids, line 4").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("3 will be added, 1 are refused");
        await RowOf(page, 5).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await RowOf(page, 5).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("3 rows: 3 will be added");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add 3 coupons" }).DblClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("3 were added");
        await page.ShootAsync("import-2-applied");
        await RowOf(page, 4).GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();
        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToHaveValueAsync("JADD3");
        await Expect(page.GetByLabel("Exclusive")).ToBeCheckedAsync();

        // One row, then the whole of it.
        await page.GoBackAsync();
        await page.Locator("[data-live='yes']").WaitForAsync();
        await RowOf(page, 2).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await RowOf(page, 2).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(RowOf(page, 2)).ToContainTextAsync("Removed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo the whole upload" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("was taken back");
        await page.OpenLiveAsync("/coupons?text=JADD");
        await Expect(page.GetByText("No coupon matches these filters")).ToBeVisibleAsync();
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task Bulk_update_shows_old_and_new_and_its_refused_rows_come_back_as_a_file()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await UploadAsync(page, "new.csv", "offer_id,affiliate_id,coupon_code,status\n1,1,JUPD1,active\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add 1 coupon" }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("1 were added");

        await UploadAsync(page, "change.csv", "coupon_code;status;end_date\nJUPD1;paused;2027-01-31\nNOSUCHCODE;paused;\n", update: true);
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("1 will be changed, 1 are refused");
        await Expect(RowOf(page, 2)).ToContainTextAsync(new Regex("from active.*to paused"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Refused 1" }).ClickAsync();
        await Expect(RowOf(page, 3)).ToContainTextAsync("No coupon has the code NOSUCHCODE");
        await Expect(page.Locator(".import-table tbody tr")).ToHaveCountAsync(1);
        await page.ShootAsync("import-3-update");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the refused rows" }).ClickAsync());
        var refused = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("NOSUCHCODE;paused;;coupon_code: No coupon has the code NOSUCHCODE.", refused, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Update 1 coupon" }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("1 were changed");

        // The corrected file, with its errors column still in it.
        await UploadAsync(page, "again.csv", refused.Replace("NOSUCHCODE", "JUPD1", StringComparison.Ordinal), update: true);
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("1 row: 1 change nothing");
    }

    [Fact]
    public async Task Unknown_columns_are_named_by_hand_and_a_broken_file_says_where()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        await SendAsync(page, "broken.csv", "offer_id,affiliate_id,coupon_code,status\n1,1,\"JBROKEN,active\n");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Line 2, column 5: a quote opens here and is never closed.");

        await UploadAsync(page, "odd.csv", "offer_id,affiliate_id,Gutschein,status\n1,1,JODD1,active\n");
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("Say below what the columns are");
        await page.GetByLabel("Field of column Gutschein").SelectOptionAsync("coupon_code");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the rows with these columns" }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("1 row: 1 will be added");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel this upload" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Forget it" }).ClickAsync();
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("Cancelled");
    }

    [Fact]
    public async Task File_can_be_dropped_on_the_page()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/coupons/import");
        await page.Locator("form[data-watched]").WaitForAsync();

        await page.Locator(".drop-zone").EvaluateAsync(
            """
            zone => {
              const data = new DataTransfer();
              data.items.add(new File(['offer_id,affiliate_id,coupon_code,status\n1,1,JDROP1,active\n'], 'dropped.csv', { type: 'text/csv' }));
              zone.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("dropped.csv");
        await Expect(page.Locator(".import-verdict")).ToContainTextAsync("1 will be added");
    }

    private static ILocator RowOf(IPage page, int line) =>
        page.Locator(".import-table tbody tr").Filter(new() { Has = page.Locator("[data-label='Line']", new() { HasTextRegex = new Regex($"^{line}$") }) });

    private static async Task UploadAsync(IPage page, string name, string csv, bool update = false)
    {
        await SendAsync(page, name, csv, update);
        await page.WaitForURLAsync(new Regex("/coupons/import/[0-9]+$"));
        await page.Locator("[data-live='yes']").WaitForAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(name);
    }

    private static async Task SendAsync(IPage page, string name, string csv, bool update = false)
    {
        await page.OpenLiveAsync("/coupons/import" + (update ? "?mode=update" : ""));
        await page.Locator("form[data-watched]").WaitForAsync();
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
    }
}
