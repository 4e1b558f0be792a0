using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>A partner's first days: the first code, its link, a wish, the answer. On a product of its own, since it takes approvals away.</summary>
public sealed class PartnerPortalTests(Browser browser)
{
    private const int Anna = 2;

    [Fact]
    public async Task Partner_gets_its_first_code_copies_the_link_wishes_for_another_and_sees_it_approved()
    {
        await using var portal = new DemoPortal();
        await portal.InitializeAsync();
        foreach (var approval in await ListAsync(portal, $"approvals?partner_id={Anna}&status=approved"))
        {
            await SendAsync(portal, HttpMethod.Patch, "approvals", $$"""{"offer_id":{{approval.GetProperty("offer_id")}},"partner_id":{{Anna}},"status":"rejected"}""");
        }

        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Partner);
        await using var closing = session;
        await session.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Expect(page).ToHaveURLAsync(new Regex("/partner$"));
        await page.Locator("[data-live='yes']").WaitForAsync();
        var menu = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Offers" })).ToBeVisibleAsync();
        await Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Coupon Codes" })).ToHaveCountAsync(0);

        // Within the open circuit, too, pages of staff are not there, and the first page is the partner's.
        await page.EvaluateAsync("Blazor.navigateTo('coupons')");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the start page" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/partner$"));

        // The partner may apply for what is open, and waits.
        await menu.GetByRole(AriaRole.Link, new() { Name = "Offers" }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Harbor & Pine Gift Cards" }).GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator(".notice").Filter(new() { HasText = "You have applied for Harbor & Pine Gift Cards." })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Harbor & Pine Gift Cards" })).ToContainTextAsync("Waiting");

        // Staff make the first code, which approves the partner; the menu has it with the next step.
        await SendAsync(portal, HttpMethod.Post, "coupons", $$"""{"code":"FIRSTONE","offer_id":1,"partner_id":{{Anna}},"description":"Ten off"}""");
        await menu.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await menu.GetByRole(AriaRole.Link, new() { Name = "Coupon Codes" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "FIRSTONE" });
        await Expect(row).ToContainTextAsync("Code and link");
        await row.GetByRole(AriaRole.Button, new() { Name = "Copy the tracking URL of FIRSTONE" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied");
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(portal.BaseUrl + "FIRSTONE", copied);
        var visit = await session.Context.APIRequest.GetAsync(copied, new() { MaxRedirects = 0 });
        Assert.Equal(302, visit.Status);

        // Its page: the check, the description, the QR code.
        await page.GetByRole(AriaRole.Link, new() { Name = "FIRSTONE" }).ClickAsync();
        await Expect(page.GetByText("A visitor who opens it now lands on shop.northwind.example, and the click is yours.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code of " + copied })).ToBeVisibleAsync();
        var png = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download PNG" }).ClickAsync());
        Assert.Equal("FIRSTONE-qr.png", png.SuggestedFilename);

        // The wish, first refused, then sent.
        await menu.GetByRole(AriaRole.Link, new() { Name = "Code requests" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Request a code" }).First.ClickAsync();
        await page.GetByLabel("Code you wish for").FillAsync("my wish");
        await page.GetByLabel("Note to the shop").FillAsync("For the gift guide");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the wish" }).ClickAsync();
        await Expect(page.Locator("#code-error")).ToContainTextAsync("letters A to Z and digits only");
        await page.GetByLabel("Code you wish for").FillAsync("GUIDE20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the wish" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "GUIDE20" })).ToContainTextAsync("Pending");

        await ApproveAsync(portal, "GUIDE20", "GUIDE15");

        // The answer, and the code behind it.
        await page.ReloadAsync();
        var answer = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "GUIDE20" });
        await Expect(answer).ToContainTextAsync("Approved");
        await Expect(answer).ToContainTextAsync("15 is what we can do.");
        await answer.GetByRole(AriaRole.Link, new() { Name = "GUIDE15" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "GUIDE15", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByText("Code works", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(session.ForeignRequests);
    }

    private async Task ApproveAsync(DemoPortal portal, string wish, string granted)
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        await page.OpenLiveAsync("/code-requests");
        await page.GetByRole(AriaRole.Link, new() { Name = wish }).ClickAsync();
        await Expect(page.GetByText("For the gift guide")).ToBeVisibleAsync();
        var code = page.GetByLabel("Code", new() { Exact = true });
        await Expect(code).ToHaveValueAsync(wish);
        await code.FillAsync(granted);
        await page.GetByLabel("What the partner reads").FillAsync("15 is what we can do.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve, and make this coupon" }).ClickAsync();
        await Expect(page.Locator(".notice").Filter(new() { HasText = "Approved. The partner has the code now." })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "To the coupon " + granted })).ToBeVisibleAsync();
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(DemoPortal portal, string resource) =>
        [.. (await SendAsync(portal, HttpMethod.Get, resource, null)).GetProperty("data").EnumerateArray()];

    private static async Task<JsonElement> SendAsync(DemoPortal portal, HttpMethod method, string resource, string? body)
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + resource, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
