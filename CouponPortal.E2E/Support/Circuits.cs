using Microsoft.Playwright;

namespace CouponPortal.E2E.Support;

/// <summary>Waiting for a page to be alive: what is prerendered looks ready before it answers to a click.</summary>
internal static class Circuits
{
    /// <summary>Goes to an address of the portal and returns when its circuit answers.</summary>
    public static async Task OpenLiveAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.Locator("[data-live='yes']").WaitForAsync();
    }

    /// <summary>Pictures are for a person's eye and only taken when E2E_SHOTS names a folder.</summary>
    public static async Task ShootAsync(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("E2E_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
