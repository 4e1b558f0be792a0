using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CouponPortal.E2E.Pages;

/// <summary>Every page with the demo network: nothing serious for axe, no request to another host, no error in the console, no sideways scrolling.</summary>
public sealed class PageTourTests(Browser browser, DemoPortal portal)
{
    private static readonly string[] Serious = ["serious", "critical"];

    /// <summary>Every address of the portal; a test below compares the list with the menu.</summary>
    private static readonly string[] Pages =
    [
        "/", "/coupons", "/coupons?visibility=exclusive", "/coupons?text=nothing-has-this", "/coupons?pool=1", "/coupons/generate", "/coupons/new", "/coupons/1", "/coupons/8", "/coupons/1/flyer",
        "/coupons?use=ending_earning", "/coupons?use=ended_used", "/coupons/import", "/coupons/import?mode=update", "/coupons/import/4711", "/suppressed-codes", "/suppressed-codes?state=in_effect", "/leak-watch", "/leak-watch?state=over", "/missed-codes", "/missed-codes?state=ignored", "/anti-fraud/orders", "/anti-fraud/orders?advertiser=4711", "/code-requests", "/code-requests?state=withdrawn", "/code-requests/1", "/code-requests/4", "/code-requests/4711",
        "/offers", "/offers/1", "/offers/1/coupons", "/offers/1/approvals", "/offers/3/delivery", "/offers/1/caps", "/scan", "/scan?url=DEMO10&country=DE", "/offers/1/edit",
        "/offers/new", "/partners", "/partners/1", "/partners/1/postbacks", "/partners/new", "/approvals", "/advertisers", "/advertisers/1", "/advertisers/new", "/conversions", "/clicks", "/inbox", "/inbox?verdict=refused",
        "/inbox/codes?advertiser_id=1&outcome=unattributed&code=NOBODY", "/connections", "/connections/1",
        "/missing-sales", "/missing-sales?state=open", "/missing-sales/4711",
        "/connections/new", "/connections/snippet?advertiser=1", "/order-files", "/feeds", "/feeds/new", "/integrations", "/integrations?advertiser=1", "/try", "/coupons/batches",
        "/?advertiser_id=1", "/?advertiser_id=4711", "/reports/attribution", "/reports/attribution?advertiser_id=1&feature=exclusive_codes",
        "/reports/attribution?advertiser_id=1&range=last_90_days&compare=previous_period&columns=order_id,amount,payout,offer,conversion_id&matrix=all", "/reports/attribution?advertiser_id=1&coupon_code=NOTHING", "/reports/attribution?advertiser_id=1&feature=suppressed_codes",
        "/conversions?range=all&compare=previous_period&columns=order_time,order_id,offer,advertiser,event,door,sub1,sub3,flags,assists,counterfactual,click_id,received_at,id,amount,reversed,currency",
        "/conversions?order_id=nothing-has-this&currency=EUR&amount_from=1", "/clicks?columns=time,checks,destination,referrer,sub1,user_agent,advertiser", "/clicks?country=XX&range=today", "/scheduled-exports",
        "/reports/offers", "/reports/offers?compare=previous_period&columns=clicks,counted_clicks,conversions,conversion_rate,clickless,clickless_share,pending,approved,rejected,amount,reversed,net,payout,average_order",
        "/reports/partners", "/reports/partners?partner_id=999999", "/reports/advertisers?range=last_90_days", "/reports/advertisers", "/reports/coupons?sort=amount&dir=asc", "/reports/coupons",
        "/reports/analytics", "/reports/analytics?by=partner,month&across=month&columns=conversions,amount&range=last_90_days", "/reports/analytics?by=day,basis&across=basis&columns=conversions",
        "/reports/analytics?by=country,device,sub1,hour&compare=previous_period", "/reports/analytics?by=month&across=month&hour=99",
        "/anti-fraud", "/anti-fraud?advertiser=2", "/settings/attribution", "/settings/attribution?advertiser=1&feature=credit", "/settings/attribution?advertiser=1&feature=exclusive_codes", "/settings/attribution?advertiser=2", "/settings/api-keys", "/settings/network", "/settings/domains", "/settings/privacy", "/settings/system", "/audit", "/audit?subject=coupon&act=created", "/audit?text=nothing-has-this", "/audit/1", "/audit/99999999",
        "/users", "/users?role=partner&state=disabled", "/users/1", "/users/2", "/users/4711", "/users/invite", "/users/invitations", "/users/invitations?show=all", "/account", "/account/second-factor", "/account/passkeys", "/account/sessions", "/account/sign-in", "/account/forgotten",
        "/account/invitation", "/account/reset", "/account/second-step", "/account/change-password", "/no-such-page",
    ];

