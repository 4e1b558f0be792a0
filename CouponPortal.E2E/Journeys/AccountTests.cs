using CouponPortal.E2E.Support;
using Microsoft.Playwright;

namespace CouponPortal.E2E.Journeys;

/// <summary>A person's way in: invited, with an authenticator app, with a passkey; and out again, by somebody else's hand.</summary>
public sealed class AccountTests(Browser browser, DemoPortal portal)
{
    private const string Password = "amber-lantern-41-reef";

    [Fact]
    public async Task Person_is_invited_chooses_a_password_and_sees_what_the_invitation_is_for()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        var link = await InviteAsync(page, "journey@shop.example", "Read-only");
        await page.ShootAsync("invited");

        await using var other = await browser.OpenAsync(portal.BaseUrl);
        var guest = await AcceptAsync(other, link);
        await guest.GetByRole(AriaRole.Link, new() { Name = "Later" }).ClickAsync();
        await guest.Locator("[data-live='yes']").WaitForAsync();
        await guest.OpenLiveAsync("/coupons/1");
        await Assertions.Expect(guest.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true })).ToHaveCountAsync(0);
        await guest.OpenLiveAsync("/users");
        await Assertions.Expect(guest.GetByText("You may not see this")).ToBeVisibleAsync();

        await page.OpenLiveAsync("/users/invitations?show=all");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "journey@shop.example" })).ToContainTextAsync("Accepted");
        await guest.GotoAsync(link);
        await Assertions.Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "This link does not work" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Open_page_of_a_disabled_person_is_refused_at_the_next_action()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        var link = await InviteAsync(page, "leaver@shop.example", "Network admin");
        await using var other = await browser.OpenAsync(portal.BaseUrl);
        var guest = await AcceptAsync(other, link);
        await guest.OpenLiveAsync("/partners");

        await page.OpenLiveAsync("/users?q=leaver");
        await page.GetByRole(AriaRole.Link, new() { Name = "leaver@shop.example" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Disabled.", new() { Exact = true })).ToBeVisibleAsync();

        // Through the circuit that is still open: the filter asks the server.
        await guest.GetByLabel("Search").FillAsync("anna");
        await guest.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "Sign in again" })).ToBeVisibleAsync();
        await guest.GotoAsync("/partners");
        await guest.WaitForURLAsync(url => url.Contains("sign-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Passkey_is_added_signs_in_without_a_password_and_is_worth_nothing_once_removed()
    {
        // A passkey needs a name for the site; browsers take none for an address of numbers.
        var site = new UriBuilder(portal.BaseUrl) { Host = "localhost" }.Uri;
        var (admin, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = admin;
        var link = new UriBuilder(await InviteAsync(page, "passkey@shop.example", "Network admin")) { Host = "localhost" }.Uri.AbsoluteUri;
        await using var session = await browser.OpenAsync(site);
        var person = await AcceptAsync(session, link);
        var devtools = await session.Context.NewCDPSessionAsync(person);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });

        await person.GotoAsync("/account/passkeys");
        await person.GetByLabel("Name").FillAsync("My laptop");
        await person.GetByLabel("Current password").FillAsync(Password);
        await person.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(person.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await person.ShootAsync("passkey");
        await SignOutAsync(person);

        await person.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await person.Locator("[data-live='yes']").WaitForAsync();
        await Assertions.Expect(person.Locator(".shell-email")).ToHaveTextAsync("passkey@shop.example");
        await person.GotoAsync("/account/sessions");
        await Assertions.Expect(person.GetByText("by passkey")).ToBeVisibleAsync();

        await person.GotoAsync("/account/passkeys");
        await person.GetByRole(AriaRole.Button, new() { Name = "Remove My laptop" }).ClickAsync();
        await Assertions.Expect(person.GetByText("Removed.")).ToBeVisibleAsync();
        await SignOutAsync(person);
        await person.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(person.GetByText("This passkey does not belong to an active account here.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Authenticator_app_is_set_up_from_the_page_and_asked_for_at_the_next_sign_in()
    {
        var (admin, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = admin;
        var link = await InviteAsync(page, "app@shop.example", "Network admin");
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var person = await AcceptAsync(session, link);

        await person.GetByLabel("Current password").FillAsync(Password);
        await person.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Assertions.Expect(person.GetByRole(AriaRole.Img, new() { Name = "QR code with the secret below" }).Locator("svg")).ToBeVisibleAsync();
        var secret = (await person.Locator(".totp code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await person.ShootAsync("authenticator");
        var first = AuthenticatorApp.StepNow();
        await person.GetByLabel("Code that the app shows now").FillAsync(AuthenticatorApp.Code(secret, first));
        await person.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Assertions.Expect(person.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem)).Not.ToHaveCountAsync(0);
        var recovery = await person.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem).First.InnerTextAsync();
        await person.GetByRole(AriaRole.Link, new() { Name = "To the portal" }).ClickAsync();
        await person.Locator("[data-live='yes']").WaitForAsync();
        await SignOutAsync(person);

        // The password alone opens nothing; a code is good once, and the next one comes half a minute later or, by the clock's leave, a step early.
        await PasswordAsync("/coupons");
        await person.GotoAsync("/coupons");
        Assert.Contains("sign-in", person.Url, StringComparison.Ordinal);
        await PasswordAsync("/coupons");
        await CodeAsync(AuthenticatorApp.Code(secret, first));
        await Assertions.Expect(person.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CodeAsync(AuthenticatorApp.Code(secret, first + 1));
        await person.WaitForURLAsync(url => url.EndsWith("/coupons", StringComparison.Ordinal));
        await person.Locator("[data-live='yes']").WaitForAsync();
        await SignOutAsync(person);

        await PasswordAsync("/");
        await CodeAsync(recovery);
        await person.Locator("[data-live='yes']").WaitForAsync();
        await person.GotoAsync("/account/second-factor");
        await Assertions.Expect(person.GetByText("of your recovery codes are left")).ToBeVisibleAsync();

        async Task PasswordAsync(string target)
        {
            await person.GotoAsync("/account/sign-in?returnUrl=" + Uri.EscapeDataString(target));
            await person.GetByLabel("E-mail").FillAsync("app@shop.example");
            await person.GetByLabel("Password").FillAsync(Password);
            await person.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
            await person.WaitForURLAsync(url => url.Contains("second-step", StringComparison.Ordinal));
        }

        async Task CodeAsync(string code)
        {
            await person.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
            await person.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        }
    }

    [Fact]
    public async Task Appearance_follows_the_computer_until_it_is_chosen_and_then_the_account()
    {
        var (admin, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = admin;
        var link = await InviteAsync(page, "looks@shop.example", "Network admin");
        await using var dark = await browser.OpenAsync(portal.BaseUrl, colorScheme: ColorScheme.Dark);
        var person = await AcceptAsync(dark, link);
        await person.OpenLiveAsync("/partners");
        var toggle = person.GetByRole(AriaRole.Button, new() { Name = "Dark appearance" });
        await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.True(await DarknessAsync(person) < 100);

        var kept = person.WaitForResponseAsync(response => response.Url.EndsWith("/account/appearance", StringComparison.Ordinal));
        await toggle.ClickAsync();
        Assert.Equal(204, (await kept).Status);
        await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-pressed", "false");

        // Another browser on a dark computer: the account's choice comes with the person.
        await using var elsewhere = await browser.OpenAsync(portal.BaseUrl, colorScheme: ColorScheme.Dark);
        var again = await elsewhere.NewPageAsync();
        await again.GotoAsync("/account/sign-in");
        await again.GetByLabel("E-mail").FillAsync("looks@shop.example");
        await again.GetByLabel("Password").FillAsync(Password);
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await again.Locator("[data-live='yes']").WaitForAsync();
        Assert.True(await DarknessAsync(again) > 200);

        await again.Keyboard.PressAsync("?");
        await Assertions.Expect(again.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await again.Keyboard.PressAsync("Escape");
        await again.Keyboard.PressAsync("g");
        await again.Keyboard.PressAsync("c");
        await again.WaitForURLAsync("**/coupons");
    }

    private static Task<int> DarknessAsync(IPage page) => page.EvaluateAsync<int>("() => Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("sign-in", StringComparison.Ordinal));
    }

    /// <returns>The link that is shown.</returns>
    private static async Task<string> InviteAsync(IPage page, string email, string role)
    {
        await page.OpenLiveAsync("/users/invite");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Role").SelectOptionAsync(new SelectOptionValue { Label = role });
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        return await page.Locator(".link-once code").InnerTextAsync();
    }

    private static async Task<IPage> AcceptAsync(BrowserSession session, string link)
    {
        var page = await session.NewPageAsync();
        await page.GotoAsync(link);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make my account" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("second-factor", StringComparison.Ordinal));
        return page;
    }
}
