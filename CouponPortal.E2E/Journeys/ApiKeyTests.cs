using System.Net;
using System.Net.Http.Headers;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>A manager makes a key, a script uses it, it is revoked; the audit log tells of all three.</summary>
public sealed class ApiKeyTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Key_is_made_used_and_revoked_and_all_three_are_in_the_audit_log()
    {
        var name = "Night shift " + Guid.NewGuid().ToString("N")[..8];
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/settings/api-keys");
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#can_write").SelectOptionAsync("write");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var token = await page.Locator("#new-key").InnerTextAsync();
        Assert.StartsWith("cpk_", token, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Created, await SuppressAsync(token));

        // Shown once: whoever comes back finds its beginning alone.
        await page.OpenLiveAsync("/settings/api-keys");
        Assert.DoesNotContain(token, await page.ContentAsync(), StringComparison.Ordinal);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Expect(row).ToContainTextAsync(token[..12]);
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await SuppressAsync(token));

        await page.OpenLiveAsync("/audit?text=" + Uri.EscapeDataString(name));
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Revoked at");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync(DemoPortal.Staff);
        await page.OpenLiveAsync("/audit?who=" + Uri.EscapeDataString(name));
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("API, 127.0.0.0/24");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Open entry") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Start date" })).ToContainTextAsync("2040-01-01");
    }

    // A code that nobody has, far ahead: no other test is disturbed.
    private async Task<HttpStatusCode> SuppressAsync(string token)
    {
        using var script = new HttpClient { BaseAddress = portal.BaseUrl };
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var body = new StringContent($$"""{"code":"{{"KEY" + Guid.NewGuid().ToString("N")[..8]}}","start_date":"2040-01-01","end_date":"2040-01-02"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await script.PostAsync(new Uri("/api/v1/suppressed-codes", UriKind.Relative), body);
        return answer.StatusCode;
    }
}
