using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>The reports of clicks and orders added up, as a manager uses them: a row is opened down to its orders and clicks; an analysis is pivoted, saved and opened again.</summary>
public sealed class ReportPagesTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task A_partner_of_the_Partner_Report_opens_to_its_orders_and_leads_to_its_clicks_with_their_codes()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Partner Report" }).ClickAsync();
        await page.GetByLabel("Compare with").SelectOptionAsync("previous_period");
        await page.WaitForURLAsync(url => url.Contains("compare=previous_period", StringComparison.Ordinal));
        await Expect(page.Locator(".report-totals .total-change").First).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Conversions", Exact = true }).Nth(1).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("sort=conversions", StringComparison.Ordinal) && url.Contains("compare=previous_period", StringComparison.Ordinal));
        await Expect(page.Locator("th[aria-sort='descending']")).ToContainTextAsync("Conversions");
        var row = page.Locator(".report-figures tbody tr").Filter(new() { Has = page.Locator("th a[href^='partners/']") }).First;
        var partner = (await row.Locator("th a").InnerTextAsync()).Trim();
        var orders = (await row.Locator("td[data-label='Conversions'] > span").EvaluateAsync<string>("cell => cell.firstChild.textContent")).Trim();

        // By keyboard alone.
        await page.GetByRole(AriaRole.Button, new() { Name = "Orders and clicks of " + partner }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Conversions ({orders})" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The newest conversions of this row" }).Locator("tbody tr").First).ToBeVisibleAsync();
        await page.ShootAsync("reports-1-partner-orders");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clicks (" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The newest clicks of this row" }).Locator("tbody tr").First).ToBeVisibleAsync();
        await page.ShootAsync("reports-2-partner-clicks");

        await page.GetByRole(AriaRole.Link, new() { Name = "All in the Click Report" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Click Report" })).ToBeVisibleAsync();
        await Expect(page.Locator("td[data-label='Coupon Code']").First).ToBeVisibleAsync();
        Assert.All(await page.Locator("td[data-label='Partner']").AllInnerTextsAsync(), text => Assert.Equal(partner, text.Trim()));
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task An_analysis_is_pivoted_by_month_saved_and_opened_again()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/reports/analytics");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Days", Exact = true }).SelectOptionAsync("last_90_days");
        await page.WaitForURLAsync(url => url.Contains("range=last_90_days", StringComparison.Ordinal));

        foreach (var dimension in (string[])["partner", "month"])
        {
            await page.GetByLabel("Add a dimension").SelectOptionAsync(dimension);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
            await page.WaitForURLAsync(url => url.Contains("%2C" + dimension, StringComparison.Ordinal));
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Day" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("by=partner%2Cmonth", StringComparison.Ordinal));
        await page.GetByLabel("Across as columns").SelectOptionAsync("month");
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        foreach (var off in (string[])["Clicks", "Rate", "Amount"])
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Name = off, Exact = true }).UncheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Show these" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("columns=conversions", StringComparison.Ordinal));
        await Expect(page.Locator(".pivot-column").Last).ToHaveTextAsync("All");
        await Expect(page.Locator(".report-body")).ToHaveAttributeAsync("aria-busy", "false");
        await Expect(page.Locator(".pivot thead")).Not.ToContainTextAsync("Clicks");
        await Expect(page.Locator(".report-chart path.line")).Not.ToHaveCountAsync(0);
        var totals = await page.Locator(".report-totals").InnerTextAsync();
        await page.ShootAsync("reports-3-pivot");

        await page.GetByRole(AriaRole.Button, new() { Name = "View: not saved" }).ClickAsync();
        await page.GetByLabel("Save these filters and columns as").FillAsync("Partners by month");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as new view" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "View: Partners by month" })).ToBeVisibleAsync();

        await page.OpenLiveAsync("/reports/analytics");
        await page.GetByRole(AriaRole.Button, new() { Name = "View: Standard" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Partners by month" }).ClickAsync();
        await Expect(page.Locator(".pivot-column").Last).ToHaveTextAsync("All");
        await Expect(page.Locator(".report-body")).ToHaveAttributeAsync("aria-busy", "false");
        Assert.Equal(totals, await page.Locator(".report-totals").InnerTextAsync());
        await page.ShootAsync("reports-4-view");

        // Every combination as a line, also of a pivot.
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV of all that match" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("partner_id,partner,month,conversions,payout_", lines[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.True(lines.Length > 2);
        Assert.Empty(session.ForeignRequests);
    }
}
