using System.Net;
using System.Net.Http.Headers;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Settings;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Settings;

public sealed class NetworkSettingsTests
{
    // One transparent pixel.
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static readonly Actor Root = new("root@network.example", Role.NetworkAdmin, [], UserId: 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Settings_are_saved_once_told_in_the_log_and_refused_to_everybody_else(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var settings = host.Services.GetRequiredService<NetworkSettings>();
        var draft = NetworkDraft.Of((await settings.ReadAsync(Root, Cancel))!) with { Name = "Ad Astra", ContactEmail = "help@astra.example", DefaultTrackingDomain = "Go.Astra.Example.", HitDays = 14 };

        var saved = Assert.IsType<Outcome<NetworkState>.Done>(await settings.ChangeAsync(Root, draft, Cancel)).Value;
        Assert.Equal(("Ad Astra", "go.astra.example", 14), (saved.Name, saved.DefaultTrackingDomain, saved.HitDays));
        Assert.IsType<Outcome<NetworkState>.Conflict>(await settings.ChangeAsync(Root, draft, Cancel));
        Assert.Null(await settings.ReadAsync(new Actor("m", Role.AdvertiserManager, [Ames], UserId: 2), Cancel));
        Assert.IsType<Outcome<NetworkState>.Forbidden>(await settings.ChangeAsync(Root with { ReadOnly = true }, draft, Cancel));
        await using var db = host.Db();
        var entry = await db.AuditRows.OrderBy(r => r.Id).LastAsync(r => r.Subject == "network", Cancel);
        Assert.Contains("\"after\":\"Ad Astra\"", entry.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clicks_are_kept_for_at_least_as_long_as_any_advertiser_looks_back()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        await using (var db = host.Db())
        {
            (await db.Advertisers.SingleAsync(a => a.Id == Bond, Cancel)).LookbackDays = 90;
            await db.SaveChangesAsync(Cancel);
        }

        var settings = host.Services.GetRequiredService<NetworkSettings>();
        var draft = NetworkDraft.Of((await settings.ReadAsync(Root, Cancel))!);

        Assert.Contains("90", Assert.IsType<Outcome<NetworkState>.Invalid>(await settings.ChangeAsync(Root, draft with { ClickDays = 60 }, Cancel)).Errors.For("click_days")[0], StringComparison.Ordinal);
        Assert.IsType<Outcome<NetworkState>.Done>(await settings.ChangeAsync(Root, draft with { ClickDays = 90 }, Cancel));
    }

    [Fact]
    public async Task Logo_is_a_picture_of_pixels_by_its_own_bytes()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        using var person = await host.SignedInAsync();
        Assert.Contains("logo_fault", await UploadAsync(person, "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), "image/png"), StringComparison.Ordinal);
        Assert.Contains("logo_fault", await UploadAsync(person, Png.AsSpan(0, 20).ToArray(), "image/png"), StringComparison.Ordinal);

        Assert.EndsWith("logo=saved", await UploadAsync(person, Png, "text/html"), StringComparison.Ordinal);

        using var anybody = host.Visitor();
        using var shown = await anybody.GetAsync(new Uri("/network/logo", UriKind.Relative), Cancel);
        Assert.Equal(("image/png", HttpStatusCode.OK), (shown.Content.Headers.ContentType?.MediaType, shown.StatusCode));
        Assert.Equal(Png, await shown.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Contains("network/logo?v=", await person.GetStringAsync(new Uri("/settings/network", UriKind.Relative), Cancel), StringComparison.Ordinal);

        using var partner = await host.PartnerSignedInAsync(Ana);
        Assert.Equal("403", await UploadAsync(partner, Png, "image/png"));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Png), "logo", "logo.png" } };
        using var bare = await person.PostAsync(new Uri("/settings/network/logo", UriKind.Relative), form, Cancel);
        Assert.Contains("too%20old", bare.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    // The change-password page has a form, and so a token, for everybody.
    private static async Task<string> UploadAsync(HttpClient person, byte[] picture, string type)
    {
        var token = SignInForm.TokenOf(await person.GetStringAsync(new Uri("/account/change-password", UriKind.Relative), Cancel));
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        using var file = new ByteArrayContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        form.Add(file, "logo", "logo.png");
        using var answer = await person.PostAsync(new Uri("/settings/network/logo", UriKind.Relative), form, Cancel);
        return answer.Headers.Location?.OriginalString ?? ((int)answer.StatusCode).ToString((IFormatProvider?)null);
    }
}
