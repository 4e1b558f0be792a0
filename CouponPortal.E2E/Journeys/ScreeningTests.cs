using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CouponPortal.E2E.Journeys;

/// <summary>What a real browser sends of images, frames, fetches and prefetches, and what a click is.</summary>
public sealed class ScreeningTests(Browser browser, DemoPortal portal) : IAsyncLifetime
{
    private readonly ShopPages _page = ShopPages.Start();
    private readonly string _code = "STUFF" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();

    private string Link => $"{portal.BaseUrl}{_code}";

    public async ValueTask InitializeAsync()
    {
        using var api = Api();
        var coupons = await api.GetFromJsonAsync<JsonElement>("/api/v1/coupons?visibility=private&status=active&limit=200");
        var like = coupons.GetProperty("data").EnumerateArray().First(c => c.GetProperty("partner_id").ValueKind == JsonValueKind.Number && c.GetProperty("tracking_url").ValueKind == JsonValueKind.String);
        using var made = await api.PostAsJsonAsync("/api/v1/coupons", new { code = _code, offer_id = like.GetProperty("offer_id").GetInt32(), visibility = "private", partner_ids = new[] { like.GetProperty("partner_id").GetInt32() } });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Image_frame_fetch_prefetch_and_HEAD_make_no_valid_click_and_a_navigation_makes_one()
    {
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var page = await session.NewPageAsync();
        _page.Show("");
        await page.GotoAsync(_page.Origin);

        // Each is waited for until its click is there: not of every kind does the browser tell that it was answered.
        await AskedAsync(page, $"const i = new Image(); i.src = '{Link}?by=img'; document.body.append(i)");
        await AskedAsync(page, $"const f = document.createElement('iframe'); f.src = '{Link}?by=iframe'; document.body.append(f)");
        await AskedAsync(page, $"fetch('{Link}?by=fetch', {{ mode: 'no-cors' }}).catch(() => 0)");
        await AskedAsync(page, $"const s = document.createElement('script'); s.src = '{Link}?by=script'; document.body.append(s)");
        await AskedAsync(page, $"const l = document.createElement('link'); l.rel = 'prefetch'; l.href = '{Link}?by=prefetch'; document.head.append(l)");
        await page.EvaluateAsync($"() => fetch('{Link}?by=head', {{ method: 'HEAD', mode: 'no-cors' }}).catch(() => 0)");
        var stuffed = await ClicksAsync();
        Assert.Equal(5, stuffed.Count);
        Assert.All(stuffed, c => Assert.Equal((true, JsonValueKind.Null), (c.GetProperty("outcome").GetString() is "not_navigation", c.GetProperty("partner_id").ValueKind)));
        Assert.Equal(1, stuffed.Count(c => Signs(c).Contains("prefetch")));

        // A click on the link, as a person does. The shop's own host is not reached from here, and needs not be.
        await page.EvaluateAsync($"() => {{ const a = document.createElement('a'); a.href = '{Link}'; a.textContent = 'To the shop'; document.body.append(a) }}");
        await page.GetByRole(AriaRole.Link, new() { Name = "To the shop", Exact = true }).ClickAsync();
        await OneMoreThanAsync(stuffed.Count);
        var click = Assert.Single(await ClicksAsync(), c => c.GetProperty("outcome").GetString() == "delivered");
        Assert.DoesNotContain("not_navigation", Signs(click));

        await SeenByStaffAsync(click.GetProperty("id").GetString()!, stuffed[0].GetProperty("id").GetString()!);
    }

    public async ValueTask DisposeAsync() => await _page.DisposeAsync();

    // The click's page says it in words; the policy changes what comes of it.
    private async Task SeenByStaffAsync(string valid, string stuffed)
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        await page.GotoAsync("/clicks/" + stuffed);
        await Expect(page.Locator(".signs")).ToContainTextAsync("loaded as a part of another page");
        await Expect(page.GetByText("redirected and not counted")).ToBeVisibleAsync();
        await page.GotoAsync("/clicks/" + valid);
        await Expect(page.Locator(".signs")).ToContainTextAsync("A program steered its browser.");

        var advertiser = (await ClicksAsync())[0].GetProperty("advertiser_id").GetInt32();
        await page.OpenLiveAsync($"/anti-fraud?advertiser={advertiser}");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "cookie stuffing" });
        await Expect(row.GetByRole(AriaRole.Cell).Nth(1)).ToHaveTextAsync("5");
        await page.GetByLabel("What happens: Steered browser").SelectOptionAsync("Off");
        await page.Locator("#blocked_agents").FillAsync("Safari");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("#blocked_agents-error")).ToContainTextAsync("Ordinary browsers say so too");
        await page.Locator("#blocked_agents").FillAsync("BadTool/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator(".notice").Filter(new() { HasText = "Saved." })).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("What happens: Steered browser")).ToHaveValueAsync("Off");
        await Expect(page.Locator("#blocked_agents")).ToHaveValueAsync("BadTool/");

        using var api = Api();
        using var restored = await api.PatchAsJsonAsync($"/api/v1/advertisers/{advertiser}", new { screening = (object?)null });
        Assert.True(restored.IsSuccessStatusCode);
    }

    private async Task AskedAsync(IPage page, string script)
    {
        var before = (await ClicksAsync()).Count;
        await page.EvaluateAsync("() => {" + script + "}");
        await OneMoreThanAsync(before);
    }

    private async Task OneMoreThanAsync(int clicks)
    {
        for (var waited = Stopwatch.StartNew(); (await ClicksAsync()).Count <= clicks; await Task.Delay(20))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "The portal was not asked.");
        }
    }

    private async Task<List<JsonElement>> ClicksAsync()
    {
        using var api = Api();
        return [.. (await api.GetFromJsonAsync<JsonElement>($"/api/v1/clicks?coupon_code={_code}&limit=100")).GetProperty("data").EnumerateArray()];
    }

    private static List<string> Signs(JsonElement click) => [.. click.GetProperty("signs").EnumerateArray().Select(s => s.GetString()!)];

    private HttpClient Api()
    {
        var api = new HttpClient { BaseAddress = portal.BaseUrl };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        return api;
    }
}
