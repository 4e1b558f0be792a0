using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using CouponPortal.Components.Layout;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>Two shells: each person has one, and the pages of the other one do not exist for them.</summary>
public sealed partial class PartnerShellTests(SharedPortals portals)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IEnumerable<(Type Page, string Template)> Routes => typeof(Audiences).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes<RouteAttribute>(inherit: false).Select(r => (t, r.Template)));

    [Fact]
    public void Page_is_for_staff_unless_its_address_says_otherwise()
    {
        foreach (var (page, template) in Routes)
        {
            var expected = template.Split('/')[1] switch
            {
                "partner" or "why" => Audience.Partners,
                "account" or "{*path}" => Audience.Everyone,
                _ => page.GetCustomAttribute<AllowAnonymousAttribute>() is null ? Audience.Staff : Audiences.Of(page),
            };
            Assert.True(expected == Audiences.Of(page), template);
        }

        Assert.Contains(Routes, r => Audiences.Of(r.Page) == Audience.Partners);
        Assert.Contains(Routes, r => Audiences.Of(r.Page) == Audience.Staff);
    }

    [Theory, BothEngines]
    public async Task Partner_who_signs_in_lands_in_its_own_shell(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        using var cy = await host.PartnerSignedInAsync(PortalNetwork.Cy);

        using var start = await cy.GetAsync(new Uri("/", UriKind.Relative), Cancel);
        var home = await TextAsync(cy, "/partner", HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Found, start.StatusCode);
        Assert.EndsWith("/partner", start.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.All(MenuOf(home), item => Assert.StartsWith("partner", item, StringComparison.Ordinal));
        Assert.DoesNotContain("partner/codes", MenuOf(home));
        Assert.Contains("Cy", home, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_staff_are_to_a_partner_as_addresses_that_do_not_exist()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var ana = await host.PartnerSignedInAsync(PortalNetwork.Ana);
        var missing = MainOf(await TextAsync(ana, "/no-such-page", HttpStatusCode.NotFound));

        foreach (var (page, template) in Routes.Where(r => Audiences.Of(r.Page) == Audience.Staff && r.Template != "/"))
        {
            var text = await TextAsync(ana, Parameter().Replace(template, "1"), HttpStatusCode.NotFound);
            Assert.True(missing == MainOf(text), page.Name);
            Assert.DoesNotContain("href=\"coupons\"", text, StringComparison.Ordinal);
        }
    }

    [Theory, BothEngines]
    public async Task Pages_of_partners_are_to_staff_as_addresses_that_do_not_exist(DatabaseProvider engine)
    {
        using var admin = await (await portals.OnAsync(engine)).SignedInAsync();
        var missing = MainOf(await TextAsync(admin, "/no-such-page", HttpStatusCode.NotFound));

        foreach (var (page, template) in Routes.Where(r => Audiences.Of(r.Page) == Audience.Partners))
        {
            var text = await TextAsync(admin, Parameter().Replace(template, "1"), HttpStatusCode.NotFound);
            Assert.True(missing == MainOf(text), page.Name);
            Assert.Contains("coupons", MenuOf(text));
        }
    }

    private static List<string> MenuOf(string page) => [.. MenuLink().Matches(page[page.IndexOf("<nav", StringComparison.Ordinal)..page.IndexOf("</nav>", StringComparison.Ordinal)]).Select(m => m.Groups[1].Value)];

    private static string MainOf(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];

    private static async Task<string> TextAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    [GeneratedRegex("""<a href="([^"]*)""")]
    private static partial Regex MenuLink();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();
}
