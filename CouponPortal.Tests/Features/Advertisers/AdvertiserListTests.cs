using CouponPortal.Data;
using CouponPortal.Features.Advertisers;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Advertisers;

public sealed class AdvertiserListTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Everybody_sees_their_own_advertisers_alone(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var list = new AdvertiserList(store.Database);
        var mine = await store.AddAdvertiserAsync();
        var other = await store.AddAdvertiserAsync();

        Assert.Equal([mine.Id], (await list.FindAsync(TestStore.Manager(mine.Id), new(), new(), Cancel)).Rows.Select(r => r.Id));
        Assert.Equal([mine.Id], (await list.SliceAsync(TestStore.Viewer(mine.Id), new(), null, 50, Cancel)).Rows.Select(r => r.Id));
        Assert.Equal(0, (await list.FindAsync(TestStore.PartnerUser(1), new(), new(), Cancel)).Total);
        Assert.Null(await list.OneAsync(TestStore.Manager(mine.Id), other.Id, Cancel));
        Assert.Contains(other.Id, (await list.FindAsync(TestStore.Admin, new(), new(Take: 200), Cancel)).Rows.Select(r => r.Id));
    }

    [Theory, BothEngines]
    public async Task Search_takes_patterns_literally_and_ignores_case(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var list = new AdvertiserList(store.Database);
        var mark = Guid.NewGuid().ToString("N");
        var percent = await store.AddAdvertiserAsync(a => a.Name = $"{mark} 100% Éclair");
        await store.AddAdvertiserAsync(a => a.Name = $"{mark} 1000 Shoes");

        Assert.Equal([percent.Id], await IdsAsync($"{mark} 100%"));
        Assert.Equal([percent.Id], await IdsAsync($"{mark.ToUpperInvariant()} 100%"));
        Assert.Equal([percent.Id], await IdsAsync("00% Éclair"));
        Assert.Contains(percent.Id, await IdsAsync(percent.Id.ToString()));
        Assert.Empty(await IdsAsync($"{mark} ____"));

        async Task<IEnumerable<int>> IdsAsync(string text) => (await list.FindAsync(TestStore.Admin, new(text), new(), Cancel)).Rows.Select(r => r.Id);
    }

    [Theory, BothEngines]
    public async Task Sorting_and_paging_happen_over_all_rows(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var list = new AdvertiserList(store.Database);
        var ids = new List<int>();
        foreach (var name in new[] { "B", "C", "A" })
        {
            ids.Add((await store.AddAdvertiserAsync(a => a.Name = name)).Id);
        }

        var staff = TestStore.Viewer([.. ids]);
        var page = await list.FindAsync(staff, new(), new(Skip: 1, Take: 1, SortBy: "name", Descending: true), Cancel);
        var slice = await list.SliceAsync(staff, new(), ids[0], 1, Cancel);

        Assert.Equal((3, "B"), (page.Total, Assert.Single(page.Rows).Name));
        Assert.Equal((ids[1], ids[1]), (Assert.Single(slice.Rows).Id, (int)slice.NextAfter!));
        Assert.Equal(ids, (await list.FindAsync(staff, new(), new(SortBy: "1;drop"), Cancel)).Rows.Select(r => r.Id));
    }
}
