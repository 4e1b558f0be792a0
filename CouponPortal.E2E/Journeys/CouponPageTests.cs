using System.Text;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>What a coupon manager does on and around one coupon: hand its link on, describe it, give it away, put it on other offers.</summary>
public sealed class CouponPageTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Tracking_url_is_handed_on_as_text_qr_code_and_print_sheet()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        var drawn = 0;
        page.Request += (_, request) => drawn += request.Url.Contains("/qr.", StringComparison.Ordinal) ? 1 : 0;
        await page.OpenLiveAsync("/coupons?text=SAVER5");
        Assert.Equal(0, drawn);

        // By keyboard alone: open the pop-up, find what it offers, close it.
        await page.GetByRole(AriaRole.Button, new() { Name = "Tracking URL of SAVER5" }).PressAsync("Enter");
        var popup = page.GetByRole(AriaRole.Dialog, new() { Name = "Tracking URL of SAVER5" });
        await Expect(popup.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        await Expect(popup).ToContainTextAsync("S as in Sierra, A as in Alfa, V as in Victor, E as in Echo, R as in Romeo, digit five");
        await Expect(popup).ToContainTextAsync("Use code SAVER5 at Northwind Outdoor");
        var png = await page.RunAndWaitForDownloadAsync(() => popup.GetByRole(AriaRole.Link, new() { Name = "Download PNG" }).PressAsync("Enter"));
        Assert.Equal("SAVER5-qr.png", png.SuggestedFilename);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(await png.PathAsync(), TestContext.Current.CancellationToken))[..4]);
        var svg = await page.RunAndWaitForDownloadAsync(() => popup.GetByRole(AriaRole.Link, new() { Name = "Download SVG" }).ClickAsync());
        Assert.StartsWith("<svg", (await File.ReadAllTextAsync(await svg.PathAsync(), TestContext.Current.CancellationToken)).TrimStart(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        await Expect(popup).ToBeHiddenAsync();

        // The sheet, with a caption of one's own, as a PDF of one page.
        await page.GetByRole(AriaRole.Button, new() { Name = "Tracking URL of SAVER5" }).ClickAsync();
        await popup.GetByRole(AriaRole.Link, new() { Name = "Print sheet for flyers" }).ClickAsync();
        await page.Locator("#caption").FillAsync("Five percent for you");
        await page.GetByLabel("Flyers on a sheet").SelectOptionAsync("4");
        await Expect(page.Locator(".flyer")).ToHaveCountAsync(4);
        await Expect(page.Locator(".flyer-caption").First).ToHaveTextAsync("Five percent for you");
        var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new() { Format = "A4" }));
        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        Assert.Contains("/Count 1", pdf, StringComparison.Ordinal);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator("#caption")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeHiddenAsync();
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task Html_description_is_previewed_in_isolation_cleaned_on_saving_and_says_so()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        var dialogs = 0;
        page.Dialog += async (_, dialog) =>
        {
            dialogs++;
            await dialog.DismissAsync();
        };
        await page.OpenLiveAsync("/coupons?text=HARVEST10");
        await page.GetByRole(AriaRole.Link, new() { Name = "HARVEST10" }).ClickAsync();
        await page.GetByText("The description is HTML").ClickAsync();
        await page.Locator("#description").FillAsync("<h1>10 % off</h1><p onclick=alert(1)>All <b>boots</b></p><script>alert(2)</script><img src=https://evil.example/x onerror=alert(3)>");

        var preview = page.FrameLocator("iframe[title='Preview of the description']");
        await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "10 % off" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Not allowed in a description, so it was taken out: the attribute onclick, <script> with all that it holds, <img>.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.Locator(".notice").Filter(new() { HasText = "Saved." })).ToContainTextAsync("Not allowed in a description");
        await Expect(page.Locator("#description")).ToHaveValueAsync("<h3>10 % off</h3><p>All <b>boots</b></p>");
        Assert.Equal(0, dialogs);
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task Code_is_reassigned_from_a_coming_day_after_the_page_said_what_will_happen()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/coupons?text=NOMADS10");
        await page.GetByRole(AriaRole.Link, new() { Name = "NOMADS10" }).ClickAsync();
        await page.GetByText("Reassign from a coming day").ClickAsync();
        await page.Locator("[name='reassign_partner']").Locator("xpath=ancestor-or-self::*[contains(@class,'rz-dropdown')]").First.ClickAsync();
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Trail Notes" }).First.ClickAsync();

        // Today is refused with a sentence.
        await page.GetByLabel("First day").FillAsync("2020-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what will happen" }).ClickAsync();
        await Expect(page.Locator("#reassign_from-error")).ToContainTextAsync("does not lie ahead");

        await page.GetByLabel("First day").FillAsync("2040-03-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what will happen" }).ClickAsync();
        await Expect(page.GetByText("ends on 29 Feb 2040; from 1 Mar 2040 NOMADS10 belongs to Trail Notes there.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reassign", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Reassigned. This is the new owner's coupon.")).ToBeVisibleAsync();
        var owners = page.GetByRole(AriaRole.Table).Filter(new() { HasText = "Policy" });
        await Expect(owners.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Trail Notes");
        await Expect(owners.GetByRole(AriaRole.Row).Nth(2)).ToContainTextAsync("Nordic Nomads");
        await owners.GetByRole(AriaRole.Row).Nth(2).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator("#end_date")).ToHaveValueAsync("2040-02-29");
    }

    [Fact]
    public async Task Code_goes_to_another_offer_and_look_alikes_and_owners_are_named_while_it_is_typed()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/offers/1/coupons?text=BEACON7");
        await page.GetByRole(AriaRole.Link, new() { Name = "BEACON7" }).ClickAsync();
        await page.GetByText("Add to other offers").ClickAsync();
        await page.Locator(".offer-choices").GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByText("BEACON7 is on 1 more offer.")).ToBeVisibleAsync();
        await Expect(page.Locator(".same-codes code")).ToContainTextAsync("?oid=");

        await page.OpenLiveAsync("/offers/1/coupons");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create Coupon" }).ClickAsync();
        await Expect(page.GetByText("Days are those of the advertiser's time zone")).ToBeVisibleAsync();
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("BEAC0N7");
        await Expect(page.GetByText("BEAC0N7 is free. But it looks like another code.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Bargain Beacon on Northwind Shop, looks the same in print")).ToBeVisibleAsync();
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("BEACON7");
        await Expect(page.GetByText("BEACON7 is already on offer Northwind Shop")).ToBeVisibleAsync();
        await Expect(page.GetByText("Has or had this code")).ToBeVisibleAsync();
    }
}
