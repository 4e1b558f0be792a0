using System.Text.Json;
using CouponPortal.E2E.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CouponPortal.E2E.Pages;

/// <summary>The partner's clicks, conversions, payouts, questions and postbacks, and staff's cases, with something in them: as <see cref="PageTourTests"/> looks at the other pages.</summary>
public sealed class PartnerMoneyPagesTests(Browser browser, DemoPortal portal)
{
    private static readonly string[] Serious = ["serious", "critical"];

    private static readonly string[] OfPartner =
    [
        "/partner/clicks", "/partner/clicks?columns=time,coupon_code,offer,shop,outcome,country,device,referrer,sub1,sub2,sub3,id", "/partner/clicks?coupon_code=NOTHING", "/partner/clicks?range=all",
        "/partner/conversions", "/partner/conversions?status=rejected&range=all", "/partner/conversions?order_id=nothing-has-this", "/partner/conversions?from=2026-02-01&to=2026-01-01", "/partner/payouts", "/partner/payouts?range=all",
        "/partner/payouts?range=today&advertiser_id=1", "/partner/missing-sale", "/partner/postbacks", "/partner/missing-sale/cases/4711", "/partner/conversions/anything",
    ];

    private static readonly string[] OfStaff = ["/missing-sales", "/missing-sales?state=declined&page=x", "/missing-sales/4711"];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_is_accessible_quiet_and_fits_the_screen(ColorScheme colors, int width)
    {
        var (anna, page) = await portal.SignInAsync(browser, "partner@demo.example", width, colors);
        await using var closing = anna;
        var opened = await OpenCaseAsync(page, $"TOUR-{width}");
        await page.OpenLiveAsync("/partner/conversions");
        var why = await page.Locator("tbody a[href*='partner/conversions/']").First.GetAttributeAsync("href");
        var faults = await LookAsync(page, colors, width, [.. OfPartner, opened, "/" + why]);

        var (staff, desk) = await portal.SignInAsync(browser, DemoPortal.Staff, width, colors);
        await using var closingToo = staff;
        faults.AddRange(await LookAsync(desk, colors, width, [.. OfStaff, $"/missing-sales/{opened[(opened.LastIndexOf('/') + 1)..]}"]));

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(anna.ForeignRequests);
        Assert.Empty(staff.ForeignRequests);
    }

    // Leaves the answer on a screenshot of its own.
    private static async Task<string> OpenCaseAsync(IPage page, string number)
    {
        await page.OpenLiveAsync("/partner/missing-sale");
        await page.GetByLabel("Shop", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Northwind Outdoor" });
        await page.GetByLabel("Your code").FillAsync("ANNA15");
        await page.GetByLabel("Order number").FillAsync(number);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await page.GetByLabel("What do you know of the sale?").FillAsync("A long text\nof several lines, " + new string('x', 300));
        await page.ShootAsync($"money-answer-{page.ViewportSize!.Width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the case" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/cases/", StringComparison.Ordinal));
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task<List<string>> LookAsync(IPage page, ColorScheme colors, int width, IReadOnlyList<string> paths)
    {
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                faults.Add($"{page.Url}: console: {message.Text}");
            }
        };
        await PageTourTests.SetAppearanceAsync(page, colors);
        foreach (var path in paths)
        {
            await page.OpenLiveAsync(path);
            await page.ShootAsync($"money-{(colors == ColorScheme.Dark ? "dark" : "light")}-{width}-{string.Concat(path.Select(c => char.IsLetterOrDigit(c) ? c : '_'))}");
            AxeResult result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
            faults.AddRange(result.Violations.Where(v => Serious.Contains(v.Impact)).Select(v => $"{path}: {v.Id}: {v.Help}: {JsonSerializer.Serialize(v.Nodes.Take(3).Select(n => n.Html))}"));
            if (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth + 1"))
            {
                faults.Add($"{path}: wider than {width} px");
            }

            if (await page.Locator("main h1").CountAsync() != 1)
            {
                faults.Add($"{path}: {await page.Locator("main").InnerTextAsync()}");
            }
        }

        return faults;
    }
}
