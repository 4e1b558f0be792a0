using System.Security.Claims;
using Bunit;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports;
using CouponPortal.Features.Reports.Pages;
using CouponPortal.Features.Views;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>The one page of every report, drawn over a real store.</summary>
public sealed class ReportPageTests : BunitContext
{
    private const int UserId = 7;

    [Theory]
    [InlineData("offers", "Offer Report", "Offer,Advertiser")]
    [InlineData("partners", "Partner Report", "Partner")]
    [InlineData("advertisers", "Advertiser Report", "Advertiser")]
    [InlineData("coupons", "Coupon Report", "Coupon Code,Advertiser")]
    [InlineData("analytics", "Analytics (Flex)", "Day")]
    public async Task Preset_shows_its_rows_with_the_measures_totals_and_a_chart(string name, string title, string dimensions)
    {
        await using var world = await WorldAsync(TestStore.Admin);

        var page = Open($"reports/{name}?range=last_90_days");

        page.WaitForElement(".report-figures");
        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Equal([.. dimensions.Split(','), "Clicks", "Conversions", "Rate", "Amount", "Payout"], page.FindAll(".report-figures thead th .sort-link").Select(h => h.TextContent.Trim('\n', ' ', '▼', '▲', '↕')));
        var expected = (await world.Reports.RunAsync(TestStore.Admin, new ReportSpec { From = ReportWorld.Today.AddDays(-89), To = ReportWorld.Today }, Xunit.TestContext.Current.CancellationToken))!.Totals;
        Assert.Equal(
            (MeasureColumns.Text(ReportMeasure.Clicks, expected.Clicks), MeasureColumns.Text(ReportMeasure.Conversions, expected.Conversions)),
            (page.Find(".report-totals td[data-label=Clicks]").TextContent.Trim(), page.Find(".report-totals td[data-label=Conversions]").TextContent.Trim()));

        // Never one sum of two currencies.
        Assert.Equal(expected.Money.Select(m => m.Currency), page.FindAll(".report-totals td[data-label=Amount] .money-currency").Select(c => c.TextContent));
        Assert.Single(page.FindAll(".report-chart"));
        Assert.Equal(name == "analytics", page.FindAll(".dimensions").Count > 0);
    }

    [Fact]
    public async Task Row_opens_with_its_newest_orders_and_its_clicks_and_the_way_to_all_of_them()
    {
        await using var world = await WorldAsync(TestStore.Admin);
        var page = Open("reports/partners?range=last_90_days&sort=partner");

        Settle(page);
        await page.FindAll(".row-open").First(b => b.GetAttribute("aria-label") == "Orders and clicks of Ann").ClickAsync(new());

        page.WaitForElement(".row-details table");
        Assert.Equal("true", page.FindAll(".row-open").First(b => b.GetAttribute("aria-label") == "Orders and clicks of Ann").GetAttribute("aria-expanded"));
        Assert.InRange(page.FindAll(".row-details tbody tr").Count, 1, 10);
        Assert.Contains("partner_id=1", page.Find(".row-details-choice a").GetAttribute("href"), StringComparison.Ordinal);
        await page.FindAll(".row-details-choice button").Single(b => b.TextContent.StartsWith("Clicks", StringComparison.Ordinal)).ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Outcome", page.Find(".row-details thead").TextContent, StringComparison.Ordinal));
        Assert.StartsWith("clicks?", page.Find(".row-details-choice a").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pivot_has_a_column_for_each_month_and_its_choice_is_in_the_address()
    {
        await using var world = await WorldAsync(TestStore.Admin);
        var page = Open("reports/analytics?range=last_90_days&by=partner,month&columns=conversions");
        Settle(page);

        await page.Find("#across").ChangeAsync(new() { Value = "month" });

        page.WaitForElement(".pivot");
        Settle(page);
        Assert.Contains("across=month", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(["Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026", "All"], page.FindAll(".pivot-column").Select(c => c.TextContent.Trim()));
        foreach (var row in page.FindAll(".pivot tbody tr"))
        {
            var cells = row.QuerySelectorAll("td.numeric").Select(c => int.TryParse(c.TextContent.Trim(), out var count) ? count : 0).ToList();
            Assert.Equal(cells[^1], cells[..^1].Sum());
        }

        await page.FindAll(".dimension button").Single(b => b.GetAttribute("aria-label") == "Move Month forward").ClickAsync(new());
        Assert.Contains("by=month%2Cpartner", Navigation.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["Month (columns)", "Partner"], page.FindAll(".dimension-name").Select(d => d.TextContent)));
    }

    [Fact]
    public async Task Dimension_is_added_and_removed_and_the_last_one_stays()
    {
        await using var world = await WorldAsync(TestStore.Admin);
        var page = Open("reports/analytics");

        Settle(page);
        await page.Find("#add-dimension").ChangeAsync(new() { Value = "country" });
        await page.Find("form.dimension-add").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal(["Day", "Country"], page.FindAll(".dimension-name").Select(d => d.TextContent)));
        Settle(page);
        await page.FindAll(".dimension button").Single(b => b.GetAttribute("aria-label") == "Remove Day").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["Country"], page.FindAll(".dimension-name").Select(d => d.TextContent)));
        Assert.True(page.FindAll(".dimension button").Single(b => b.GetAttribute("aria-label") == "Remove Country").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Fault_is_shown_at_its_field_and_nothing_is_asked()
    {
        await using var world = await WorldAsync(TestStore.Admin);

        var page = Open("reports/analytics?hour=99");

        page.WaitForAssertion(() => Assert.Contains("Send an hour from 0 to 23.", page.Find("#hour-error").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".report-figures"));
    }

    [Fact]
    public async Task Partner_is_told_that_there_is_nothing_here()
    {
        await using var world = await WorldAsync(TestStore.PartnerUser(1));

        var page = Open("reports/partners?range=last_90_days");

        page.WaitForAssertion(() => Assert.Contains("There is nothing here", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Ann", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".filter-bar"));
    }

    // Nothing is loading any more that would draw the page anew under a press.
    private static void Settle(IRenderedComponent<ReportPage> page) => page.WaitForAssertion(() => Assert.Equal("false", page.Find(".report-body").GetAttribute("aria-busy")));

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private IRenderedComponent<ReportPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<ReportPage>();
    }

    private async Task<ReportWorld> WorldAsync(Actor actor)
    {
        var world = await ReportWorld.CreateAsync(DatabaseProvider.Sqlite);
        var random = new Random(13);
        await world.Test.AddAsync([.. Enumerable.Range(0, 150).Select(_ => world.Click(random, TimeSpan.FromDays(85)))]);
        await world.Test.AddAsync([.. Enumerable.Range(0, 150).Select(_ => world.Order(random, TimeSpan.FromDays(85)))]);
        await world.Test.AddAsync(new PortalUser
        {
            Id = UserId,
            UserName = actor.Name,
            Email = actor.Name,
            Role = actor.Role,
            PartnerId = actor.PartnerId,
            Advertisers = [.. actor.AdvertiserIds.Select(id => new UserAdvertiser { AdvertiserId = id })],
        });
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(world.Test.Time);
        Services.AddSingleton(world.Test.Database).AddSingleton<IDbContextFactory<PortalDbContext>>(world.Test.Database);
        Services.AddSingleton(world.Test.Catalog);
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn());
        Services.AddSingleton<Actors>().AddSingleton<CurrentActor>().AddSingleton<NameBook>().AddSingleton<ViewList>().AddSingleton<SaveView>();
        Services.AddReports();
        return world;
    }

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{UserId}")], "test"))));
    }
}
