using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>A code that nobody has arrives, staff finds it in the inbox, says what is meant, and the order is credited.</summary>
public sealed class UnknownCodeTests(Browser browser, DemoPortal portal)
{
    private const string Meant = "HARVEST88";
    private const string Sent = "HARVST88";

    [Fact]
    public async Task An_order_with_a_mistyped_code_is_found_in_the_inbox_and_credited_to_the_partner_who_was_meant()
    {
        var partner = await CouponAsync();
        await PostOrderAsync($"coupon_code={Sent}&order_id=HARVEST-1&amount=80.00");
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        await page.OpenLiveAsync("/inbox");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Link, new() { Name = Sent }) });
        await Expect(row).ToContainTextAsync($"Closest {Meant}, {partner}");
        await page.ShootAsync("inbox-1-groups");
        await row.GetByRole(AriaRole.Link, new() { Name = Sent }).ClickAsync();
        await page.Locator("[data-live='yes']").WaitForAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = Meant }).CheckAsync();
        await page.GetByLabel("Reason").FillAsync("A typo on the flyer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what will happen" }).ClickAsync();
        await Expect(page.GetByText($"1 go to {partner}")).ToBeVisibleAsync();
        await page.ShootAsync("inbox-2-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Re-attribute 1 orders" }).ClickAsync();
        await Expect(page.GetByText("1 orders are placed.")).ToBeVisibleAsync();
        await page.ShootAsync("inbox-3-done");

        await page.OpenLiveAsync("/conversions?order_id=HARVEST-1");
        await page.GetByRole(AriaRole.Link, new() { Name = "HARVEST-1" }).ClickAsync();
        await Expect(page.GetByText("Judged again")).ToBeVisibleAsync();
        await Expect(page.GetByText($"{Sent} taken for {Meant}: A typo on the flyer")).ToBeVisibleAsync();
        await page.ShootAsync("inbox-4-life");
        Assert.Empty(session.ForeignRequests);
    }

    // A partner of advertiser 1 that is approved for the offer already: an order of before is judged at its own time.
    private async Task<string> CouponAsync()
    {
        using var client = Script();
        var offers = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/offers?advertiser_id=1&status=active", UriKind.Relative))).GetProperty("data").EnumerateArray().Select(o => o.GetProperty("id").GetInt32()).ToHashSet();
        var approval = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/approvals?status=approved&limit=200", UriKind.Relative))).GetProperty("data").EnumerateArray()
            .First(a => offers.Contains(a.GetProperty("offer_id").GetInt32()));
        var partner = approval.GetProperty("partner_id").GetInt32();
        using var created = await client.PostAsJsonAsync(new Uri("/api/v1/coupons", UriKind.Relative), new { code = Meant, offer_id = approval.GetProperty("offer_id").GetInt32(), partner_id = partner });
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
        return (await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/partners/{partner}", UriKind.Relative))).GetProperty("name").GetString()!;
    }

    private async Task PostOrderAsync(string query)
    {
        using var client = Script();
        var advertiser = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/advertisers/1", UriKind.Relative));
        using var answer = await client.GetAsync(new Uri($"/postback?aid=1&verification_token={advertiser.GetProperty("postback_key").GetString()}&{query}", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private HttpClient Script()
    {
        var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        return client;
    }
}
