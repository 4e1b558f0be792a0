using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.Users;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Accounts;

public sealed class ChangeUserTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, BothEngines]
    public async Task Disabled_person_loses_sessions_stamp_and_the_next_action(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        var user = await store.AddUserAsync(Role.AdvertiserManager, shop.Id);
        var sessions = new UserSessions(store.Database, store.Time);
        var session = await sessions.OpenAsync(user.Id, SignInMethod.Password, "Firefox", "", default);
        var actors = new Actors(store.Database, store.Time);
        Assert.NotNull(await actors.OfUserAsync(user.Id, default, session));

        (await store.ChangeUser().SetDisabledAsync(TestStore.Admin, user.Id, true, default)).Value();

        Assert.Null(await actors.OfUserAsync(user.Id));
        Assert.False((await sessions.LookAsync(session, user.Id, default)).Good);
        Assert.NotEqual("before", await StampAsync(store, user.Id));
        (await store.ChangeUser().SetDisabledAsync(TestStore.Admin, user.Id, false, default)).Value();
        Assert.NotNull(await actors.OfUserAsync(user.Id));
        Assert.Null(await actors.OfUserAsync(user.Id, default, session));
    }

    [Theory, BothEngines]
    public async Task New_role_and_advertisers_count_from_the_next_action_on(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var (first, second) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var user = await store.AddUserAsync(Role.AdvertiserManager, first.Id);
        var rights = new Rights { Role = Role.AdvertiserViewer, AdvertiserIds = [second.Id, second.Id] };

        (await store.ChangeUser().SetRightsAsync(TestStore.Admin, user.Id, rights, user.ConcurrencyStamp, default)).Value();

        var actor = await new Actors(store.Database, store.Time).OfUserAsync(user.Id);
        Assert.Equal(Role.AdvertiserViewer, actor!.Role);
        Assert.Equal([second.Id], actor.AdvertiserIds);
        Assert.NotEqual("before", await StampAsync(store, user.Id));
        Assert.IsType<Outcome<PortalUser>.Conflict>(await store.ChangeUser().SetRightsAsync(TestStore.Admin, user.Id, rights, user.ConcurrencyStamp, default));
    }

    [Theory, BothEngines]
    public async Task Role_without_advertisers_drops_them_and_a_partner_needs_one(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var (shop, partner) = (await store.AddAdvertiserAsync(), await store.AddPartnerAsync());
        var user = await store.AddUserAsync(Role.AdvertiserManager, shop.Id);

        Assert.IsType<Outcome<PortalUser>.Invalid>(await store.ChangeUser().SetRightsAsync(TestStore.Admin, user.Id, new() { Role = Role.Partner, PartnerId = 999_999 }, null, default));
        (await store.ChangeUser().SetRightsAsync(TestStore.Admin, user.Id, new() { Role = Role.Partner, PartnerId = partner.Id, AdvertiserIds = [shop.Id] }, null, default)).Value();

        var actor = await new Actors(store.Database, store.Time).OfUserAsync(user.Id);
        Assert.Equal((Role.Partner, partner.Id), (actor!.Role, actor.PartnerId));
        Assert.Empty(actor.AdvertiserIds);
    }

    [Theory, BothEngines]
    public async Task Manager_changes_staff_of_own_advertisers_sees_shared_ones_and_nothing_of_others(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var (own, foreign) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var (mine, shared, other) = (await store.AddUserAsync(Role.AdvertiserViewer, own.Id), await store.AddUserAsync(Role.AdvertiserViewer, own.Id, foreign.Id), await store.AddUserAsync(Role.AdvertiserViewer, foreign.Id));
        var admin = await store.AddUserAsync(Role.NetworkAdmin);
        var manager = TestStore.Manager(own.Id);

        var seen = (await store.Users().FindAsync(manager, new(), new(Take: 200), default)).Rows;
        Assert.Equal([mine.Id, shared.Id], seen.Select(r => r.Id).Order());
        Assert.All(seen, r => Assert.Equal(own.Name, r.For));
        (await store.ChangeUser().SetDisabledAsync(manager, mine.Id, true, default)).Value();
        Assert.IsType<Outcome<PortalUser>.Forbidden>(await store.ChangeUser().SetDisabledAsync(manager, shared.Id, true, default));
        Assert.IsType<Outcome<string>.Forbidden>(await store.ChangeUser().IssueResetAsync(manager, shared.Id, AccountRows.Portal, default));
        foreach (var id in (int[])[other.Id, admin.Id, 999_999])
        {
            Assert.Null(await store.Users().OneAsync(manager, id, default));
            Assert.IsType<Outcome<PortalUser>.NotFound>(await store.ChangeUser().SetDisabledAsync(manager, id, true, default));
            Assert.IsType<Outcome<string>.NotFound>(await store.ChangeUser().IssueResetAsync(manager, id, AccountRows.Portal, default));
            Assert.IsType<Outcome<PortalUser>.NotFound>(await store.ChangeUser().RemoveSecondFactorAsync(manager, id, default));
        }

        Assert.IsType<Outcome<PortalUser>.Invalid>(await store.ChangeUser().SetRightsAsync(manager, mine.Id, new() { Role = Role.NetworkAdmin }, null, default));
        Assert.IsType<Outcome<PortalUser>.Invalid>(await store.ChangeUser().SetRightsAsync(manager, mine.Id, new() { Role = Role.AdvertiserViewer, AdvertiserIds = [foreign.Id] }, null, default));
    }

    [Theory, BothEngines]
    public async Task Viewer_and_partner_see_and_change_nobody(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        var user = await store.AddUserAsync(Role.AdvertiserViewer, shop.Id);
        foreach (var actor in (Actor[])[TestStore.Viewer(shop.Id), TestStore.PartnerUser(1)])
        {
            Assert.Empty((await store.Users().FindAsync(actor, new(), new(), default)).Rows);
            Assert.IsType<Outcome<PortalUser>.NotFound>(await store.ChangeUser().SignOutAsync(actor, user.Id, default));
        }
    }

    [Theory, BothEngines]
    public async Task Own_account_is_not_disabled_nor_moved_by_its_owner(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var user = await store.AddUserAsync(Role.NetworkAdmin);
        await store.AddUserAsync(Role.NetworkAdmin);
        var self = TestStore.Admin with { UserId = user.Id };

        Assert.IsType<Outcome<PortalUser>.Forbidden>(await store.ChangeUser().SetDisabledAsync(self, user.Id, true, default));
        Assert.IsType<Outcome<PortalUser>.Forbidden>(await store.ChangeUser().SetRightsAsync(self, user.Id, new() { Role = Role.NetworkAdmin }, null, default));
    }

    [Theory, BothEngines]
    public async Task Of_two_admins_who_disable_each_other_at_once_one_stays(DatabaseProvider engine)
    {
        await using var store = await TestStore.CreateAsync(engine);
        var (a, b) = (await store.AddUserAsync(Role.NetworkAdmin), await store.AddUserAsync(Role.NetworkAdmin));
        var partner = await store.AddPartnerAsync();

        var outcomes = await Task.WhenAll(
            Task.Run(() => store.ChangeUser().SetDisabledAsync(TestStore.Admin with { UserId = a.Id }, b.Id, true, default)),
            Task.Run(() => store.ChangeUser().SetRightsAsync(TestStore.Admin with { UserId = b.Id }, a.Id, new() { Role = Role.Partner, PartnerId = partner.Id }, null, default)));

        Assert.Single(outcomes.OfType<Outcome<PortalUser>.Done>());
        Assert.Equal("last_admin", Assert.Single(outcomes.OfType<Outcome<PortalUser>.Conflict>()).Code);
        Assert.Equal(1, await store.ReadAsync(db => db.Users.CountAsync(u => u.Role == Role.NetworkAdmin && !u.Disabled)));
    }

    [Theory, BothEngines]
    public async Task List_is_searched_filtered_and_sorted(DatabaseProvider engine)
    {
        await using var store = await TestStore.CreateAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        var (first, second, third) = (await store.AddUserAsync(Role.NetworkAdmin), await store.AddUserAsync(Role.AdvertiserViewer, shop.Id), await store.AddUserAsync(Role.AdvertiserViewer, shop.Id));
        await new UserSessions(store.Database, store.Time).OpenAsync(second.Id, SignInMethod.Password, "", "", default);
        await store.ChangeUser().SetDisabledAsync(TestStore.Admin, third.Id, true, default);

        async Task<int[]> FindAsync(UserFilter filter, PageRequest? page = null) =>
            [.. (await store.Users().FindAsync(TestStore.Admin, filter, page ?? new(), default)).Rows.Select(r => r.Id)];

        Assert.Equal([second.Id], await FindAsync(new(Text: second.Email!.ToUpperInvariant())));
        Assert.Equal([second.Id, third.Id], await FindAsync(new(Role: Role.AdvertiserViewer)));
        Assert.Equal([third.Id], await FindAsync(new(Disabled: true)));
        Assert.Equal([second.Id, first.Id, third.Id], await FindAsync(new(), new(SortBy: "last", Descending: true)));
        Assert.Equal([third.Id], await FindAsync(new(), new(Skip: 2)));
    }

    private static Task<string?> StampAsync(TestStore store, int id) => store.ReadAsync(db => db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleAsync());

}
