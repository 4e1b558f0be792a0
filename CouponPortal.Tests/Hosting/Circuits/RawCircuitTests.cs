using System.Reflection;
using System.Security.Claims;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Authorization;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Hosting.Circuits;

/// <summary>What a circuit does for somebody who speaks its protocol by hand.</summary>
public sealed class RawCircuitTests(RawCircuitTests.Worlds worlds) : IClassFixture<RawCircuitTests.Worlds>
{
    private readonly string _email = $"clerk-{Guid.NewGuid():N}@ames.example";
    private AuthorizationWorld? _world;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("moved to a role that reads")]
    [InlineData("given another advertiser")]
    [InlineData("disabled")]
    public async Task Button_that_was_drawn_before_does_nothing_for_a_person_who_was(string meanwhile)
    {
        var host = await StartAsync();
        var conversion = $"/conversions/{_world!.Kept["conversion"]}";
        await using var circuit = await HostCircuits.OpenAsync(host, _email, conversion);
        await circuit.SeesAsync("Approve");
        await ChangeAsync(host, user =>
        {
            (user.Role, user.Disabled) = (meanwhile.Contains("role", StringComparison.Ordinal) ? Role.AdvertiserViewer : user.Role, meanwhile == "disabled");
            if (meanwhile.Contains("advertiser", StringComparison.Ordinal))
            {
                user.Advertisers = [new() { AdvertiserId = Bond }];
            }
        });

        await circuit.ClickAsync("Approve");

        // It is answered, by a refusal or with the page's fault, and nothing has happened.
        await Until.TrueAsync(() => circuit.IsClosed || circuit.Drawn.Contains("not there any more", StringComparison.Ordinal) || circuit.Drawn.Contains("no longer", StringComparison.Ordinal) || circuit.Drawn.Contains("may not", StringComparison.Ordinal) || circuit.Drawn.Contains("reads", StringComparison.Ordinal));
        Assert.Equal(ConversionStatus.Pending, await StatusAsync(host, _world!.Kept["conversion"]));
    }

    [Fact]
    public async Task Button_works_for_who_may_and_events_of_anothers_circuit_do_not()
    {
        var host = await StartAsync();
        var conversion = $"/conversions/{_world!.Ids["conversion"]}";
        await using var manager = await HostCircuits.OpenAsync(host, _email, conversion);
        await manager.SeesAsync("Approve");
        await using var viewer = await HostCircuits.OpenAsync(host, "viewer@ames.example", conversion);
        await viewer.SeesTextAsync("Life of the order");

        // The viewer has no such button; every number that the manager's page could have is tried.
        for (var handler = 1; handler <= 60 && !viewer.IsClosed; handler++)
        {
            try
            {
                await viewer.DispatchAsync(handler, "click", "{\"type\":\"click\"}");
            }
            catch (Exception error) when (error is System.Net.WebSockets.WebSocketException or OperationCanceledException)
            {
                // Closed on it, which is an answer.
            }
        }

        Assert.Equal(ConversionStatus.Pending, await StatusAsync(host, _world!.Ids["conversion"]));
        await manager.ClickAsync("Approve");
        await manager.SeesTextAsync("The order is approved");
        Assert.Equal(ConversionStatus.Approved, await StatusAsync(host, _world!.Ids["conversion"]));
    }

    [Fact]
    public async Task Message_that_is_too_long_ends_its_own_circuit_and_no_other()
    {
        var host = await StartAsync();
        await using var other = await HostCircuits.OpenAsync(host, _email, "/offers");
        await using var circuit = await HostCircuits.OpenAsync(host, _email, "/offers");
        try
        {
            await circuit.InvokeAsync("BeginInvokeDotNetFromJS", "1", null, "DispatchEventAsync", 1, new string('x', 300 * 1024));
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            // Closed while it was still being sent.
        }

        await Until.TrueAsync(() => circuit.IsClosed);
        await other.NavigateAsync("/suppressed-codes");
        await other.SeesTextAsync("ZQI7CANARYGONETWO");
        Assert.False(other.IsClosed);
    }

    [Fact]
    public async Task Session_of_a_person_who_was_disabled_or_given_another_stamp_is_over_at_the_next_look()
    {
        var host = await StartAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        var look = provider.GetType().GetMethod("ValidateAuthenticationStateAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var interval = (TimeSpan)provider.GetType().GetProperty("RevalidationInterval", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(provider)!;
        var state = new AuthenticationState(await SignedInAsync(host));

        Assert.True(interval <= TimeSpan.FromMinutes(1));
        Assert.True(await IsGoodAsync());
        await ChangeAsync(host, u => u.Disabled = true);
        Assert.False(await IsGoodAsync());
        await ChangeAsync(host, u => (u.Disabled, u.SecurityStamp) = (false, "another"));
        Assert.False(await IsGoodAsync());

        Task<bool> IsGoodAsync() => (Task<bool>)look.Invoke(provider, [state, CancellationToken.None])!;
    }

    [Fact]
    public async Task Circuit_on_PostgreSQL_reads_as_its_person_and_never_as_the_product()
    {
        var host = await StartAsync(DatabaseProvider.Postgres);
        await using var circuit = await HostCircuits.OpenAsync(host, _email, "/no/such/page");
        await circuit.NavigateAsync("/suppressed-codes");
        await circuit.SeesTextAsync("ZQI7CANARYGONETWO");
        Assert.DoesNotContain("This page failed", circuit.Drawn, StringComparison.Ordinal);
        await circuit.NavigateAsync("/no/such/page");
        await using (var db = host.Db())
        {
            // Only the pages' role loses it: had the circuit forgotten whose it is, it would go on reading.
            await db.Database.ExecuteSqlRawAsync("REVOKE SELECT ON suppressed_codes FROM " + RowPolicies.Role, Cancel);
        }

        await circuit.NavigateAsync("/suppressed-codes");
        await circuit.SeesTextAsync("This page failed");
    }

    /// <summary>What the cookie says of who has signed in.</summary>
    private async Task<ClaimsPrincipal> SignedInAsync(PortalHost host)
    {
        using var visitor = host.Visitor();
        using var answer = await visitor.SignInAsync(_email, PortalHost.AdminPassword);
        var cookies = host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(cookies.Cookie.Name + "=", StringComparison.Ordinal)).Split(';')[0][(cookies.Cookie.Name!.Length + 1)..];
        return cookies.TicketDataFormat.Unprotect(Uri.UnescapeDataString(cookie))!.Principal;
    }

    private async Task<PortalHost> StartAsync(DatabaseProvider engine = DatabaseProvider.Sqlite)
    {
        _world = await worlds.OnAsync(engine);
        await using var db = _world.Host.Db();
        var like = await db.Users.AsNoTracking().SingleAsync(u => u.Email == "manager@ames.example", Cancel);
        db.Add(new PortalUser
        {
            UserName = _email,
            NormalizedUserName = _email.ToUpperInvariant(),
            Email = _email,
            NormalizedEmail = _email.ToUpperInvariant(),
            PasswordHash = like.PasswordHash,
            SecurityStamp = "stamp",
            Role = Role.AdvertiserManager,
            Advertisers = [new() { AdvertiserId = Ames }],
        });
        await db.SaveChangesAsync(Cancel);
        return _world.Host;
    }

    private async Task ChangeAsync(PortalHost host, Action<PortalUser> change)
    {
        await using var db = host.Db();
        change(await db.Users.Include(u => u.Advertisers).SingleAsync(u => u.Email == _email, Cancel));
        await db.SaveChangesAsync(Cancel);
    }

    private static async Task<ConversionStatus> StatusAsync(PortalHost host, string publicId)
    {
        Assert.True(host.Services.GetRequiredService<CouponPortal.Data.Catalog.Catalog>().Current.Ids.TryParse(publicId, out var key));
        await using var db = host.Db();
        return (await db.Conversions.SingleAsync(c => c.Id == key, Cancel)).Status;
    }

    /// <summary>Of these tests alone: they change what other tests' people see.</summary>
    public sealed class Worlds : IAsyncDisposable
    {
        private readonly Dictionary<DatabaseProvider, AuthorizationWorld> _worlds = [];

        public async ValueTask DisposeAsync()
        {
            foreach (var world in _worlds.Values)
            {
                await world.DisposeAsync();
            }
        }

        internal async Task<AuthorizationWorld> OnAsync(DatabaseProvider engine) =>
            _worlds.TryGetValue(engine, out var known) ? known : _worlds[engine] = await AuthorizationWorld.CreateAsync(engine);
    }
}
