using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>Staff limits an offer, sees the cap reached, scans the link as a visitor, and the partner is told in plain words.</summary>
public sealed class CapsAndScanTests(Browser browser, DemoPortal portal)
{
    private const string Code = "BRIMFULL";

    [Fact]
    public async Task A_cap_is_set_and_reached_and_the_scan_says_where_visitors_go_then()
    {
        var (offer, coupon) = await OfferAsync();
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using (session)
        {
            await page.OpenLiveAsync($"/offers/{offer}/caps");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a cap" }).ClickAsync();
            await page.GetByLabel("At most", new() { Exact = true }).FillAsync("none");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Type a whole number above 0." })).ToBeVisibleAsync();
            await page.GetByLabel("At most", new() { Exact = true }).FillAsync("2");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
            await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();

            await VisitAsync();
            await VisitAsync();

            await page.OpenLiveAsync($"/offers/{offer}/caps");
            await Expect(page.GetByText("2 clicks (100 %)")).ToBeVisibleAsync();
            await Expect(page.GetByText("Reached", new() { Exact = true })).ToBeVisibleAsync();
            await page.ShootAsync("caps-1-reached");
            await page.OpenLiveAsync("/");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Caps that are reached" })).ToBeVisibleAsync();

            await page.OpenLiveAsync("/scan");
            await page.GetByLabel("Link or code").FillAsync(portal.BaseUrl + Code);
            await page.GetByLabel("Visitor", new() { Exact = true }).SelectOptionAsync("android");
            await page.GetByRole(AriaRole.Button, new() { Name = "Scan", Exact = true }).ClickAsync();
            await page.WaitForURLAsync(url => url.Contains("visitor=android", StringComparison.Ordinal));
            await Expect(page.GetByText("Capped", new() { Exact = true })).ToBeVisibleAsync();
            await Expect(page.GetByText("cap reached (offer clicks day)")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Follow the redirects" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "/healthz/live" })).ToContainTextAsync("200");
            await page.ShootAsync("scan-1-capped");
            Assert.Empty(session.ForeignRequests);
        }

        var (own, mine) = await portal.SignInAsync(browser, DemoPortal.Partner);
        await using (own)
        {
            await mine.OpenLiveAsync($"/partner/codes/{coupon}");
            await Expect(mine.GetByText("The offer's cap of visits for today is reached; it opens again tomorrow.")).ToBeVisibleAsync();
        }
    }

    private async Task VisitAsync()
    {
        using var visitor = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal.BaseUrl };
        visitor.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36");
        using var answer = await visitor.GetAsync(new Uri(Code, UriKind.Relative));
        Assert.Equal((HttpStatusCode.Found, "shop.brimfull.example"), (answer.StatusCode, answer.Headers.Location!.Host));
    }

    // The fallback is a page of this machine, under a name that is no tracking domain.
    private async Task<(int Offer, int Coupon)> OfferAsync()
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        var partner = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/partners?limit=200", UriKind.Relative))).GetProperty("data").EnumerateArray()
            .Single(p => p.GetProperty("name").GetString() == "Alpine Anna").GetProperty("id").GetInt32();
        var offer = await MakeAsync("offers", new { advertiser_id = 1, name = "Brimful", base_destination_url = "https://shop.brimfull.example/", fallback_url = $"http://localhost:{portal.BaseUrl.Port}/healthz/live" });
        return (offer, await MakeAsync("coupons", new { code = Code, offer_id = offer, partner_id = partner }));

        async Task<int> MakeAsync(string resource, object body)
        {
            using var made = await client.PostAsJsonAsync(new Uri("/api/v1/" + resource, UriKind.Relative), body);
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
            return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
        }
    }
}
