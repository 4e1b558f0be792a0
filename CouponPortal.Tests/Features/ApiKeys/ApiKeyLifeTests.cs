using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.ApiKeys;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.ApiKeys;

/// <summary>The life of a key: made by a person within the own reach, used, rotated, revoked.</summary>
public sealed class ApiKeyLifeTests
{
    private static readonly Actor Root = new("root@network.example", Role.NetworkAdmin, [], UserId: 1);
    private static readonly Actor AmesManager = new("manager@ames.example", Role.AdvertiserManager, [Ames], UserId: 2);
    private static readonly Actor AmesViewer = new("viewer@ames.example", Role.AdvertiserViewer, [Ames], UserId: 3);
    private static readonly Actor AnaHerself = new("ana@partner.example", Role.Partner, [], Ana, UserId: 4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Key_works_until_it_is_revoked_and_all_three_are_in_the_log(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var save = Of<SaveApiKey>(host);
        NewApiKey made;
        using (AuditOrigin.Begin(new("root@network.example", AuditDoor.Page)))
        {
            made = Done(await save.CreateAsync(Root, new ApiKeyDraft { Name = "Nightly", CanWrite = true }, Cancel));
        }

        Assert.Equal(201, (await host.SendAsync(made.Token, HttpMethod.Post, "partners", """{"name":"By the key","email":"k@partner.example"}""")).Status);
        await Of<KeyUses>(host).Writing;
        Done(await save.RevokeAsync(Root, made.Row.Key.Id, Cancel));

        Assert.Equal(401, (await host.GetAsync(made.Token, "partners")).Status);
        await using var db = host.Db();
        var key = await db.ApiKeys.SingleAsync(k => k.Id == made.Row.Key.Id, Cancel);
        Assert.Equal(TestDatabase.Start, key.LastUsedAt);
        Assert.StartsWith(key.Prefix, made.Token, StringComparison.Ordinal);
        var id = key.Id.ToString((IFormatProvider?)null);
        Assert.Equal([AuditAct.Created, AuditAct.Changed], await db.AuditRows.Where(r => r.Subject == "api_key" && r.SubjectId == id).OrderBy(r => r.Id).Select(r => r.Act).ToListAsync(Cancel));
        var used = await db.AuditRows.SingleAsync(r => r.ApiKeyId == key.Id, Cancel);
        Assert.Equal(("API key Nightly", AuditDoor.Api, AuditAct.Created, "partner", "By the key"), (used.Who, used.Door, used.Act, used.Subject, used.Label));
        Assert.DoesNotContain(await db.AuditRows.Select(r => r.Changes).ToListAsync(Cancel), c => c.Contains(made.Token, StringComparison.Ordinal) || c.Contains(key.Hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rotated_key_works_beside_the_new_one_for_the_overlap_and_no_longer()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var save = Of<SaveApiKey>(host);
        var first = Done(await save.CreateAsync(AmesManager, new ApiKeyDraft { Name = "Feed", Scope = Role.AdvertiserManager, AdvertiserId = Ames, Days = 30 }, Cancel));
        var second = Done(await save.RotateAsync(AmesManager, first.Row.Key.Id, 24, Cancel));
        Assert.Equal((first.Row.Key.Id, TestDatabase.Start.AddDays(30)), (second.Row.Key.ReplacesId, second.Row.Key.ExpiresAt));

        host.Time!.Set(new DateTimeOffset(TestDatabase.Start.AddHours(23)));
        Assert.Equal((200, 200), ((await host.GetAsync(first.Token, "offers")).Status, (await host.GetAsync(second.Token, "offers")).Status));
        host.Time.Set(new DateTimeOffset(TestDatabase.Start.AddHours(25)));
        Assert.Equal((401, 200), ((await host.GetAsync(first.Token, "offers")).Status, (await host.GetAsync(second.Token, "offers")).Status));
        Assert.IsType<Outcome<NewApiKey>.Conflict>(await save.RotateAsync(AmesManager, first.Row.Key.Id, 24, Cancel));

        host.Time.Set(new DateTimeOffset(TestDatabase.Start.AddDays(31)));
        Assert.Equal(401, (await host.GetAsync(second.Token, "offers")).Status);
    }

    [Fact]
    public async Task Nobody_makes_sees_or_revokes_keys_beyond_the_own_reach()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var (save, list) = (Of<SaveApiKey>(host), Of<ApiKeyList>(host));

        Assert.Equal("scope", Faults(await save.CreateAsync(AmesManager, new ApiKeyDraft { Name = "All" }, Cancel)));
        Assert.Equal("advertiser_id", Faults(await save.CreateAsync(AmesManager, new ApiKeyDraft { Name = "Bond's", Scope = Role.AdvertiserManager, AdvertiserId = Bond }, Cancel)));
        Assert.Equal("scope", Faults(await save.CreateAsync(AmesManager, new ApiKeyDraft { Name = "Ana's", Scope = Role.Partner, PartnerId = Ana }, Cancel)));
        Assert.Equal("partner_id", Faults(await save.CreateAsync(AnaHerself, new ApiKeyDraft { Name = "Bo's", Scope = Role.Partner, PartnerId = Bo }, Cancel)));
        Assert.Equal("scope", Faults(await save.CreateAsync(AnaHerself, new ApiKeyDraft { Name = "All" }, Cancel)));
        Assert.Equal("name", Faults(await save.CreateAsync(Root, new ApiKeyDraft { Name = "Bootstrap" }, Cancel)));
        Assert.IsType<Outcome<NewApiKey>.Forbidden>(await save.CreateAsync(AmesViewer, new ApiKeyDraft { Name = "Mine", Scope = Role.AdvertiserManager, AdvertiserId = Ames }, Cancel));

        // A key makes no keys: who stole one must not be able to keep the door open.
        Assert.IsType<Outcome<NewApiKey>.Forbidden>(await save.CreateAsync(Root with { UserId = null }, new ApiKeyDraft { Name = "By a key" }, Cancel));

        var anas = Done(await save.CreateAsync(AnaHerself, ApiKeyDraft.For(AnaHerself) with { Name = "Own" }, Cancel));
        Assert.Equal(["Own", Partner], (await list.PageAsync(AnaHerself, false, new PageRequest(), Cancel)).Rows.Select(r => r.Key.Name));
        Assert.Equal([Reader, Manager], (await list.PageAsync(AmesManager, false, new PageRequest(), Cancel)).Rows.Select(r => r.Key.Name));
        Assert.Empty((await list.PageAsync(AmesViewer, true, new PageRequest(), Cancel)).Rows);
        Assert.IsType<Outcome<ApiKeyRow>.NotFound>(await save.RevokeAsync(AmesManager, anas.Row.Key.Id, Cancel));
        Assert.IsType<Outcome<ApiKeyRow>.NotFound>(await save.RevokeAsync(AnaHerself, 4711, Cancel));
        Done(await save.RevokeAsync(Root, anas.Row.Key.Id, Cancel));
    }

    [Fact]
    public async Task Partner_s_key_reads_the_partner_s_own_data_alone()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var made = Done(await Of<SaveApiKey>(host).CreateAsync(AnaHerself, ApiKeyDraft.For(AnaHerself) with { Name = "Own" }, Cancel));

        Assert.Equal(200, (await host.GetAsync(made.Token, "reports?by=offer")).Status);
        Assert.Equal(0, (await host.GetAsync(made.Token, "coupons")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (await host.GetAsync(made.Token, "audit-log")).Status);
        var keys = (await host.GetAsync(made.Token, "api-keys")).Json.GetProperty("data").EnumerateArray().Select(k => k.GetProperty("partner_id").GetInt32());
        Assert.All(keys, partner => Assert.Equal(Ana, partner));
    }

    [Fact]
    public void Mistyped_token_is_known_without_the_store()
    {
        var token = ApiKeyToken.New();

        Assert.True(ApiKeyToken.MayBe(token));
        Assert.True(ApiKeyToken.MayBe("an-operator-s-own-key"));
        Assert.All(Enumerable.Range(4, token.Length - 4), i => Assert.False(ApiKeyToken.MayBe(token[..i] + (token[i] == 'x' ? 'y' : 'x') + token[(i + 1)..])));
        Assert.False(ApiKeyToken.MayBe(token[..^1]));
        Assert.NotEqual(token, ApiKeyToken.New());
    }

    private static T Of<T>(PortalHost host)
        where T : notnull => host.Services.GetRequiredService<T>();

    private static T Done<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Done>(outcome).Value;

    private static string Faults<T>(Outcome<T> outcome) => string.Join(',', Assert.IsType<Outcome<T>.Invalid>(outcome).Errors.ByField.Keys);
}
