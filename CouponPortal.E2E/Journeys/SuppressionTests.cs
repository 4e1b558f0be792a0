using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>Suppressed codes and Attribution Settings, greyed out and enabled (S0).</summary>
public sealed class SuppressionTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Code_is_suppressed_with_a_warning_changed_filtered_ended_and_removed()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/suppressed-codes");
        await page.GetByLabel("Code", new() { Exact = true }).First.FillAsync("LINDQVIST15");
        await page.GetByRole(AriaRole.Button, new() { Name = "Suppress", Exact = true }).ClickAsync();
        await Expect(page.Locator(".notice")).ToContainTextAsync("LINDQVIST15 is the code of a live coupon");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "LINDQVIST15" });
        await Expect(row).ToContainTextAsync("In effect");

        await row.GetByRole(AriaRole.Button, new() { Name = "Edit the suppression of LINDQVIST15" }).ClickAsync();
        // The form turns into this code's; what is typed before that is its answer to another question.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToBeVisibleAsync();
        await page.GetByLabel("Start date").FillAsync("2040-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(row).ToContainTextAsync("Scheduled");
        await page.GetByLabel("State").SelectOptionAsync("scheduled");
        await page.WaitForURLAsync(url => url.Contains("state=scheduled", StringComparison.Ordinal));

        // Another journey may have a scheduled one of its own.
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "STAFF30" })).ToHaveCountAsync(0);
        await Expect(row).ToHaveCountAsync(1);

        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.GetByText("LINDQVIST15 was removed from the list.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Exclusive_codes_are_greyed_out_until_the_network_admin_grants_the_permission_and_are_then_enabled()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;

        // Greyed out, with where to get the permission, and no settings to open.
        await page.OpenLiveAsync("/settings/attribution?advertiser=2");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Exclusive Codes" }).First;
        await Expect(row).ToContainTextAsync("No permission");
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "Settings of Exclusive Codes" })).ToHaveCountAsync(0);
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "Grant it on the advertiser's page" })).ToBeVisibleAsync();

        // An advertiser of its own, since granting cannot be taken back from the shared one without disturbing other tests.
        await page.OpenLiveAsync("/advertisers/new");
        await page.Locator("#name").FillAsync("Granted Goods");
        await page.Locator("#tracking_type").SelectOptionAsync("Dynamic");
        await page.Locator("#exclusive_coupons_permission").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add advertiser" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/new", StringComparison.Ordinal));
        await page.OpenLiveAsync("/settings/attribution");
        await page.Locator("#advertiser").SelectOptionAsync(new SelectOptionValue { Label = "Granted Goods" });
        await Expect(row).ToContainTextAsync("Disabled");
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings of Exclusive Codes" }).ClickAsync();
        await page.GetByLabel("Enabled").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();
        await Expect(row).ToContainTextAsync("In effect");
    }
}
