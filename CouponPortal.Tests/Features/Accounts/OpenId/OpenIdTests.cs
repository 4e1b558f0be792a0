using System.Net;
using System.Security.Cryptography;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts.Invitations;
using CouponPortal.Features.Accounts.OpenId;
using CouponPortal.Features.Accounts.Users;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Features.Accounts.OpenId;

public sealed class OpenIdTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Known_and_invited_people_come_in_by_a_confirmed_address_and_nobody_else(string engine)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await HostAsync(engine, provider);
        Assert.Contains("Continue with Example ID", await host.Visitor().GetStringAsync(new Uri("/account/sign-in", UriKind.Relative)), StringComparison.Ordinal);

        (provider.Subject, provider.Email) = ("s-stranger", "stranger@shop.example");
        Assert.Equal("/account/sign-in?problem=unknown", await RoundAsync(host.Visitor()));

        (provider.Subject, provider.Email, provider.EmailVerified) = ("s-root", PortalHost.AdminEmail, false);
        Assert.Equal("/account/sign-in?problem=unknown", await RoundAsync(host.Visitor()));

        (provider.EmailVerified, provider.EmailInToken) = (true, false);
        using var admin = host.Visitor();
        Assert.Equal("/coupons?page=2", await RoundAsync(admin));
        Assert.Contains(PortalHost.AdminEmail, await admin.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);

        // By the subject from now on, whatever the address; and the address opens it to no other subject.
        (provider.EmailInToken, provider.Email) = (true, "renamed@shop.example");
        Assert.Equal("/coupons?page=2", await RoundAsync(host.Visitor()));
        (provider.Subject, provider.Email) = ("s-thief", PortalHost.AdminEmail);
        Assert.Equal("/account/sign-in?problem=unknown", await RoundAsync(host.Visitor()));

        await InviteAsync(host, "invited@shop.example");
        (provider.Subject, provider.Email) = ("s-invited", "Invited@shop.example");
        Assert.Equal("/coupons?page=2", await RoundAsync(host.Visitor()));
        await using (var db = host.Db())
        {
            var user = await db.Users.SingleAsync(u => u.Email == "invited@shop.example");
            Assert.Null(user.PasswordHash);
            Assert.NotNull((await db.Invitations.SingleAsync()).AcceptedAt);
            Assert.Equal(SignInMethod.Provider, (await db.UserSessions.SingleAsync(s => s.UserId == user.Id)).Method);
            Assert.IsType<Outcome<PortalUser>.Done>(await host.Services.GetRequiredService<ChangeUser>().SetDisabledAsync(Actor.System, user.Id, true, default));
        }

        Assert.Equal("/account/sign-in?problem=unknown", await RoundAsync(host.Visitor()));
    }

    [Fact]
    public async Task Token_that_is_forged_old_anothers_or_of_another_sign_in_lets_nobody_in()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await HostAsync("sqlite", provider);
        (provider.Subject, provider.Email) = ("s-root", PortalHost.AdminEmail);
        foreach (var spoil in (Action<Dictionary<string, object>>[])
        [
            c => c["iss"] = "https://evil.example", c => c["aud"] = "other", c => c["aud"] = (string[])[FakeProvider.ClientId, "other"], c => c["exp"] = 1_700_000_000, c => c.Remove("exp"),
            c => c["nonce"] = "other", c => c.Remove("nonce"), c => c.Remove("sub"), c => c["iat"] = 4_000_000_000,
        ])
        {
            provider.Spoil = spoil;
            Assert.Equal("/account/sign-in?problem=provider", await RoundAsync(host.Visitor()));
        }

        provider.Spoil = _ => { };
        var right = provider.Key;
        using var forger = RSA.Create(2048);
        provider.Key = forger;
        Assert.Equal("/account/sign-in?problem=provider", await RoundAsync(host.Visitor()));
        provider.Key = right;
        Assert.Equal("/coupons?page=2", await RoundAsync(host.Visitor()));
        Assert.Equal(11, provider.Tokens);
    }

    [Fact]
    public async Task Answer_is_taken_once_and_by_the_browser_that_asked()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await HostAsync("sqlite", provider);
        (provider.Subject, provider.Email) = ("s-root", PortalHost.AdminEmail);
        using var victim = host.Visitor();
        using var thief = host.Visitor();
        var callback = await AskAsync(thief);

        Assert.Equal("/account/sign-in?problem=provider", await LocationAsync(victim, callback));
        Assert.Equal("/coupons?page=2", await LocationAsync(thief, callback));
        Assert.Equal("/account/sign-in?problem=provider", await LocationAsync(thief, callback));
        Assert.Equal("/account/sign-in?problem=provider", await LocationAsync(victim, "/account/openid/callback"));
    }

    [Fact]
    public async Task Provider_that_is_down_leads_back_to_the_password_and_none_configured_is_not_there()
    {
        await using (var host = PortalHost.With(("PublicUrl", "http://localhost/"), ("Oidc:Authority", "http://127.0.0.1:9/"), ("Oidc:ClientId", "a"), ("Oidc:ClientSecret", "b")))
        {
            Assert.Equal("/account/sign-in?problem=provider", await LocationAsync(host.Visitor(), "/account/openid"));
        }

        await using var without = new PortalHost();
        using var answer = await without.Visitor().GetAsync(new Uri("/account/openid", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("Continue with", await without.Visitor().GetStringAsync(new Uri("/account/sign-in", UriKind.Relative)), StringComparison.Ordinal);
    }

    private static Task<PortalHost> HostAsync(string engine, FakeProvider provider) => PortalHost.OnAsync(
        engine,
        ("PublicUrl", "http://localhost/"),
        ("Oidc:Authority", provider.Issuer),
        ("Oidc:ClientId", FakeProvider.ClientId),
        ("Oidc:ClientSecret", FakeProvider.ClientSecret),
        ("Oidc:Name", "Example ID"));

    private static async Task<string> RoundAsync(HttpClient visitor) => await LocationAsync(visitor, await AskAsync(visitor));

    /// <returns>Where the provider sends the browser back to, as a path.</returns>
    private static async Task<string> AskAsync(HttpClient visitor)
    {
        using var asked = await visitor.GetAsync(new Uri(OpenIdSettings.StartPath + "?returnUrl=%2Fcoupons%3Fpage%3D2", UriKind.Relative));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var agreed = await browser.GetAsync(asked.Headers.Location);
        var back = agreed.Headers.Location!;
        Assert.StartsWith("http://localhost/account/openid/callback?", back.AbsoluteUri, StringComparison.Ordinal);
        return back.PathAndQuery;
    }

    private static async Task<string> LocationAsync(HttpClient visitor, string path)
    {
        using var answer = await visitor.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private static async Task InviteAsync(PortalHost host, string email)
    {
        var draft = new InvitationDraft { Email = email, Rights = new() { Role = Role.NetworkAdmin } };
        Assert.IsType<Outcome<InvitationLink>.Done>(await host.Services.GetRequiredService<Invite>().CreateAsync(Actor.System, draft, "http://localhost/", default));
    }
}
