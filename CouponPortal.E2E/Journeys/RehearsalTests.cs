using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponPortal.E2E.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>"What would change?" beside each Save button, and "why this partner?" behind each order.</summary>
public sealed class RehearsalTests(Browser browser, DemoPortal portal)
{
    [Fact]
    public async Task Change_is_rehearsed_before_it_is_saved_and_nothing_is_saved_by_it()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        var (run, result) = (page.GetByRole(AriaRole.Button, new() { Name = "What would change?" }), page.GetByRole(AriaRole.Region, new() { Name = "Rehearsal" }));

        await page.OpenLiveAsync("/settings/attribution?feature=credit");
        await page.GetByLabel("Attribution priority").SelectOptionAsync("CouponCode");
        await run.ClickAsync();
        await Expect(result).ToContainTextAsync("would have ended differently");
        await result.Locator("summary").ClickAsync();
        await Expect(result.GetByText("coupon code before click").First).ToBeVisibleAsync();
        await page.ShootAsync("rehearsal-credit");
        await IsAccessibleAsync(page);
        await result.Locator("tbody a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Why this partner?" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Exclusive_codes_are_rehearsed_off_and_the_result_goes_with_another_answer()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        var (run, result) = (page.GetByRole(AriaRole.Button, new() { Name = "What would change?" }), page.GetByRole(AriaRole.Region, new() { Name = "Rehearsal" }));
        var address = $"/settings/attribution?advertiser={await AddDynamicShopAsync()}&feature=exclusive_codes";

        await page.OpenLiveAsync(address);
        await Expect(run).ToBeDisabledAsync();
        await page.GetByLabel("Enabled").UncheckAsync();
        await page.GetByLabel("Orders to replay").SelectOptionAsync("90");
        await run.ClickAsync();
        await Expect(result).ToContainTextAsync("1 of 2 orders of the last 90 days would have ended differently. Nothing was saved.");
        await Expect(result.GetByRole(AriaRole.Table).First).ToContainTextAsync("Paid out in all");
        await page.ShootAsync("rehearsal-exclusive");

        // Another answer to the question is another question.
        await page.GetByLabel("Enabled").CheckAsync();
        await Expect(result.GetByRole(AriaRole.Table)).ToHaveCountAsync(0);
        await page.OpenLiveAsync(address);
        await Expect(page.GetByLabel("Enabled")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Suppression_and_a_coupons_visibility_are_rehearsed_in_their_forms()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closing = session;
        var (run, result) = (page.GetByRole(AriaRole.Button, new() { Name = "What would change?" }), page.GetByRole(AriaRole.Region, new() { Name = "Rehearsal" }));

        // The code that most orders of the demo came with.
        await page.OpenLiveAsync("/conversions?basis=exclusive_code");
        var code = await page.Locator("tbody code").First.InnerTextAsync();
        await page.OpenLiveAsync("/suppressed-codes");
        await Expect(run).ToBeDisabledAsync();
        await page.GetByLabel("Code", new() { Exact = true }).First.FillAsync(code);
        await page.GetByLabel("Code", new() { Exact = true }).First.PressAsync("Tab");
        await run.ClickAsync();
        await Expect(result).ToContainTextAsync("would have ended differently");
        await result.Locator("summary").ClickAsync();
        await Expect(result.GetByText("Nobody (suppressed)").First).ToBeVisibleAsync();
        await page.ShootAsync("rehearsal-suppression");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = code }).Filter(new() { HasText = "In effect" })).ToHaveCountAsync(0);

        await page.OpenLiveAsync($"/coupons?text={code}");
        await page.Locator($"tbody a:text-is('{code}')").First.ClickAsync();
        await page.Locator("[data-live='yes'] #visibility").WaitForAsync();
        await Expect(run).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Private" }).CheckAsync();
        await run.ClickAsync();
        await Expect(result).ToContainTextAsync("of the last 30 days");
        await page.ShootAsync("rehearsal-coupon");
    }

    [Fact]
    public async Task Who_may_only_read_is_offered_no_rehearsal()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Viewer);
        await using var closing = session;

        await page.OpenLiveAsync("/settings/attribution?feature=credit");

        await Expect(page.GetByLabel("Attribution priority")).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "What would change?" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Order_answers_why_on_a_page_that_can_be_sent_on()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Viewer);
        await using var closing = session;
        await page.OpenLiveAsync("/conversions?basis=exclusive_code");
        await page.Locator("table a[href*='conversions/']").First.ClickAsync();
        var why = page.Locator("section.why");
        await Expect(why).ToContainTextAsync("is credited for this order.");
        await Expect(why.Locator(".timeline")).ToBeHiddenAsync();

        await why.GetByRole(AriaRole.Link, new() { Name = "Link for staff" }).ClickAsync();
        await page.WaitForURLAsync(url => url.EndsWith("/why", StringComparison.Ordinal));
        await Expect(page.Locator("h1")).ToContainTextAsync("Why: order");
        await why.Locator("summary").ClickAsync();
        await Expect(why.Locator(".timeline")).ToBeVisibleAsync();
        await page.ShootAsync("why");
        await IsAccessibleAsync(page);

        await why.GetByRole(AriaRole.Link, new() { Name = "Link for the partner" }).ClickAsync();
        await Expect(page.GetByText("There is nothing here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Partner_reads_why_by_the_link_that_staff_sent_and_nothing_of_others()
    {
        var (staff, list) = await portal.SignInAsync(browser, DemoPortal.Staff);
        await using var closingStaff = staff;
        await list.OpenLiveAsync("/conversions?basis=exclusive_code");
        var ids = await list.Locator("table a[href*='conversions/']").EvaluateAllAsync<string[]>("links => links.map(link => link.href.split('/').pop())");
        var (session, page) = await portal.SignInAsync(browser, "partner@demo.example");
        await using var closing = session;

        var (read, hidden) = (0, 0);
        foreach (var id in ids)
        {
            var answer = await page.GotoAsync($"/why/{id}");
            await page.Locator("[data-live='yes']").WaitForAsync();
            (read, hidden) = answer!.Status == 404 ? (read, hidden + 1) : (read + 1, hidden);
            await Expect(page.Locator("main")).ToContainTextAsync(answer.Status == 404 ? "There is nothing here" : "This order is credited to");
            if (read == 1 && answer.Status == 200)
            {
                await IsAccessibleAsync(page);
            }
        }

        Assert.True(read > 0 && hidden > 0, $"{read} read, {hidden} hidden");
        Assert.Equal(404, (await page.GotoAsync($"/conversions/{ids[0]}/why"))!.Status);
    }

    private static async Task IsAccessibleAsync(IPage page) => Assert.DoesNotContain((await page.RunAxe()).Violations, v => v.Impact is "serious" or "critical");

    // Dynamic, with Exclusive codes switched on: one order by code and click of two partners, one by the code alone.
    private async Task<int> AddDynamicShopAsync()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36");
        var shop = await PostAsync("advertisers", """{"name":"Rehearsed Goods","tracking_type":"dynamic","exclusive_coupons_permission":true,"exclusive_codes_enabled":true}""");
        var offer = await PostAsync("offers", $$"""{"advertiser_id":{{shop}},"name":"All","base_destination_url":"https://rehearsed.example/","payout_type":"percent","payout":"10","currency":"EUR"}""");
        await PostAsync("approvals", $$"""{"offer_id":{{offer}},"partner_id":2}""");
        await PostAsync("coupons", $$"""{"code":"REHEARSED20","offer_id":{{offer}},"partner_id":1,"visibility":"exclusive"}""");
        using var visit = await client.GetAsync(new Uri($"/clk?oid={offer}&affid=2", UriKind.Relative));
        var click = Regex.Match(visit.Headers.Location!.ToString(), "[0-9a-f]{32}", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        foreach (var order in (string[])[$"order_id=RH1&click_id={click}", "order_id=RH2"])
        {
            using var answer = await client.GetAsync(new Uri($"/postback?aid={shop}&amount=80.00&coupon_code=REHEARSED20&{order}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }

        return shop;

        async Task<int> PostAsync(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonDocument.Parse(text).RootElement.TryGetProperty("id", out var id) ? id.GetInt32() : 0;
        }
    }
}
