using System.Text.RegularExpressions;
using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons;

/// <summary>The internal note is staff's: whatever address a partner asks, as a person or as a script, the answer does not have it (S1).</summary>
public sealed partial class InternalNoteTests
{
    private const string Note = "canary7391note";

    [Theory, BothEngines]
    public async Task Note_is_in_nothing_that_a_partner_reads(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var created = await host.SendAsync(
            Manager, HttpMethod.Post, "coupons", $$"""{"code":"NOTED1","offer_id":10,"partner_id":5,"visibility":"exclusive","description":"For Ana","internal_note":"{{Note}}"}""");
        var coupon = created.Json.GetProperty("id").ToString();
        await host.SendAsync(Manager, HttpMethod.Patch, $"coupons/{coupon}", """{"status":"paused"}""");
        await host.SendAsync(Manager, HttpMethod.Patch, $"coupons/{coupon}", """{"status":"active"}""");
        var paths = Paths(host, coupon);
        using var partner = await host.PartnerSignedInAsync(Ana);

        // The staff's own look proves that the addresses are the right ones.
        Assert.Contains(Note, (await host.GetAsync(Manager, $"coupons/{coupon}")).Text, StringComparison.Ordinal);
        using var staff = await host.SignedInAsync();
        Assert.Contains(Note, await staff.GetStringAsync(new Uri($"/coupons/{coupon}", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains($"/coupons/{coupon}", paths);
        Assert.True(paths.Count > 40, $"{paths.Count} addresses");

        foreach (var path in paths)
        {
            Assert.False((await host.GetAsync(Partner, path)).Text.Contains(Note, StringComparison.OrdinalIgnoreCase), $"key: {path}");
            Assert.False((await ReadAsync(partner, path)).Contains(Note, StringComparison.OrdinalIgnoreCase), $"person: {path}");
        }
    }

    private static async Task<string> ReadAsync(HttpClient visitor, string path)
    {
        try
        {
            using var answer = await visitor.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new InvalidOperationException($"{path} broke off.", error);
        }
    }

    /// <summary>Every address of the product that is read with GET, with the coupon's id, and its offer's, in its places; and the lists asked for the coupon.</summary>
    private static List<string> Paths(PortalHost host, string coupon) =>
    [
        .. host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/'))
            .Where(p => !p.Contains("_framework", StringComparison.Ordinal) && !p.Contains("_content", StringComparison.Ordinal) && !p.Contains("_blazor", StringComparison.Ordinal))
            .SelectMany(p => (string[])[Parameter().Replace(p, coupon), Parameter().Replace(p, "10")]).Distinct(StringComparer.Ordinal),
        $"/coupons?text={Note[..8]}", "/coupons?text=NOTED1", "/api/v1/coupons?code=NOTED1", "/offers/10/coupons?text=NOTED1", // A part of the note: the page repeats what is searched for.
        "/coupons/export?format=csv", "/coupons/export?format=xlsx",
        $"/coupons/export?format=csv&text={Note[..8]}", "/api/v1/coupons/export?format=csv", "/api/v1/conversions?coupon_code=NOTED1", "/api/v1/clicks?coupon_code=NOTED1",
    ];

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
