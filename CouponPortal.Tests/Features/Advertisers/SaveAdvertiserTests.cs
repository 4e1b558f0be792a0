using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Features.Advertisers;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Advertisers;

public sealed class SaveAdvertiserTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Only_the_network_admin_adds_advertisers(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var name = store.Name("New");

        foreach (var actor in new[] { TestStore.Manager(1), TestStore.Viewer(1), TestStore.PartnerUser(1), TestStore.Admin with { ReadOnly = true } })
        {
            Assert.Contains("network administrator", (await save.CreateAsync(actor, new() { Name = name }, null, Cancel)).Forbidden(), StringComparison.Ordinal);
        }

        Assert.False(await store.ReadAsync(db => db.Advertisers.AnyAsync(a => a.Name == name, Cancel)));
        var created = (await save.CreateAsync(TestStore.Admin, new() { Name = name }, null, Cancel)).Done();
        Assert.Equal(name, (await new AdvertiserList(store.Database).OneAsync(TestStore.Admin, created.Id, Cancel))!.Name);
    }

    [Theory, BothEngines]
    public async Task Who_changes_what_follows_role_and_ownership(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var row = await store.AddAdvertiserAsync();
        Task<Outcome<Advertiser>> ChangeAsync(Actor actor) => save.ChangeAsync(actor, row.Id, AdvertiserDraft.Of(row) with { Name = "Renamed" }, Cancel);

        (await ChangeAsync(TestStore.Manager(row.Id + 1_000))).IsNotFound();
        (await ChangeAsync(TestStore.Viewer(row.Id + 1_000))).IsNotFound();
        (await ChangeAsync(TestStore.PartnerUser(1))).IsNotFound();
        Assert.Contains("managers", (await ChangeAsync(TestStore.Viewer(row.Id))).Forbidden(), StringComparison.Ordinal);
        Assert.Contains("managers", (await ChangeAsync(TestStore.Admin with { ReadOnly = true })).Forbidden(), StringComparison.Ordinal);
        Assert.Equal(2, (await ChangeAsync(TestStore.Manager(row.Id))).Done().Version);
    }

    [Theory, BothEngines]
    public async Task A_manager_cannot_grant_permissions_and_is_told_whom_to_ask(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var row = await store.AddAdvertiserAsync(a => a.TrackingType = TrackingType.Dynamic);
        await store.ReadAsync(async db => await db.Users.AnyAsync(u => u.Role == Role.NetworkAdmin, Cancel) ? null
            : await store.AddAsync(new PortalUser { UserName = "boss@network.example", Email = "boss@network.example", Role = Role.NetworkAdmin }));
        var draft = AdvertiserDraft.Of(row);
        var manager = TestStore.Manager(row.Id);

        foreach (var attempt in new[] { draft with { ExclusiveCouponsPermission = true }, draft with { PersonalizedCodes = true }, draft with { ExclusiveCodesEnabled = true } })
        {
            Assert.Contains("boss@network.example", (await save.ChangeAsync(manager, row.Id, attempt, Cancel)).Forbidden(), StringComparison.Ordinal);
        }

        var granted = (await save.ChangeAsync(TestStore.Admin, row.Id, draft with { ExclusiveCouponsPermission = true }, Cancel)).Done();
        var enabled = (await save.ChangeAsync(manager, row.Id, AdvertiserDraft.Of(granted) with { ExclusiveCodesEnabled = true }, Cancel)).Done();
        Assert.True(enabled.ExclusiveCodesInEffect);
    }

    [Theory, BothEngines]
    public async Task A_box_ticked_before_the_permission_went_does_not_stop_other_changes(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var row = await store.AddAdvertiserAsync(a => (a.TrackingType, a.ExclusiveCodesEnabled) = (TrackingType.Dynamic, true));

        var changed = (await Writers.SaveAdvertiser(store).ChangeAsync(TestStore.Manager(row.Id), row.Id, AdvertiserDraft.Of(row) with { LookbackDays = 7 }, Cancel)).Done();

        Assert.Equal((7, false), (changed.LookbackDays, changed.ExclusiveCodesInEffect));
    }

    [Theory, BothEngines]
    public async Task A_tracking_domain_is_not_for_a_manager_to_take(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var row = await store.AddAdvertiserAsync();

        var outcome = await save.ChangeAsync(TestStore.Manager(row.Id), row.Id, AdvertiserDraft.Of(row) with { TrackingDomain = "portal.example" }, Cancel);

        Assert.Contains("set by the network", outcome.Forbidden(), StringComparison.Ordinal);
        Assert.Null(await store.ReadAsync(db => db.Advertisers.Where(a => a.Id == row.Id).Select(a => a.TrackingDomain).SingleAsync(Cancel)));
    }

    [Theory, BothEngines]
    public async Task A_tracking_domain_belongs_to_one_advertiser_or_the_network(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var host = $"go{Guid.NewGuid():N}.example";
        var owner = await store.AddAdvertiserAsync(a => a.TrackingDomain = host);
        var other = await store.AddAdvertiserAsync();
        await store.ReadAsync(db => db.NetworkStates.ExecuteUpdateAsync(set => set.SetProperty(n => n.DefaultTrackingDomain, "net.example"), Cancel));

        Assert.Equal("tracking_domain_taken", (await save.ChangeAsync(TestStore.Admin, other.Id, AdvertiserDraft.Of(other) with { TrackingDomain = host.ToUpperInvariant() }, Cancel)).Conflict().Code);
        Assert.Equal("tracking_domain_taken", (await save.CreateAsync(TestStore.Admin, new() { Name = "X", TrackingDomain = host }, null, Cancel)).Conflict().Code);
        Assert.Equal("tracking_domain_taken", (await save.ChangeAsync(TestStore.Admin, other.Id, AdvertiserDraft.Of(other) with { TrackingDomain = "net.example" }, Cancel)).Conflict().Code);
        Assert.Equal(2, (await save.ChangeAsync(TestStore.Admin, owner.Id, AdvertiserDraft.Of(owner), Cancel)).Done().Version);
    }

    [Theory, BothEngines]
    public async Task A_stale_save_is_refused_and_changes_nothing(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var row = await store.AddAdvertiserAsync();
        var first = AdvertiserDraft.Of(row) with { Name = "First" };
        var second = AdvertiserDraft.Of(row) with { Name = "Second" };

        (await save.ChangeAsync(TestStore.Admin, row.Id, first, Cancel)).Done();
        var refused = (await save.ChangeAsync(TestStore.Admin, row.Id, second, Cancel)).Conflict();

        Assert.Equal("stale", refused.Code);
        Assert.Equal("First", (await new AdvertiserList(store.Database).OneAsync(TestStore.Admin, row.Id, Cancel))!.Name);
    }

    [Theory, BothEngines]
    public async Task A_chosen_id_is_kept_and_the_next_one_lies_above_it(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var id = 5_000 + await store.ReadAsync(db => db.Advertisers.OrderByDescending(a => a.Id).Select(a => a.Id).FirstOrDefaultAsync(Cancel));

        Assert.Equal(id, (await save.CreateAsync(TestStore.Admin, new() { Name = "Moved" }, id, Cancel)).Done().Id);
        Assert.Equal("id_taken", (await save.CreateAsync(TestStore.Admin, new() { Name = "Again" }, id, Cancel)).Conflict().Code);
        Assert.NotEmpty((await save.CreateAsync(TestStore.Admin, new() { Name = "Zero" }, 0, Cancel)).Invalid().For("id"));
        Assert.True((await save.CreateAsync(TestStore.Admin, new() { Name = "Next" }, null, Cancel)).Done().Id > id);
    }
}
