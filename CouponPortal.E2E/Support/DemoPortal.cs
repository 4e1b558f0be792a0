using CouponPortal.E2E.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(DemoPortal))]

namespace CouponPortal.E2E.Support;

/// <summary>The product as a new user starts it: Development, an empty folder, the demo network of the first start. Shared by the tests of this assembly.</summary>
public sealed class DemoPortal : IAsyncLifetime
{
    public const string ApiKey = "e2e-key-0123456789abcdef";
    public const string Admin = "admin@demo.example";
    public const string Staff = "staff@demo.example";
    public const string Viewer = "viewer@demo.example";
    public const string Partner = "partner@demo.example";

    // Printed on the console of every first start in Development; no secret.
    private const string DemoPassword = "show-me-coupons";

    private PortalProcess? _portal;

    public Uri BaseUrl => _portal?.BaseUrl ?? throw new InvalidOperationException("The portal has not been started.");

    public async ValueTask InitializeAsync() =>
        _portal = await PortalProcess.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Bootstrap__ApiKey"] = ApiKey, ["Outgoing__AllowPrivateAddresses"] = "true" });

    /// <summary>Opens a session and signs in through the form.</summary>
    public Task<(BrowserSession Session, IPage Page)> SignInAsync(Browser browser, string email, int width = 1280, ColorScheme colors = ColorScheme.Light) =>
        SignInAsync(browser, BaseUrl, email, width, colors);

    /// <inheritdoc cref="SignInAsync(Browser, string, int, ColorScheme)"/>
    /// <param name="portal">Any portal with the demo's people.</param>
    internal static async Task<(BrowserSession Session, IPage Page)> SignInAsync(Browser browser, Uri portal, string email, int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var session = await browser.OpenAsync(portal, width, 900, colors);
        var page = await session.NewPageAsync();
        await page.GotoAsync("/account/sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(DemoPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return (session, page);
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
    }
}
