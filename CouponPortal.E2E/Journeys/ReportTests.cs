using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>The Conversion Report and the Click Report as a manager uses them: filter, columns, drill-down, many orders at once, a saved view that is shared and scheduled.</summary>
public sealed class ReportTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task A_code_in_Pub_Unique_3_leads_to_its_orders_and_to_why_each_was_credited()
    {
        var order = await AnyOrderAsync("coupon_code");
        var code = order.GetProperty("coupon_code").GetString()!;
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;

        await page.OpenLiveAsync("/conversions?range=all");
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Pub. Unique 3" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("sub3", StringComparison.Ordinal));
        await page.GetByLabel("Pub. Unique 3", new() { Exact = true }).FillAsync(code.ToLowerInvariant());
        await page.GetByLabel("Pub. Unique 3", new() { Exact = true }).PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("sub3=" + code.ToLowerInvariant(), StringComparison.Ordinal));
        var cells = page.Locator("td[data-label='Pub. Unique 3']");
        await Expect(page.Locator(".report-body")).ToHaveAttributeAsync("aria-busy", "false");
        await Expect(cells.Filter(new() { HasNotText = code })).ToHaveCountAsync(0);
        await Expect(cells.First).ToHaveTextAsync(code);
        await page.ShootAsync("report-1-conversions");

        // The order with a click shows the click's own page, which leads back.
        var clicked = await AnyOrderAsync("click_id");
        await page.OpenLiveAsync("/conversions/" + clicked.GetProperty("id").GetString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "As it came" })).ToBeVisibleAsync();
        await page.Locator(".facts a[href*='clicks/']").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Checks" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = clicked.GetProperty("order_id").GetString()! })).ToBeVisibleAsync();
        await page.ShootAsync("report-2-click");
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task All_orders_that_match_are_rejected_with_one_note()
    {
        await PostOrdersAsync("MANY", 3);
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        await page.OpenLiveAsync("/conversions?sub1=MANY");
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 3 that match" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject…" }).ClickAsync();
        await page.GetByLabel("Note").FillAsync("Sent by mistake");
        await page.ShootAsync("report-3-reject");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject 3 orders" }).ClickAsync();

        await Expect(page.GetByText("3 orders are rejected.")).ToBeVisibleAsync();
        await Expect(page.Locator("td[data-label='Status']").Filter(new() { HasText = "Rejected" })).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Link, new() { Name = "MANY-1" }).ClickAsync();
        await Expect(page.GetByText("Sent by mistake")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_saved_view_is_shared_exported_and_scheduled()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/conversions");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Days" }).SelectOptionAsync("last_90_days");
        await page.WaitForURLAsync(url => url.Contains("last_90_days", StringComparison.Ordinal));
        await page.GetByText("More filters").ClickAsync();
        await page.GetByLabel("Basis").SelectOptionAsync("exclusive_code");
        await page.WaitForURLAsync(url => url.Contains("basis=exclusive_code", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "View: not saved" }).ClickAsync();
        await page.GetByLabel("Save these filters and columns as").FillAsync("Exclusive of ninety days");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as new view" }).ClickAsync();
        var view = page.GetByRole(AriaRole.Button, new() { Name = "View: Exclusive of ninety days" });
        await Expect(view).ToBeVisibleAsync();

        await view.ClickAsync();
        await page.GetByLabel("Shared with").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.Locator(".view-menu a[aria-current]")).ToContainTextAsync("shared");
        await page.ShootAsync("report-4-view");
        await page.GetByRole(AriaRole.Link, new() { Name = "Schedule…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Download" }).First;
        await Expect(link).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.ShootAsync("report-5-scheduled");
        var file = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("conversions-", file.SuggestedFilename, StringComparison.Ordinal);
        Assert.True(lines.Length > 1);
        Assert.All(lines.Skip(1), line => Assert.Contains("Exclusive code", line, StringComparison.Ordinal));

        // The viewer of the same advertiser picks it; its filters are in his address.
        var (other, viewer) = await portal.SignInAsync(browser, DemoPortal.Viewer);
        await using var closingOther = other;
        await viewer.OpenLiveAsync("/conversions");
        await viewer.GetByRole(AriaRole.Button, new() { Name = "View: Standard" }).ClickAsync();
        await viewer.GetByRole(AriaRole.Link, new() { Name = "Exclusive of ninety days" }).ClickAsync();
        await viewer.WaitForURLAsync(url => url.Contains("basis=exclusive_code", StringComparison.Ordinal));
        await Expect(viewer.GetByRole(AriaRole.Button, new() { Name = "View: Exclusive of ninety days" })).ToBeVisibleAsync();
        await Expect(viewer.GetByRole(AriaRole.Button, new() { Name = "Approve…" })).ToHaveCountAsync(0);
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task The_API_request_of_a_filtered_Click_Report_gives_its_rows()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.OpenLiveAsync("/clicks?columns=id,coupon_code");
        await page.GetByLabel("Outcome").SelectOptionAsync("unknown_code");
        await page.WaitForURLAsync(url => url.Contains("outcome=unknown_code", StringComparison.Ordinal));
        await Expect(page.Locator(".report-body")).ToHaveAttributeAsync("aria-busy", "false");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy as API request" }).ClickAsync();
        var url = await page.GetByLabel("URL", new() { Exact = true }).InnerTextAsync();
        var curl = await page.GetByLabel("curl line", new() { Exact = true }).InnerTextAsync();
        await page.ShootAsync("report-6-api");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByLabel("curl line", new() { Exact = true })).ToHaveCountAsync(0);

        using var client = Script();
        var rows = (await client.GetFromJsonAsync<JsonElement>(new Uri(url.Trim()))).GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()![..8] + "…").ToList();

        Assert.Contains("$COUPONPORTAL_API_KEY", curl, StringComparison.Ordinal);
        Assert.NotEmpty(rows);
        Assert.Equal(rows, (await page.Locator("td[data-label='Click id'] a").AllInnerTextsAsync()).Select(t => t.Trim()));
    }

    // Some order of the demo network that has the field.
    private async Task<JsonElement> AnyOrderAsync(string field)
    {
        using var client = Script();
        return (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/conversions?limit=200", UriKind.Relative))).GetProperty("data").EnumerateArray()
            .First(c => c.GetProperty(field).ValueKind == JsonValueKind.String && c.GetProperty("order_id").ValueKind == JsonValueKind.String);
    }

    private async Task PostOrdersAsync(string sub1, int count)
    {
        using var client = Script();
        using var answer = await client.PostAsJsonAsync(
            new Uri("/api/v1/conversions", UriKind.Relative), Enumerable.Range(1, count).Select(i => new { advertiser_id = 1, order_id = $"{sub1}-{i}", amount = "10.00", sub1 }));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private HttpClient Script()
    {
        var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        return client;
    }
}
