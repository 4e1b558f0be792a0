using System.Net;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Features.Accounts;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Hosting;

public sealed class SignInTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Admin_from_the_settings_signs_in_sees_the_portal_and_signs_out(string engine)
    {
        await using var host = await PortalHost.OnAsync(engine);
        using var visitor = host.Visitor();
        using var refused = await visitor.GetAsync(new Uri("/coupons?page=2", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        Assert.Equal("/account/sign-in?returnUrl=%2Fcoupons%3Fpage%3D2", refused.Headers.Location?.ToString());

        using var answer = await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword, "/advertisers");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/advertisers", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("CouponPortal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var home = await visitor.GetStringAsync(new Uri("/", UriKind.Relative));
        Assert.Contains(PortalHost.AdminEmail, home, StringComparison.Ordinal);

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", SignInForm.TokenOf(home))]);
        using var left = await visitor.PostAsync(new Uri("/account/sign-out", UriKind.Relative), form);
        using var after = await visitor.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task Unknown_wrong_locked_and_disabled_get_one_answer()
    {
        await using var host = new PortalHost();
        await AddUserAsync(host, "locked@shop.example", u => u.LockoutEnd = DateTimeOffset.MaxValue);
        await AddUserAsync(host, "disabled@shop.example", u => u.Disabled = true);
        var pages = new List<string>();
        foreach (var (email, password) in new[]
        {
            ("nobody@shop.example", PortalHost.AdminPassword), (PortalHost.AdminEmail, "not-the-password-1"),
            ("locked@shop.example", PortalHost.AdminPassword), ("disabled@shop.example", PortalHost.AdminPassword),
        })
        {
            using var visitor = host.Visitor();
            using var answer = await visitor.SignInAsync(email, password);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.Contains(SignIn.Refusal, page, StringComparison.Ordinal);
            pages.Add(page[page.IndexOf("role=\"alert\"", StringComparison.Ordinal)..page.IndexOf("</form>", StringComparison.Ordinal)]
                .Replace(email, "", StringComparison.Ordinal).Replace(SignInForm.TokenOf(page), "", StringComparison.Ordinal));
        }

        Assert.Single(pages.Distinct());
    }

    [Fact]
    public async Task Eighth_wrong_password_locks_the_account()
    {
        await using var host = new PortalHost();
        using var visitor = host.Visitor();
        for (var i = 0; i < 8; i++)
        {
            (await visitor.SignInAsync(PortalHost.AdminEmail, "not-the-password-1")).Dispose();
        }

        using var answer = await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Form_without_its_token_is_refused()
    {
        await using var host = new PortalHost();
        using var visitor = host.Visitor();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Email", PortalHost.AdminEmail), KeyValuePair.Create("Password", PortalHost.AdminPassword), KeyValuePair.Create("_handler", "sign-in")]);

        using var answer = await visitor.PostAsync(new Uri(AccountPaths.SignIn, UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(c => c.StartsWith("CouponPortal=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Changed_password_is_the_only_one_that_signs_in()
    {
        const string Chosen = "amber-lantern-41-reef";
        await using var host = new PortalHost();
        using var visitor = host.Visitor();
        (await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword)).Dispose();

        using var weak = await visitor.SendFormAsync(AccountPaths.ChangePassword, "change-password", ("Current", PortalHost.AdminPassword), ("Password", "Password2026!"));
        Assert.Contains("one of the first that are tried", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await visitor.SendFormAsync(AccountPaths.ChangePassword, "change-password", ("Current", "not-the-password-1"), ("Password", Chosen));
        Assert.Contains("not your current password", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var done = await visitor.SendFormAsync(AccountPaths.ChangePassword, "change-password", ("Current", PortalHost.AdminPassword), ("Password", Chosen));
        Assert.Contains("Your password is changed", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var old = await host.Visitor().SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
        using var now = await host.Visitor().SignInAsync(PortalHost.AdminEmail, Chosen);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, now.StatusCode);
    }

    [Fact]
    public async Task Stored_password_is_hashed_with_the_advised_number_of_rounds()
    {
        await using var host = new PortalHost();
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

        var hash = Convert.FromBase64String((await db.Users.SingleAsync()).PasswordHash!);

        // Identity's version 3: marker, PRF (2 = HMAC-SHA512), iterations, big-endian.
        Assert.Equal([1, 0, 0, 0, 2], hash[..5]);
        Assert.Equal(220_000u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
    }

    private static async Task AddUserAsync(PortalHost host, string email, Action<PortalUser> shape)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = new PortalUser { UserName = email, Email = email, LockoutEnabled = true };
        Assert.True((await users.CreateAsync(user, PortalHost.AdminPassword)).Succeeded);
        shape(user);
        Assert.True((await users.UpdateAsync(user)).Succeeded);
    }
}
