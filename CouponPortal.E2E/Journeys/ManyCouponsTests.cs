using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>Many coupons at once in a real browser: codes made by a pattern, given to partners from the pool, paused together and brought back.</summary>
public sealed class ManyCouponsTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Staff_makes_codes_for_the_pool_gives_them_to_partners_pauses_them_and_takes_that_back()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        // Ten codes for the pool, shown before they are made.
        await page.OpenLiveAsync("/coupons/generate");
        await page.Locator("[name='offer_id']").Locator("xpath=ancestor-or-self::*[contains(@class,'rz-dropdown')]").First.ClickAsync();
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Northwind Shop" }).First.ClickAsync();
        await page.GetByLabel("Pattern", new() { Exact = true }).FillAsync("WAVE{4 digits}");
        await page.GetByLabel("How many codes").FillAsync("10");
        await page.GetByLabel("How many codes").BlurAsync();
        await Expect(page.GetByText("10,000 different codes")).ToBeVisibleAsync();
        await Expect(page.GetByText("can be found out by trying")).ToBeVisibleAsync();
        await page.GetByLabel("Pattern", new() { Exact = true }).FillAsync("WAVE{8 random}");
        await page.GetByLabel("Pattern", new() { Exact = true }).BlurAsync();
        await Expect(page.GetByText("can be found out by trying")).ToHaveCountAsync(0);
        await page.ShootAsync("generate-1-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make 10 codes" }).ClickAsync();
        await Expect(page.GetByText("10 codes were made.")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true }).ClickAsync());
        Assert.Equal(11, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);

        // In the pool they have no partner and no tracking URL.
        await page.OpenLiveAsync("/coupons?pool=1&text=WAVE");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(10);
        await Expect(page.Locator("tbody [data-label='Partner']").First).ToHaveTextAsync("-");
        await Expect(page.Locator("tbody .link-button[aria-disabled='true']")).ToHaveCountAsync(10);

        // Two partners get five each; a name that nobody has is told.
        await ActAsync(page, "Assign to partners");
        await page.GetByText("Paste a list").ClickAsync();
        await page.GetByLabel("Ids, names or e-mails").FillAsync("1\n2\nnobody at all");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the list" }).ClickAsync();
        await Expect(page.GetByText("“nobody at all” is no partner's id, name or e-mail.")).ToBeVisibleAsync();
        await page.GetByLabel("Codes for each partner").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await Expect(page.GetByText("10 will change")).ToBeVisibleAsync();
        await page.ShootAsync("assign-1-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(page.GetByText("10 coupons were changed.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No code waits in the pool")).ToBeVisibleAsync();

        // All paused at once, and brought back.
        await page.OpenLiveAsync("/coupons?text=WAVE");
        await Expect(page.Locator("tbody [data-label='Partner']").Filter(new() { HasText = "(1)" })).ToHaveCountAsync(5);
        await ActAsync(page, "Change Status");
        await page.GetByLabel("New status").SelectOptionAsync("Paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await Expect(page.GetByText("10 will change")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(page.Locator("tbody [data-label='Status']").Filter(new() { HasText = "Paused" })).ToHaveCountAsync(10);
        await page.ShootAsync("status-1-done");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Undone")).ToBeVisibleAsync();
        await Expect(page.Locator("tbody [data-label='Status']").Filter(new() { HasText = "Active" })).ToHaveCountAsync(10);
        Assert.Empty(session.ForeignRequests);
    }

    private static async Task ActAsync(IPage page, string act)
    {
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Select this page" }).CheckAsync();
        await Expect(page.GetByText("10 selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = act }).ClickAsync();
    }
}
