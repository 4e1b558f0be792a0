using Microsoft.Playwright;

namespace CouponPortal.E2E.Support;

/// <summary>The browser of the journeys: the system's Chromium, or the one that CHROMIUM_PATH names.</summary>
public static class Chromium
{
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium",
        // No sandbox: build machines run as root, and the only pages opened are our own.
        // The other two keep the browser from calling home, so that a request to elsewhere is ours and a fault.
        Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
    });
}
