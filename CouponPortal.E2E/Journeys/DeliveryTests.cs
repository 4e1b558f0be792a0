using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>Staff say whom an offer is for and where the others go, try it, save it, and see it happen.</summary>
public sealed class DeliveryTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Offer_is_for_phones_and_others_are_served_by_another_one_as_was_foretold()
    {
        using var api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal.BaseUrl };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        var (phones, desks) = (await OfferAsync(api, "Phones alone"), await OfferAsync(api, "Desks"));
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;

        await page.OpenLiveAsync($"/offers/{phones}/delivery");
        await page.GetByLabel("Country", new() { Exact = true }).First.SelectOptionAsync("Deny");
        await page.GetByLabel("Country: values").FillAsync("Atlantis");
        await page.GetByLabel("Device", new() { Exact = true }).First.SelectOptionAsync("Allow");
        await page.GetByRole(AriaRole.Group, new() { Name = "Device: values" }).GetByLabel("Mobile").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a step" }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Step 1, target 1" }).GetByLabel("Offer").SelectOptionAsync(desks.ToString(System.Globalization.CultureInfo.InvariantCulture));

        // A fault is told at its field, and nothing of what was typed is gone.
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("[id='targeting.country.values-error']")).ToContainTextAsync("“Atlantis” is no country");
        await page.GetByLabel("Country: values").FillAsync("us");

        // Foretold by the rules as they are typed.
        await page.Locator("[id='visitor.device']").SelectOptionAsync("desktop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).ClickAsync();
        await Expect(page.GetByText($"Is served by offer {desks} instead.")).ToBeVisibleAsync();
        await page.Locator("[id='visitor.device']").SelectOptionAsync("mobile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Passes: the offer serves this visitor.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Country: values")).ToHaveValueAsync("US");

        // And so it happens.
        using var visit = new HttpRequestMessage(HttpMethod.Get, new Uri($"/clk?oid={phones}&affid=1", UriKind.Relative));
        visit.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36");
        using var answer = await api.SendAsync(visit);
        Assert.Equal("/Desks", answer.Headers.Location?.AbsolutePath);
        await page.OpenLiveAsync($"/clicks?offer_id={desks}");
        await page.Locator("tbody a[href^='clicks/']").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Phones alone" })).ToContainTextAsync("not for this device");
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Desks" })).ToContainTextAsync("Served");
    }

    private static async Task<int> OfferAsync(HttpClient api, string name)
    {
        using var made = await api.PostAsJsonAsync("/api/v1/offers", new { advertiser_id = 1, name, base_destination_url = $"https://shop.example/{name.Split(' ')[0]}", payout = "5" });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
        using var approved = await api.PostAsJsonAsync("/api/v1/approvals", new { offer_id = id, partner_id = 1, status = "approved" });
        approved.EnsureSuccessStatusCode();
        return id;
    }
}
