using System.Text.RegularExpressions;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>A partner misses a sale, asks, opens a case; staff ask back and credit it; the partner sees it. And the way from a sum of the payouts to the reason of an order.</summary>
public sealed partial class MissingSaleTests(Browser browser, DemoPortal portal)
{
    private const string Number = "LOST-4711";

    [Fact]
    public async Task A_missing_sale_is_asked_for_becomes_a_case_and_is_credited()
    {
        var (anna, ask) = await portal.SignInAsync(browser, "partner@demo.example");
        await using var closing = anna;
        var (staff, desk) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closingToo = staff;

        await ask.OpenLiveAsync("/partner/missing-sale");
        await ask.GetByLabel("Shop", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Northwind Outdoor" });
        await ask.GetByLabel("Your code").FillAsync("anna15");
        await ask.GetByLabel("Order number").FillAsync(Number);
        await ask.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Expect(ask.GetByRole(AriaRole.Heading, new() { Name = $"No order with the number {Number} has arrived from this shop." })).ToBeVisibleAsync();
        await ask.ShootAsync("missing-1-answer");
        await ask.GetByLabel("What do you know of the sale?").FillAsync("She wrote to me that she used my code.");
        await ask.GetByRole(AriaRole.Button, new() { Name = "Open the case" }).ClickAsync();
        await ask.WaitForURLAsync(CaseAddress());
        var path = new Uri(ask.Url).AbsolutePath;
        await Expect(ask.GetByText("With the shop").First).ToBeVisibleAsync();

        await desk.OpenLiveAsync("/missing-sales");
        await desk.GetByRole(AriaRole.Row).Filter(new() { HasText = Number }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(desk.GetByText("She wrote to me that she used my code.")).ToBeVisibleAsync();
        await desk.GetByLabel("Answer", new() { Exact = true }).SelectOptionAsync("needs_more");
        await desk.GetByLabel("Message to the partner").FillAsync("Which day was it?");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }).ClickAsync();
        await Expect(desk.GetByText("Which day was it?")).ToBeVisibleAsync();

        await ask.OpenLiveAsync(path);
        await Expect(ask.GetByText("Question to you").First).ToBeVisibleAsync();
        await Expect(ask.GetByText(DemoPortal.Staff)).ToHaveCountAsync(0);
        await ask.GetByLabel("Your answer").FillAsync("Today.");
        await ask.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(ask.GetByText("Today.", new() { Exact = true })).ToBeVisibleAsync();

        // The shop reports the order after all; staff point to it.
        await PostOrderAsync();
        await desk.ReloadAsync();
        await desk.Locator("[data-live='yes']").WaitForAsync();
        await Expect(desk.GetByRole(AriaRole.Link, new() { Name = Number, Exact = true })).ToBeVisibleAsync();
        await desk.ShootAsync("missing-2-staff");
        await desk.GetByLabel("Answer", new() { Exact = true }).SelectOptionAsync("credited");
        await Expect(desk.GetByLabel("Which order?")).ToHaveValueAsync(PublicId());
        await desk.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }).ClickAsync();
        await Expect(desk.Locator(".page-header").GetByText("Credited")).ToBeVisibleAsync();

        await ask.OpenLiveAsync(path);
        await Expect(ask.GetByText("The order is credited to you.")).ToBeVisibleAsync();
        await ask.ShootAsync("missing-3-credited");
        await ask.GetByRole(AriaRole.Link, new() { Name = "Show the order" }).ClickAsync();
        await Expect(ask.GetByRole(AriaRole.Heading, new() { Name = $"Why: order {Number}" })).ToBeVisibleAsync();
        Assert.Empty(anna.ForeignRequests);
        Assert.Empty(staff.ForeignRequests);
    }

    [Fact]
    public async Task A_sum_of_the_payouts_leads_to_its_orders_and_to_the_reason_of_each()
    {
        var (session, page) = await portal.SignInAsync(browser, "partner@demo.example");
        await using var closing = session;

        await page.OpenLiveAsync("/partner/payouts");
        var cell = page.Locator("tbody tr td[data-label='Approved']").Filter(new() { Has = page.GetByRole(AriaRole.Link) }).First;
        var sum = Blank().Replace(await cell.GetByRole(AriaRole.Link).InnerTextAsync(), " ");
        await cell.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".totals-line strong")).ToHaveTextAsync(new Regex(Regex.Escape(sum.Trim()).Replace("\\ ", "\\s+", StringComparison.Ordinal)));
        await page.Locator("[data-live='yes']").WaitForAsync();
        await page.Locator("tbody tr").First.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This order is credited to you." })).ToBeVisibleAsync();
    }

    private async Task PostOrderAsync()
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", DemoPortal.ApiKey);
        using var body = new StringContent($$"""{"advertiser_id":1,"order_id":"{{Number}}","amount":"42.00","currency":"EUR","coupon_code":"ANNA15","offer_id":1}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/conversions", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("/cases/[0-9]+$")]
    private static partial Regex CaseAddress();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex PublicId();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
