using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>The product's main job in a real browser: bind a code to a partner, and see the order that the code won against another partner's click.</summary>
public sealed partial class MainJobTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Staff_binds_an_exclusive_code_and_sees_its_order_and_the_reason_on_the_report()
    {
        const string Code = "JOURNEY77";
        var rival = await RivalAsync();
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        // Create the exclusive coupon with its one partner.
        await page.OpenLiveAsync("/coupons/new");
        await page.GetByLabel("Exclusive").CheckAsync();
        await ChooseOfferAsync(page, rival.OfferName);
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit Partner List" }).ClickAsync();
        await page.GetByLabel("Search by name or ID").FillAsync(rival.WinnerName);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add " + rival.WinnerName }).ClickAsync();
        await Expect(page.GetByText("An Exclusive code has exactly one partner.")).ToBeVisibleAsync();
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(Code);
        await Expect(page.GetByText(Code + " is free")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await page.ShootAsync("journey-1-saved");

        // Filter by visibility.
        await page.OpenLiveAsync("/coupons");
        await page.GetByLabel("Visibility").SelectOptionAsync("Exclusive");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("visibility=", StringComparison.OrdinalIgnoreCase));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = Code })).ToBeVisibleAsync();
        await Expect(page.Locator("tbody [data-label='Visibility']").Filter(new() { HasNotText = "Exclusive" })).ToHaveCountAsync(0);

        // A shopper opens the rival's link, then the tracking URL itself, and buys with the code.
        var click = await OpenTrackingUrlAsync(session, rival.Code);
        Assert.Equal(32, (await OpenTrackingUrlAsync(session, Code)).Length);
        await PostOrderAsync($"coupon_code={Code}&transaction_id={click}&order_id=JOURNEY-1&amount=80.00&oid={rival.Offer}");

        // The report shows the order, and the order its reason.
        await page.OpenLiveAsync("/reports/attribution");
        await page.GetByLabel("Attribution Feature").SelectOptionAsync("exclusive_codes");
        await page.GetByLabel("Coupon Code").FillAsync(Code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate Report" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "JOURNEY-1" });
        await Expect(row).ToContainTextAsync(rival.RivalName);
        await Expect(row).ToContainTextAsync(rival.WinnerName);
        await page.ShootAsync("journey-2-report");
        await row.GetByRole(AriaRole.Link, new() { Name = "JOURNEY-1" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Why this partner?" })).ToBeVisibleAsync();
        await Expect(page.GetByText($"{Code} is an exclusive code of {rival.WinnerName}: credited whatever the click path.").First).ToBeVisibleAsync();
        await Expect(page.GetByText($"Without the Exclusive feature {rival.RivalName} would have been credited for the same order.")).ToBeVisibleAsync();
        await page.ShootAsync("journey-3-reason");

        // And the same rows as a file.
        await page.GoBackAsync();
        await page.Locator("[data-live='yes']").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV of all that match" }).ClickAsync());
        Assert.Contains("JOURNEY-1", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
        Assert.Empty(session.ForeignRequests);
    }

    [Fact]
    public async Task Bad_input_is_told_at_its_field_and_what_was_typed_stays()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/coupons/new");

        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("NO SPACES!");
        await page.GetByLabel("Start date").FillAsync("2026-12-31");
        await page.GetByLabel("End date").FillAsync("2026-12-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.Locator("#code-error")).ToContainTextAsync("letters A to Z and digits only");
        await Expect(page.Locator("#end_date-error")).ToContainTextAsync("before the start date");
        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToHaveValueAsync("NO SPACES!");

        // The summary leads to the field by keyboard as well: also to Radzen's box, whose named input is hidden.
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose an offer." }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Offer: Choose an offer" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Until_the_circuit_answers_nothing_can_be_typed_or_pressed_that_would_be_lost()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.RouteAsync("**/_framework/blazor.web*.js", route => route.AbortAsync());
        await page.GotoAsync("/coupons/new");

        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Dark appearance" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/coupons$"));

        await page.UnrouteAllAsync();
        await page.OpenLiveAsync("/coupons/new");
        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Without_the_permission_the_exclusive_option_and_the_settings_row_are_grey_and_say_whom_to_ask()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        var offer = (await ListAsync("offers?advertiser_id=2"))[0].GetProperty("name").GetString()!;

        await page.OpenLiveAsync("/coupons/new");
        await ChooseOfferAsync(page, offer);
        await Expect(page.GetByLabel("Exclusive")).ToBeDisabledAsync();
        await Expect(page.Locator("#visibility-Exclusive")).ToContainTextAsync("permission");
        await page.GotoAsync("/settings/attribution?advertiser=2");

        await Expect(page.Locator("main")).ToContainTextAsync("The Exclusive Coupons permission is not enabled");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Exclusive Codes" }).GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_viewer_reads_and_has_nothing_to_save_with()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Viewer);
        await using var closing = session;

        await page.OpenLiveAsync("/coupons");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add New Coupon" })).ToHaveCountAsync(0);
        await page.GotoAsync("/coupons/1");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToHaveCountAsync(0);
        await Expect(page.Locator("main")).ToContainTextAsync("may read coupons");
    }

    [Fact]
    public async Task A_wrong_password_says_the_same_as_an_unknown_person_and_signs_nobody_in()
    {
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var page = await session.NewPageAsync();
        foreach (var email in new[] { DemoPortal.Staff, "nobody@demo.example" })
        {
            await page.GotoAsync("/account/sign-in");
            await page.GetByLabel("E-mail").FillAsync(email);
            await page.GetByLabel("Password").FillAsync("not the password");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Expect(page.Locator(".notice[role=alert]")).ToContainTextAsync(new Regex("e-mail|password", RegexOptions.IgnoreCase));
        }

        await page.GotoAsync("/coupons");
        await Expect(page).ToHaveURLAsync(new Regex("/account/sign-in"));
    }

    private static async Task ChooseOfferAsync(IPage page, string offer)
    {
        await page.Locator("[name='offer_id']").Locator("xpath=ancestor-or-self::*[contains(@class,'rz-dropdown')]").First.ClickAsync();
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = offer }).First.ClickAsync();
        await Expect(page.GetByText("Days are those of the advertiser's time zone")).ToBeVisibleAsync();
    }

    /// <summary>Returns the click id that the shop gets. The shop itself is of another host, so the redirect is read and not followed.</summary>
    private static async Task<string> OpenTrackingUrlAsync(BrowserSession session, string code)
    {
        var answer = await session.Context.APIRequest.GetAsync("/" + code, new() { MaxRedirects = 0 });
        Assert.Equal(302, answer.Status);
        return ClickId().Match(answer.Headers["location"]).Value;
    }

    // An offer's macro decides which parameter carries it.
    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex ClickId();

    private async Task PostOrderAsync(string query)
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        var advertiser = (await ListAsync("advertisers"))[0];
        var key = advertiser.GetProperty("postback_key").GetString();
        using var answer = await client.GetAsync(new Uri($"/postback?aid={advertiser.GetProperty("id")}&verification_token={key}&{query}", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A partner of advertiser 1 with a code of its own, its offer, and another partner to win against it.</summary>
    private async Task<(string Code, string RivalName, string WinnerName, int Offer, string OfferName)> RivalAsync()
    {
        var coupons = await ListAsync("coupons?advertiser_id=1&visibility=private&status=active&limit=200");
        var coupon = coupons.First(c => c.GetProperty("tracking_url").ValueKind == JsonValueKind.String
            && c.GetProperty("start_date").ValueKind == JsonValueKind.Null && !c.GetProperty("tracking_url").GetString()!.Contains("oid=", StringComparison.Ordinal));
        var partners = await ListAsync("partners?limit=200");
        var rival = coupon.GetProperty("partner_id").GetInt32();
        var winner = partners.First(p => p.GetProperty("id").GetInt32() != rival && p.GetProperty("status").GetString() == "active");
        var offer = (await ListAsync("offers?advertiser_id=1")).First(o => o.GetProperty("id").GetInt32() == coupon.GetProperty("offer_id").GetInt32());
        return (
            coupon.GetProperty("code").GetString()!,
            partners.First(p => p.GetProperty("id").GetInt32() == rival).GetProperty("name").GetString()!,
            winner.GetProperty("name").GetString()!,
            offer.GetProperty("id").GetInt32(),
            offer.GetProperty("name").GetString()!);
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string resource)
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        var json = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/" + resource, UriKind.Relative));
        return [.. json.GetProperty("data").EnumerateArray()];
    }
}
