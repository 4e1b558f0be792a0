using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Features.Advertisers;
using CouponPortal.Features.Advertisers.Domains;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Advertisers;

public sealed class SaveDomainTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Domains_are_added_chosen_and_removed_by_the_network_and_checked_by_managers(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var (list, save) = Of(store);
        var row = await store.AddAdvertiserAsync();
        var (one, two) = ($"one{Guid.NewGuid():N}.example", $"two{Guid.NewGuid():N}.example");
        var manager = TestStore.Manager(row.Id);

        Assert.Contains("set by the network", (await save.AddAsync(manager, row.Id, one, null, Cancel)).Forbidden(), StringComparison.Ordinal);
        var first = (await save.AddAsync(TestStore.Admin, row.Id, one.ToUpperInvariant() + ".", null, Cancel)).Done();
        var second = (await save.AddAsync(TestStore.Admin, row.Id, two, null, Cancel)).Done();
        Assert.Equal((one, true, false, DomainState.Unverified), (first.Domain.Host, first.IsInLinks, second.IsInLinks, second.Domain.State));
        Assert.Equal("tracking_domain_taken", (await save.AddAsync(TestStore.Admin, row.Id, two, null, Cancel)).Conflict().Code);

        store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(store.Time.GetUtcNow().UtcDateTime, (await save.CheckAsync(manager, second.Domain.Id, Cancel)).Done().Domain.DueAt);
        Assert.Contains("managers", (await save.CheckAsync(TestStore.Viewer(row.Id), second.Domain.Id, Cancel)).Forbidden(), StringComparison.Ordinal);
        (await save.CheckAsync(TestStore.Manager(row.Id + 1_000), second.Domain.Id, Cancel)).IsNotFound();
        (await save.UseAsync(TestStore.Manager(row.Id + 1_000), second.Domain.Id, Cancel)).IsNotFound();
        Assert.Contains("set by the network", (await save.UseAsync(manager, second.Domain.Id, Cancel)).Forbidden(), StringComparison.Ordinal);
        Assert.True((await save.UseAsync(TestStore.Admin, second.Domain.Id, Cancel)).Done().IsInLinks);
        Assert.Contains("set by the network", (await save.RemoveAsync(manager, second.Domain.Id, Cancel)).Forbidden(), StringComparison.Ordinal);
        (await save.RemoveAsync(TestStore.Manager(row.Id + 1_000), second.Domain.Id, Cancel)).IsNotFound();

        Assert.Equal(two, (await save.RemoveAsync(TestStore.Admin, second.Domain.Id, Cancel)).Done());
        Assert.Null(await store.ReadAsync(db => db.Advertisers.Where(a => a.Id == row.Id).Select(a => a.TrackingDomain).SingleAsync(Cancel)));
        Assert.Equal([one], (await list.FindAsync(manager, row.Id, new PageRequest(), Cancel)).Rows.Select(r => r.Domain.Host));
    }

    [Theory]
    [InlineData("portal.example", null, "own address")]
    [InlineData("PORTAL.example.", null, "own address")]
    [InlineData("opened.example", "Opened.example", "own address")]
    [InlineData("", null, "Type a host name")]
    [InlineData("https://go.shop.example", null, "host name alone")]
    [InlineData("10.0.0.1", null, "host name alone")]
    public async Task Host_name_that_cannot_be_one_is_refused(string host, string? openedAt, string sentence)
    {
        var store = await stores.OnAsync(DatabaseProvider.Sqlite);
        var row = await store.AddAdvertiserAsync();

        var errors = (await Of(store).Save.AddAsync(TestStore.Admin, row.Id, host, openedAt, Cancel)).Invalid();

        Assert.Contains(sentence, errors.For("host").Single(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Domain_that_an_advertiser_is_saved_with_is_listed_to_be_verified_and_is_told_so(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);
        var host = $"go{Guid.NewGuid():N}.example";

        var made = await save.CreateAsync(TestStore.Admin, new() { Name = "X", TrackingDomain = host }, null, Cancel);
        var row = made.Done();

        Assert.Contains("not verified yet", string.Concat(Assert.IsType<Outcome<Advertiser>.Done>(made).Notices), StringComparison.Ordinal);
        var domain = await store.ReadAsync(db => db.TrackingDomains.SingleAsync(d => d.Host == host, Cancel));
        Assert.Equal((row.Id, DomainState.Unverified), (domain.AdvertiserId, domain.State));
        (await save.ChangeAsync(TestStore.Admin, row.Id, AdvertiserDraft.Of(row), Cancel)).Done();
        Assert.Equal(1, await store.ReadAsync(db => db.TrackingDomains.CountAsync(d => d.AdvertiserId == row.Id, Cancel)));
    }

    [Theory, BothEngines]
    public async Task Domain_from_before_there_was_a_list_serves_on_and_is_checked_at_once(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var host = $"old{Guid.NewGuid():N}.example";
        var row = await store.AddAdvertiserAsync(a => a.TrackingDomain = host);
        var now = store.Time.GetUtcNow().UtcDateTime;

        Assert.True(await store.ReadAsync(db => db.AdoptTrackingDomainsAsync(now, Cancel)) > 0);
        Assert.Equal(0, await store.ReadAsync(db => db.AdoptTrackingDomainsAsync(now, Cancel)));

        var domain = await store.ReadAsync(db => db.TrackingDomains.SingleAsync(d => d.AdvertiserId == row.Id, Cancel));
        Assert.Equal((host, DomainState.Verified, DomainProof.TakenOver, now), (domain.Host, domain.State, domain.Proof, domain.DueAt));
    }

    private static (DomainList List, SaveDomain Save) Of(TestStore store)
    {
        var list = new DomainList(store.Database);
        return (list, new SaveDomain(store.Database, list, Writers.Portal, store.Time));
    }
}
