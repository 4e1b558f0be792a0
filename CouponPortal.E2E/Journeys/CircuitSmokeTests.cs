using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>Proves that a circuit works in a real browser, in both appearances, without a request to another host.</summary>
public sealed class CircuitSmokeTests
{
    [Fact]
    public async Task A_click_reaches_the_server_and_the_appearance_switches()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { BaseURL = portal.Address.ToString() });
        var elsewhere = new List<string>();
        var faults = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(portal.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add(message.Text);
            }
        };

        await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.ClickAsync("#count");
        await Expect(page.Locator("#count")).ToContainTextAsync("Clicked 1");
        await Expect(page.Locator("tr.rz-data-row")).ToHaveCountAsync(3);
        await ShootAsync(page, "light");

        await page.ClickAsync(".portal-appearance");
        await Expect(page.Locator("link[href*='material-dark']")).Not.ToHaveCountAsync(0);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(page.Locator("link[href*='material-dark']")).Not.ToHaveCountAsync(0);
        await ShootAsync(page, "dark");

        Assert.Empty(elsewhere);
        Assert.Empty(faults);
    }

    // Pictures are for a person's eye and only taken when E2E_SHOTS names a folder.
    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("E2E_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }
}
