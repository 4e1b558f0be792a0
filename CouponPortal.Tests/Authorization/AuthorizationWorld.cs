using System.Net.Http.Headers;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Authorization;

/// <summary>
/// The product over HTTP with everything that A (Ames) and its partner P1 (Bo) can have, and everybody who may try to get at it. B is Bond; P2 (Dee) is approved by B alone.
/// </summary>
internal sealed class AuthorizationWorld : IAsyncDisposable
{
    public const int Dee = 8;
    public const string KeyOfBo = "key-of-partner-bo-writes";
    public const string KeyOfDee = "key-of-partner-dee-writes";

    /// <summary>Callers of the file by their names there: an e-mail address signs in, anything else is an API key.</summary>
    private static readonly Dictionary<string, string?> Credentials = new(StringComparer.Ordinal)
    {
        ["anonymous"] = null,
        ["partner-of-b"] = "dee@partner.example",
        ["partner-of-a"] = "bo@partner.example",
        ["manager-of-b"] = "manager@bond.example",
        ["viewer-of-b"] = "viewer@bond.example",
        ["viewer-of-a"] = "viewer@ames.example",
        ["manager-of-a"] = "manager@ames.example",
        ["admin"] = PortalHost.AdminEmail,
        ["key-of-partner-of-b"] = KeyOfDee,
        ["key-of-partner-of-a"] = KeyOfBo,
        ["key-of-b"] = Stranger,
        ["reading-key-of-a"] = Reader,
        ["admins-reading-key"] = AdminReader,
        ["key-of-a"] = Manager,
        ["admins-key"] = Admin,
    };

    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    private AuthorizationWorld(PortalHost host) => Host = host;

    public PortalHost Host { get; }

    /// <summary>Rows of A that the matrix acts on, changes and deletes, by the names of the file.</summary>
    public Dictionary<string, string> Ids { get; private set; } = [];

    /// <summary>Others, which nobody touches.</summary>
    public Dictionary<string, string> Kept { get; private set; } = [];

    /// <summary>Ids by the same names that no row has.</summary>
    public Dictionary<string, string> Missing { get; private set; } = [];

    public static async Task<AuthorizationWorld> CreateAsync(DatabaseProvider engine)
    {
        var world = new AuthorizationWorld(await PortalHost.WithNetworkAsync(engine));
        await world.AddPeopleAsync();
        await MarkedRows.AddNetworkAsync(world.Host);
        (world.Ids, world.Kept) = (await MarkedRows.AddAsync(world.Host, "ONE"), await MarkedRows.AddAsync(world.Host, "TWO"));
        await using (var db = world.Host.Db())
        {
            var person = await db.Users.Where(u => u.Email == Credentials["viewer-of-a"]).Select(u => u.Id).SingleAsync();
            world.Ids["person"] = world.Kept["person"] = person.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        world.Missing = MarkedRows.Missing(world.Host, world.Ids);
        return world;
    }

    /// <summary>A client that stays signed in as this caller of the file; it follows no redirect.</summary>
    public async Task<HttpClient> AsAsync(string caller)
    {
        if (_clients.TryGetValue(caller, out var known))
        {
            return known;
        }

        var client = Host.Visitor();
        var credential = Credentials[caller];
        if (credential?.Contains('@', StringComparison.Ordinal) == true)
        {
            using var answer = await client.SignInAsync(credential, PortalHost.AdminPassword);
            Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        }
        else if (credential is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        return _clients[caller] = client;
    }

    /// <summary>What a form of a page of this person carries against requests of other sites; empty for who has no page.</summary>
    public async Task<string> FormTokenAsync(string caller)
    {
        if (!_tokens.TryGetValue(caller, out var token))
        {
            using var page = await (await AsAsync(caller)).GetAsync(new Uri("/account/change-password", UriKind.Relative));
            token = _tokens[caller] = page.IsSuccessStatusCode ? SignInForm.TokenOf(await page.Content.ReadAsStringAsync()) : "";
        }

        return token;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await Host.DisposeAsync();
    }

    private async Task AddPeopleAsync()
    {
        await using (var db = Host.Db())
        {
            db.Add(new Partner { Id = Dee, Name = "Dee", Email = "dee@partner.example" });
            await db.SaveChangesAsync();
            await db.RaiseIdsAsync("partners", default);
            db.Add(new Approval { OfferId = Tea, PartnerId = Dee, Status = ApprovalStatus.Approved, UpdatedAt = TestDatabase.Start });
            db.Add(new ApprovalPeriod { OfferId = Tea, PartnerId = Dee, From = DateTime.MinValue });
            db.AddRange(KeyOf(KeyOfBo, Bo), KeyOf(KeyOfDee, Dee));
            await db.SaveChangesAsync();
        }

        await using var scope = Host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var (hash, all) = ("", new (string Caller, Role Role, int? Advertiser, int? Partner)[]
        {
            ("partner-of-b", Role.Partner, null, Dee), ("partner-of-a", Role.Partner, null, Bo), ("manager-of-b", Role.AdvertiserManager, Bond, null),
            ("viewer-of-b", Role.AdvertiserViewer, Bond, null), ("viewer-of-a", Role.AdvertiserViewer, Ames, null), ("manager-of-a", Role.AdvertiserManager, Ames, null),
        });
        hash = (await users.Users.FirstAsync(u => u.Email == PortalHost.AdminEmail)).PasswordHash!;
        foreach (var (caller, role, advertiser, partner) in all)
        {
            // The admin's own hash: to make one takes longer than all else here.
            var user = new PortalUser { UserName = Credentials[caller], Email = Credentials[caller], PasswordHash = hash, Role = role, PartnerId = partner, LockoutEnabled = true };
            if (advertiser is { } id)
            {
                user.Advertisers.Add(new UserAdvertiser { AdvertiserId = id });
            }

            Assert.True((await users.CreateAsync(user)).Succeeded);
        }
    }

    private static ApiKey KeyOf(string token, int partner) => new()
    {
        Name = token,
        Prefix = token[..6],
        Hash = Actors.HashOf(token),
        Scope = Role.Partner,
        PartnerId = partner,
        CanWrite = true,
        CreatedAt = TestDatabase.Start,
    };
}
