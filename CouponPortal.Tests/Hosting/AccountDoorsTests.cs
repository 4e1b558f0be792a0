using System.Net;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.SecondFactor;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Hosting;

/// <summary>What the account pages refuse, and what the cookies are worth.</summary>
public sealed class AccountDoorsTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task Signed_out_cookie_is_worth_nothing_even_to_who_kept_it()
    {
        using var owner = host.Visitor();
        using var signedIn = await owner.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("CouponPortal=", StringComparison.Ordinal)).Split(';')[0];
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", SignInForm.TokenOf(await GetAsync(owner, "/")))]);
        (await owner.PostAsync(new Uri("/account/sign-out", UriKind.Relative), form)).Dispose();

        using var thief = host.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        thief.DefaultRequestHeaders.Add("Cookie", cookie);

        using var refused = await thief.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Contains("/account/sign-in", refused.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Personal_settings_are_kept_and_show_at_once()
    {
        using var visitor = await host.SignedInAsync();

        using var saved = await visitor.SendFormAsync("/account", "personal", ("Zone", "Europe/Berlin"), ("Style", "German"), ("Look", "Dark"));

        Assert.Contains("Saved.", await saved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(saved.Headers.GetValues("Set-Cookie"), c => c.StartsWith("CouponPortalTheme=standard-dark", StringComparison.Ordinal));
        var page = await GetAsync(visitor, AccountPaths.Sessions);
        Assert.Contains("standard-dark-base", page, StringComparison.Ordinal);
        Assert.Contains("data-shortcuts=\"off\"", page, StringComparison.Ordinal);
        Assert.Matches(@"\d\d\.\d\d\.\d{4}, \d\d:\d\d", page);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_never_leads_to_another_site(string returnUrl)
    {
        using var visitor = host.Visitor();

        using var answer = await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword, returnUrl);

        Assert.Equal("/", new Uri(new Uri("http://x/account/"), answer.Headers.Location!).AbsolutePath);
        Assert.DoesNotContain("evil", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/passkeys/challenge")]
    [InlineData("/account/passkeys/options")]
    [InlineData("/account/appearance")]
    [InlineData("/account/sign-out")]
    public async Task What_changes_something_needs_the_forms_token(string path)
    {
        using var visitor = await host.SignedInAsync();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("theme", "standard-dark")]);

        using var answer = await visitor.PostAsync(new Uri(path, UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Where_a_second_factor_is_required_staff_without_one_reaches_nothing_else()
    {
        await using var own = new PortalHost();
        var rule = own.Services.GetRequiredService<SecondFactorRule>();
        var root = Actor.System with { UserId = 1 };
        Assert.Equal("own_missing", Assert.IsType<Outcome<NetworkState>.Conflict>(await rule.SetAsync(root, true, default)).Code);
        Assert.IsType<Outcome<NetworkState>.Forbidden>(await rule.SetAsync(TestStore.Manager(1), true, default));

        Assert.IsType<Outcome<NetworkState>.Done>(await rule.SetAsync(Actor.System, true, default));

        using var admin = await own.SignedInAsync();
        foreach (var path in (string[])["/", "/coupons", "/users", "/reports/attribution.csv"])
        {
            using var answer = await admin.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("/account/second-factor", answer.Headers.Location?.ToString());
        }

        using var circuit = await admin.PostAsync(new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        Assert.Contains("Your network requires a second factor", await GetAsync(admin, "/account/second-factor"), StringComparison.Ordinal);

        (await admin.SendFormAsync(AccountPaths.SecondFactor, "begin", ("Current", PortalHost.AdminPassword))).Dispose();
        await using (var db = own.Db())
        {
            var secret = own.Services.GetRequiredService<TotpSecrets>().Read((await db.Users.SingleAsync()).TotpSecret!)!;
            (await admin.SendFormAsync(AccountPaths.SecondFactor, "finish", ("Code", Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow().UtcDateTime))))).Dispose();
        }

        Assert.Contains(PortalHost.AdminEmail, await GetAsync(admin, "/"), StringComparison.Ordinal);
    }

    private static Task<string> GetAsync(HttpClient visitor, string path) => visitor.GetStringAsync(new Uri(path, UriKind.Relative));
}
