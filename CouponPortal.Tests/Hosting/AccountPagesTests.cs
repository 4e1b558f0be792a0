using System.Net;
using System.Text.RegularExpressions;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.Invitations;
using CouponPortal.Features.Accounts.SecondFactor;
using CouponPortal.Features.Accounts.Users;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Hosting;

/// <summary>One product of each engine, on the real clock, made on first use.</summary>
public sealed class AccountHosts : IAsyncDisposable
{
    private readonly Dictionary<DatabaseProvider, PortalHost> _hosts = [];

    public async Task<PortalHost> OnAsync(DatabaseProvider engine)
    {
        if (!_hosts.TryGetValue(engine, out var host))
        {
            _hosts[engine] = host = await PortalHost.OnAsync(engine == DatabaseProvider.Postgres ? "postgres" : "sqlite");
        }

        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }
    }
}

/// <summary>The account pages as a browser sends them. Each test invites people of its own; together they stay below the limit of forms a minute.</summary>
public sealed partial class AccountPagesTests(AccountHosts hosts) : IClassFixture<AccountHosts>
{
    private const string Chosen = "amber-lantern-41-reef";

    [Theory, BothEngines]
    public async Task Invited_person_chooses_a_password_once_and_signs_in(DatabaseProvider engine)
    {
        var host = await hosts.OnAsync(engine);
        var link = await InviteAsync(host, "new@shop.example");
        using var visitor = host.Visitor();

        using var weak = await visitor.SendFormAsync(link, "invitation", ("Password", "Password2026!"));
        Assert.Contains("one of the first that are tried", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var done = await visitor.SendFormAsync(link, "invitation", ("Password", Chosen));
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Contains("/account/second-factor?welcome=true", done.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Contains("new@shop.example", await GetAsync(visitor, "/users"), StringComparison.Ordinal);

        using var second = host.Visitor();
        Assert.Contains("This link does not work", await GetAsync(second, link), StringComparison.Ordinal);
        using var again = await second.SignInAsync("new@shop.example", Chosen);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        await using var db = host.Db();
        var user = await db.Users.SingleAsync(u => u.Email == "new@shop.example");
        Assert.Equal((Role.NetworkAdmin, true), (user.Role, user.EmailConfirmed));
    }

    [Fact]
    public async Task Link_that_is_over_taken_back_or_made_up_is_one_page()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var (over, back) = (await InviteAsync(host, "over@shop.example"), await InviteAsync(host, "back@shop.example"));
        await using (var db = host.Db())
        {
            var row = await db.Invitations.SingleAsync(i => i.Email == "back@shop.example");
            await host.Services.GetRequiredService<Invite>().RevokeAsync(Actor.System, row.Id, default);
        }

        using var visitor = host.Visitor();
        var pages = new List<string> { await GetAsync(visitor, back), await GetAsync(visitor, "/account/invitation?token=" + new string('0', 64)), await GetAsync(visitor, "/account/invitation") };
        host.Time!.Advance(Invitation.Lifetime);
        pages.Add(await GetAsync(visitor, over));

        Assert.All(pages, page => Assert.Contains("This link does not work", page, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.DoesNotContain("@shop.example", page, StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Reset_link_works_once_ends_the_sessions_and_leaves_the_second_factor(DatabaseProvider engine)
    {
        var host = await hosts.OnAsync(engine);
        using var signedIn = await MemberAsync(host, "reset@shop.example");
        var link = await ResetLinkAsync(host, "reset@shop.example");
        using var visitor = host.Visitor();

        using var done = await visitor.SendFormAsync(link, "reset", ("Password", "crimson-teapot-9-dune"));

        Assert.Contains("Your password is changed", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("This link does not work", await GetAsync(visitor, link), StringComparison.Ordinal);
        await RefusedAsync(signedIn);
        using var old = await host.Visitor().SignInAsync("reset@shop.example", Chosen);
        using var now = await host.Visitor().SignInAsync("reset@shop.example", "crimson-teapot-9-dune");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (old.StatusCode, now.StatusCode));
    }

    [Theory, BothEngines]
    public async Task Person_who_is_disabled_or_moved_is_refused_at_the_next_request(DatabaseProvider engine)
    {
        var host = await hosts.OnAsync(engine);
        var change = host.Services.GetRequiredService<ChangeUser>();
        foreach (var (email, work) in ((string, Func<int, Task<Outcome<PortalUser>>>)[])
        [
            ("disabled@shop.example", id => change.SetDisabledAsync(Actor.System, id, true, default)),
            ("moved@shop.example", id => change.SetRightsAsync(Actor.System, id, new() { Role = Role.NetworkAdmin }, null, default)),
            ("out@shop.example", id => change.SignOutAsync(Actor.System, id, default)),
        ])
        {
            using var visitor = await MemberAsync(host, email);
            Assert.Contains(email, await GetAsync(visitor, "/"), StringComparison.Ordinal);

            Assert.IsType<Outcome<PortalUser>.Done>(await work(await IdAsync(host, email)));

            await RefusedAsync(visitor);
        }
    }

    [Theory, BothEngines]
    public async Task Second_factor_asks_for_a_code_which_is_good_once_and_recovery_codes_do_as_well(DatabaseProvider engine)
    {
        var host = await hosts.OnAsync(engine);
        using var owner = await MemberAsync(host, "factor@shop.example");
        using var elsewhere = host.Visitor();
        (await elsewhere.SignInAsync("factor@shop.example", Chosen)).Dispose();
        (await owner.SendFormAsync(AccountPaths.SecondFactor, "begin", ("Current", Chosen))).Dispose();
        var secret = await SecretAsync(host, "factor@shop.example");
        using var wrong = await owner.SendFormAsync(AccountPaths.SecondFactor, "finish", ("Code", "000000"));
        Assert.Contains("not the code of now", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var finished = await owner.SendFormAsync(AccountPaths.SecondFactor, "finish", ("Code", Now(secret)));
        var codes = RecoveryCode().Matches(await finished.Content.ReadAsStringAsync()).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(RecoveryCodes.Count, codes.Length);
        await RefusedAsync(elsewhere);
        Assert.DoesNotContain(codes[0], await GetAsync(owner, AccountPaths.SecondFactor), StringComparison.Ordinal);

        using var visitor = await PendingAsync(host, "factor@shop.example");
        await RefusedAsync(visitor);

        // The set-up has taken the code of now already, so it is no longer good.
        using var used = await visitor.SendFormAsync(AccountPaths.SecondStep, "second-step", ("Code", Now(secret)));
        Assert.Contains(SecondStep.Refusal, await used.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var next = await visitor.SendFormAsync(AccountPaths.SecondStep + "?returnUrl=%2Fcoupons", "second-step", ("Code", Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow().UtcDateTime) + 1)));
        Assert.EndsWith("/coupons", next.Headers.Location?.ToString(), StringComparison.Ordinal);

        using var byRecovery = await PendingAsync(host, "factor@shop.example");
        using var taken = await byRecovery.SendFormAsync(AccountPaths.SecondStep, "second-step", ("Code", codes[3].ToLowerInvariant()), ("Remember", "true"));
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        using var replayed = await PendingAsync(host, "factor@shop.example");
        using var refused = await replayed.SendFormAsync(AccountPaths.SecondStep, "second-step", ("Code", codes[3]));
        Assert.Contains(SecondStep.Refusal, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // The browser that asked to be remembered is not asked again, until the person signs all others out.
        using var remembered = await byRecovery.SignInAsync("factor@shop.example", Chosen);
        Assert.DoesNotContain("second-step", remembered.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_password_does_not_buy_endless_tries_at_the_code()
    {
        await using var host = new PortalHost();
        using var owner = await MemberAsync(host, "member@shop.example");
        (await owner.SendFormAsync(AccountPaths.SecondFactor, "begin", ("Current", Chosen))).Dispose();
        var secret = await SecretAsync(host, "member@shop.example");
        (await owner.SendFormAsync(AccountPaths.SecondFactor, "finish", ("Code", Now(secret)))).Dispose();
        for (var i = 0; i < 4; i++)
        {
            using var guesser = await PendingAsync(host, "member@shop.example");
            (await guesser.SendFormAsync(AccountPaths.SecondStep, "second-step", ("Code", "nothing"))).Dispose();
            (await guesser.SendFormAsync(AccountPaths.SecondStep, "second-step", ("Code", "nothing"))).Dispose();
        }

        await using var db = host.Db();
        Assert.NotNull((await db.Users.SingleAsync(u => u.Email == "member@shop.example")).LockoutEnd);
    }

    [Theory, BothEngines]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_but_this(DatabaseProvider engine)
    {
        var host = await hosts.OnAsync(engine);
        using var owner = await MemberAsync(host, "sessions@shop.example");
        using var second = host.Visitor();
        using var third = host.Visitor();
        (await second.SignInAsync("sessions@shop.example", Chosen)).Dispose();
        (await third.SignInAsync("sessions@shop.example", Chosen)).Dispose();
        var own = await GetAsync(owner, AccountPaths.Sessions);
        var forms = EndForm().Matches(own).Select(m => m.Value).ToArray();
        Assert.Equal(2, forms.Length);

        using var stranger = await host.SignedInAsync();
        using var foreign = await stranger.SendFormAsync(AccountPaths.Sessions, forms[0]);
        Assert.NotEqual(HttpStatusCode.OK, foreign.StatusCode);
        Assert.Contains("sessions@shop.example", await GetAsync(second, "/"), StringComparison.Ordinal);
        Assert.Contains("sessions@shop.example", await GetAsync(third, "/"), StringComparison.Ordinal);

        using var one = await owner.SendFormAsync(AccountPaths.Sessions, forms[0]);
        Assert.Single(EndForm().Matches(await one.Content.ReadAsStringAsync()));
        using var others = await owner.SendFormAsync(AccountPaths.Sessions, "end-others");
        await RefusedAsync(second);
        await RefusedAsync(third);
        Assert.Contains("sessions@shop.example", await GetAsync(owner, "/"), StringComparison.Ordinal);
    }

    private static async Task<string> InviteAsync(PortalHost host, string email)
    {
        var draft = new InvitationDraft { Email = email, Rights = new() { Role = Role.NetworkAdmin } };
        var made = Assert.IsType<Outcome<InvitationLink>.Done>(await host.Services.GetRequiredService<Invite>().CreateAsync(Actor.System, draft, "http://localhost/", default)).Value;
        return new Uri(made.Link).PathAndQuery;
    }

    /// <summary>Another network admin, signed in.</summary>
    private static async Task<HttpClient> MemberAsync(PortalHost host, string email)
    {
        var link = await InviteAsync(host, email);
        var visitor = host.Visitor();
        (await visitor.SendFormAsync(link, "invitation", ("Password", Chosen))).Dispose();
        return visitor;
    }

    private static async Task<HttpClient> PendingAsync(PortalHost host, string email)
    {
        var visitor = host.Visitor();
        using var answer = await visitor.SignInAsync(email, Chosen);
        Assert.StartsWith(AccountPaths.SecondStep, new Uri(new Uri("http://x"), answer.Headers.Location!).AbsolutePath, StringComparison.Ordinal);
        return visitor;
    }

    private static async Task<string> ResetLinkAsync(PortalHost host, string email)
    {
        var outcome = await host.Services.GetRequiredService<ChangeUser>().IssueResetAsync(Actor.System, await IdAsync(host, email), "http://localhost/", default);
        return new Uri(Assert.IsType<Outcome<string>.Done>(outcome).Value).PathAndQuery;
    }

    private static async Task<int> IdAsync(PortalHost host, string email)
    {
        await using var db = host.Db();
        return await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync();
    }

    private static async Task<byte[]> SecretAsync(PortalHost host, string email)
    {
        await using var db = host.Db();
        var kept = await db.Users.Where(u => u.Email == email).Select(u => u.TotpSecret).SingleAsync();
        return host.Services.GetRequiredService<TotpSecrets>().Read(kept!)!;
    }

    private static string Now(byte[] secret) => Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow().UtcDateTime));

    private static Task<string> GetAsync(HttpClient visitor, string path) => visitor.GetStringAsync(new Uri(path, UriKind.Relative));

    private static async Task RefusedAsync(HttpClient visitor)
    {
        using var answer = await visitor.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/account/sign-in", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("end-[0-9a-f]{32}")]
    private static partial Regex EndForm();

    [GeneratedRegex("<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</code>")]
    private static partial Regex RecoveryCode();
}