    /// <summary>Every address of a partner's portal.</summary>
    private static readonly string[] PartnerPages =
    [
        "/partner", "/partner/codes", "/partner/codes?text=nothing-has-this", "/partner/codes?state=ended", "/partner/codes/1", "/partner/codes/41", "/partner/codes/42", "/partner/codes/1/flyer", "/partner/codes/42/flyer", "/partner/codes/4711",
        "/partner/offers", "/partner/offers?standing=rejected", "/partner/requests", "/partner/requests?state=withdrawn", "/partner/requests/new", "/partner/requests/new?offer=1", "/account/change-password", "/coupons",
        "/partner/clicks", "/partner/conversions", "/partner/payouts", "/partner/missing-sale", "/partner/postbacks",
    ];

    // Both colours and both widths, each once: all four took as long as all other journeys.
    public static TheoryData<ColorScheme, int> Looks => new() { { ColorScheme.Light, 1280 }, { ColorScheme.Dark, 390 } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_accessible_quiet_and_fits_the_screen(ColorScheme colors, int width)
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin, width, colors);
        await using var closing = session;
        await TourAsync(session, page, colors, width, await WithConversionAsync(page));
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_of_a_partner_is_accessible_quiet_and_fits_the_screen(ColorScheme colors, int width)
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Partner, width, colors);
        await using var closing = session;
        await TourAsync(session, page, colors, width, PartnerPages);
    }

    private static async Task TourAsync(BrowserSession session, IPage page, ColorScheme colors, int width, IReadOnlyList<string> paths)
    {
        await SetAppearanceAsync(page, colors);
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            // A page that is not found says so by its status as well, which Chromium reports here.
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                faults.Add($"{page.Url}: console: {message.Text}");
            }
        };
        foreach (var path in paths)
        {
            // The circuit's own rendering is what is judged; a page without one is complete as it comes.
            await page.GotoAsync(path);
            await page.Locator("[data-live='yes'], main.plain, main.account-main").WaitForAsync();
            await page.ShootAsync($"{(colors == ColorScheme.Dark ? "dark" : "light")}-{width}-{string.Concat(path.Select(c => char.IsLetterOrDigit(c) ? c : '_'))}");
            faults.AddRange(await WithoutFramesAsync(page));
            faults.AddRange((await AxeAsync(page)).Select(fault => $"{path}: {fault}"));
            if (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth + 1"))
            {
                faults.Add($"{path}: wider than {width} px");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(session.ForeignRequests);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_sign_in_page_is_accessible(ColorScheme colors)
    {
        await using var session = await browser.OpenAsync(portal.BaseUrl, colorScheme: colors);
        var page = await session.NewPageAsync();

        await page.GotoAsync("/account/sign-in", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.ShootAsync($"sign-in-{colors}");

        Assert.Empty(await AxeAsync(page));
    }

    [Fact]
    public async Task An_address_that_somebody_typed_wrong_shows_the_page_all_the_same()
    {
        string[] wrong =
        [
            "/offers?page=x&advertiser=y", "/offers/1?saved=perhaps&page=-1", "/offers/new?advertiser=z", "/partners?page=99999", "/partners/1?saved=&page=1e9",
            "/advertisers?page=99999999999&sort=nothing", "/approvals?page=x&advertiser=y&offer=z", "/coupons?page=x&partner=y&visibility=z", "/coupons/import?mode=z", "/coupons/import/4711?show=z&page=x", "/settings/attribution?advertiser=y", "/anti-fraud?advertiser=y", "/?advertiser_id=x&currency=y",
            "/reports/attribution?advertiser_id=1&range=never&compare=x&page=99999&sort=nothing", "/reports/attribution?advertiser_id=y",
            "/conversions?range=x&from=y&columns=,zz&sort=1&page=-9&click_id=%00&sub3=%27&amount_from=x", "/clicks?range=all&before=x&view=zz", "/scheduled-exports?view=x",
            "/reports/offers?range=x&from=y&columns=,zz&sort=1&page=99999&dir=up", "/reports/partners?page=-3&advertiser_id=%00", "/reports/analytics?by=,zz&across=y&page=1e9&view=zz", "/audit?before=x&act=zz&door=1&range=never&advertiser_id=%00", "/settings/api-keys?page=x",
        ];
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;
        var faults = new List<string>();
        foreach (var path in wrong)
        {
            await page.OpenLiveAsync(path);
            // A page beyond the list's end is its last one: rows, not an empty frame.
            if (await page.Locator("main h1").CountAsync() != 1
                || (await page.Locator("main table").CountAsync() > 0 && await page.Locator("main tbody tr").CountAsync() == 0))
            {
                faults.Add($"{path}: {await page.Locator("main").InnerTextAsync()}");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_tour_visits_every_item_of_the_menu()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Admin);
        await using var closing = session;

        var items = await page.Locator("nav[aria-label='Main'] a").EvaluateAllAsync<string[]>("links => links.map(link => link.pathname)");

        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Contains(item, Pages));
    }

    [Fact]
    public async Task The_partners_tour_visits_every_item_of_its_menu()
    {
        var (session, page) = await portal.SignInAsync(browser, DemoPortal.Partner);
        await using var closing = session;

        var items = await page.Locator("nav[aria-label='Main'] a").EvaluateAllAsync<string[]>("links => links.map(link => link.pathname)");

        Assert.Contains("/partner/codes", items);
        Assert.All(items, item => Assert.Contains(item, PartnerPages));
    }

    internal static async Task SetAppearanceAsync(IPage page, ColorScheme colors)
    {
        // Until its circuit answers, a page does not know what the computer prefers.
        await page.OpenLiveAsync("/");
        var toggle = page.GetByRole(AriaRole.Button, new() { Name = "Dark appearance" });
        await Assertions.Expect(toggle).ToBeEnabledAsync();
        if (await page.EvaluateAsync<bool>("() => document.querySelectorAll('link[media*=prefers-color-scheme]').length > 0"))
        {
            await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-pressed", colors == ColorScheme.Dark ? "true" : "false");
        }

        var pressed = await toggle.GetAttributeAsync("aria-pressed") == "true";
        if (pressed == (colors == ColorScheme.Dark))
        {
            return;
        }

        await toggle.ClickAsync();
        await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-pressed", pressed ? "false" : "true");
    }

    // A conversion's address is not known beforehand: the first of the list stands for all.
    private async Task<IReadOnlyList<string>> WithConversionAsync(IPage page)
    {
        await page.GotoAsync("/conversions");
        var first = await page.Locator("table a[href*='conversions/']").First.GetAttributeAsync("href");
        await page.GotoAsync("/clicks");
        var click = await page.Locator("table a[href*='clicks/']").First.GetAttributeAsync("href");
        return [.. Pages, "/" + first!.TrimStart('/'), $"/{first.TrimStart('/')}/why", "/" + click!.TrimStart('/'), await AddImportAsync()];
    }

    // Good and refused rows, waiting to be applied.
    private async Task<string> AddImportAsync()
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        using var form = new MultipartFormDataContent { { new StringContent("add"), "mode" }, { new StringContent("true"), "dry_run" } };
        form.Add(new StringContent("offer_id,affiliate_id,coupon_code,status,exclusive,description\n1,1,TOURED1,active,,\"Ten off, all of it\"\n1,x,A-B,on,2,\n"), "file", "tour.csv");
        using var answer = await client.PostAsync(new Uri("/api/v1/coupons/bulk", UriKind.Relative), form);
        var import = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return $"/coupons/import/{import.GetProperty("import_id")}";
    }

    // A description's frame runs no scripts, so none that judges it either: it is looked at here, and then taken out.
    private static Task<string[]> WithoutFramesAsync(IPage page) => page.Locator("iframe").EvaluateAllAsync<string[]>(
        "frames => frames.map(frame => { frame.remove(); return frame.title && frame.getAttribute('sandbox').includes('allow-scripts') === false ? '' : 'a frame without title or sandbox'; }).filter(fault => fault)");

    private static async Task<IEnumerable<string>> AxeAsync(IPage page)
    {
        // What passes need not be described: that is most of a run's work.
        AxeResult result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        return result.Violations.Where(v => Serious.Contains(v.Impact))
            .Select(v => $"{v.Id} ({v.Impact}): {v.Help}: {JsonSerializer.Serialize(v.Nodes.Take(3).Select(n => n.Html))}");
    }
}
