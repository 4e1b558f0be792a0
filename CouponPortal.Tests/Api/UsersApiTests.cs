using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>People by API. Who may do what is in authorization.txt.</summary>
public sealed class UsersApiTests(SharedPortals portals)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Person_is_moved_disabled_and_signed_out_by_a_key_of_its_advertiser(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var (email, id) = await PersonAsync(host);

        var seen = await host.GetAsync(Manager, $"users?email={email}");
        Assert.Equal(id, Assert.Single(seen.Json.GetProperty("data").EnumerateArray()).GetProperty("id").GetInt32());
        var changed = await host.SendAsync(Manager, HttpMethod.Patch, $"users/{id}", """{"role":"advertiser_manager","disabled":true}""");

        Assert.True(changed.Status == 200, changed.Text);
        Assert.Equal(("advertiser_manager", true, "[1]"), (changed.Json.GetProperty("role").GetString(), changed.Json.GetProperty("disabled").GetBoolean(), changed.Json.GetProperty("advertiser_ids").GetRawText()));
        await using var db = host.Db();
        Assert.False(await db.UserSessions.AnyAsync(s => s.UserId == id, Cancel));
        Assert.Equal((Role.AdvertiserManager, true), await db.Users.Where(u => u.Id == id).Select(u => new { u.Role, u.Disabled }).SingleAsync(Cancel) is var row ? (row.Role, row.Disabled) : default);
        Assert.Contains("\"disabled\":true", (await host.GetAsync(Manager, $"users?disabled=true&email={email}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(email, (await host.GetAsync(Manager, "users?disabled=false&limit=200")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(email, (await host.GetAsync(Stranger, "users?limit=200")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_makes_a_network_admin_or_sees_a_link()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var (_, id) = await PersonAsync(host);

        foreach (var (method, path, body) in ((HttpMethod, string, string)[])
        [
            (HttpMethod.Patch, $"users/{id}", """{"role":"network_admin"}"""), (HttpMethod.Post, "invitations", """{"email":"boss@shop.example","role":"network_admin"}"""),
        ])
        {
            var refused = await host.SendAsync(Admin, method, path, body);
            Assert.True(refused.Status is 400 or 422, refused.Text);
            Assert.Contains("by people", refused.Text, StringComparison.Ordinal);
        }

        var unsent = await host.SendAsync(Admin, HttpMethod.Post, "invitations", """{"email":"new@shop.example","role":"advertiser_viewer","advertiser_ids":[1]}""");
        Assert.Equal((409, "no_mail_server"), (unsent.Status, unsent.Json.GetProperty("code").GetString()));
        await using var db = host.Db();
        Assert.False(await db.Invitations.AnyAsync(i => i.Email == "new@shop.example", Cancel));
    }

    private static async Task<(string Email, int Id)> PersonAsync(PortalHost host)
    {
        var email = string.Create(CultureInfo.InvariantCulture, $"person{Guid.NewGuid():N}@ames.example");
        await using var db = host.Db();
        var user = new PortalUser { UserName = email, NormalizedUserName = email.ToUpperInvariant(), Email = email, NormalizedEmail = email.ToUpperInvariant(), Role = Role.AdvertiserViewer, Advertisers = [new() { AdvertiserId = Ames }], CreatedAt = TestDatabase.Start };
        db.Add(user);
        await db.SaveChangesAsync(Cancel);
        db.Add(new UserSession { UserId = user.Id, Id = Guid.NewGuid().ToString("N"), CreatedAt = TestDatabase.Start, LastSeenAt = TestDatabase.Start });
        await db.SaveChangesAsync(Cancel);
        return (email, user.Id);
    }
}
