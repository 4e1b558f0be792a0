using System.Net;
using CouponPortal.Data;
using CouponPortal.Features.Reports.Pages;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>Who gets the report pages and their files over HTTP.</summary>
public sealed class ReportRolesTests
{
    [Fact]
    public async Task Staff_reads_every_report_and_its_file_and_a_partner_none_of_it()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var admin = await host.SignedInAsync();
        using var partner = await host.PartnerSignedInAsync(PortalNetwork.Ana);
        using var nobody = host.Visitor();

        foreach (var preset in ReportPreset.All)
        {
            Assert.Contains($"<h1>{preset.Title}", (await TextAsync(admin, "/" + preset.Page)).Replace(" tabindex=\"-1\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.StartsWith("\uFEFF", await TextAsync(admin, $"/reports/export/{preset.Page}?format=csv"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(partner, "/" + preset.Page));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(partner, $"/reports/export/{preset.Page}?format=csv"));
            Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(nobody, "/" + preset.Page));
            Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(nobody, $"/reports/export/{preset.Page}?format=csv"));
        }

        Assert.Contains("href=\"reports/partners\"", await TextAsync(admin, "/"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"reports/", await TextAsync(partner, "/partner"), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return System.Text.Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
