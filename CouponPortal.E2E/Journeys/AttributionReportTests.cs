using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>The Attribution Report as S0 describes it, and what stands beside its orders; then the dashboard.</summary>
public sealed class AttributionReportTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task A_manager_sees_who_gained_from_whom_narrows_it_down_keeps_the_view_and_takes_the_file()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/reports/attribution");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose what to report" })).ToBeVisibleAsync();

        // Feature, days, criteria, in any order; what is chosen stays while the days change.
        await page.GetByLabel("Attribution Feature").SelectOptionAsync("exclusive_codes");
        await page.Locator("#advertiser_id").SelectOptionAsync("1");
        await page.Locator("#range-preset").SelectOptionAsync("last_90_days");
        await page.WaitForURLAsync(url => url.Contains("range=last_90_days", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate Report" }).ClickAsync();
        var matrix = page.GetByRole(AriaRole.Region, new() { NameRegex = new("^Who gained from whom in ") }).First;
        await Expect(matrix).ToBeVisibleAsync();
        Assert.Contains("range=last_90_days", page.Url, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cost of exclusivity" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Without any click" }).First).ToContainTextAsync("%");
        await page.ShootAsync("attribution-1-report");

        // Instead of one partner: a head of the matrix leads there.
        await matrix.GetByRole(AriaRole.Columnheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("instead_of_partner_id=", StringComparison.Ordinal));
        await Expect(page.GetByLabel("Credited instead of")).Not.ToHaveValueAsync("");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cost of exclusivity" })).ToHaveCountAsync(0);
        await page.GetByLabel("Compare with").SelectOptionAsync("previous_period");
        await Expect(page.Locator(".total-change").First).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^View:") }).ClickAsync();
        await page.Locator("#view-name").FillAsync("Taken from one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as new view" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^View: Taken from one") })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy as API request" }).ClickAsync();
        await Expect(page.GetByLabel("curl line", new() { Exact = true })).ToContainTextAsync("api/v1/attribution-report?advertiser_id=1");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Excel of all that match" }).ClickAsync());
        Assert.EndsWith(".xlsx", download.SuggestedFilename, StringComparison.Ordinal);

        // The other feature.
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear filters" }).ClickAsync();
        await page.GetByLabel("Attribution Feature").SelectOptionAsync("suppressed_codes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate Report" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who lost to suppressed codes" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Orders whose attribution changed" }).GetByText("Nobody").First).ToBeVisibleAsync();
        await page.ShootAsync("attribution-2-suppressed");
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task The_dashboard_shows_today_beside_other_days_in_the_zone_of_the_advertiser_that_is_chosen()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Orders today" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Yesterday by").First).ToBeVisibleAsync();

        await page.GetByLabel("Advertiser", new() { Exact = true }).SelectOptionAsync("1");
        await page.WaitForURLAsync(url => url.Contains("advertiser_id=1", StringComparison.Ordinal));
        await Expect(page.Locator(".page-subtitle")).ToContainTextAsync("Days in ");
        await page.GetByText("The figures as a table").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Amount and payout a day" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(31);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Top codes" }).Last.GetByRole(AriaRole.Row)).ToHaveCountAsync(7);
        await page.ShootAsync("dashboard-advertiser");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Codes that end within 14 days$") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Coupons");
        Assert.Empty(session.ForeignRequests);
    }
}
