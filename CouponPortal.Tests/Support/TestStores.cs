using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Tests.Support;

/// <summary>One database of each engine for a test class, made on first use. Tests add their own rows, so none is in another's way.</summary>
public sealed class TestStores : IAsyncDisposable
{
    private readonly Dictionary<DatabaseProvider, TestStore> _stores = [];

    public async Task<TestStore> OnAsync(DatabaseProvider provider)
    {
        if (!_stores.TryGetValue(provider, out var store))
        {
            _stores[provider] = store = await TestStore.CreateAsync(provider);
        }

        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores.Values)
        {
            await store.DisposeAsync();
        }
    }
}

/// <summary>A real, empty database with the schema, and short ways to the rows that most tests begin with.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly TestDatabase? _test;
    private int _names;

    private TestStore(Database database, TestDatabase? test) => (Database, _test) = (database, test);

    public Database Database { get; }

    public FixedTimeProvider Time { get; } = new();

    public static Actor Admin { get; } = new("admin@network.example", Role.NetworkAdmin, []);

    /// <summary>The rows of a host's own database; it stays the host's to dispose.</summary>
    public static TestStore Over(Database database) => new(database, null);

    public static async Task<TestStore> CreateAsync(DatabaseProvider provider)
    {
        var test = await TestDatabase.CreateAsync(provider);
        return new TestStore(test.Database, test);
    }

    public static Actor Manager(params int[] advertiserIds) => new("manager@shop.example", Role.AdvertiserManager, advertiserIds);

    public static Actor Viewer(params int[] advertiserIds) => new("viewer@shop.example", Role.AdvertiserViewer, advertiserIds);

    public static Actor PartnerUser(int partnerId) => new("partner@blog.example", Role.Partner, [], partnerId);

    /// <summary>Unlike any other name of this store.</summary>
    public string Name(string kind) => $"{kind} {Interlocked.Increment(ref _names)}";

    public Task<Advertiser> AddAdvertiserAsync(Action<Advertiser>? with = null) => AddAsync(new Advertiser { Name = Name("Shop") }, with);

    public Task<Offer> AddOfferAsync(int advertiserId, Action<Offer>? with = null) =>
        AddAsync(new Offer { AdvertiserId = advertiserId, Name = Name("Offer"), BaseDestinationUrl = "https://shop.example/" }, with);

    public Task<Partner> AddPartnerAsync(Action<Partner>? with = null) => AddAsync(new Partner { Name = Name("Partner") }, with);

    public async Task<T> AddAsync<T>(T row, Action<T>? with = null)
        where T : class
    {
        with?.Invoke(row);
        await using var db = Database.CreateDbContext();
        db.Add(row);
        await db.SaveChangesAsync();
        return row;
    }

    public async Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read)
    {
        await using var db = Database.CreateDbContext();
        return await read(db);
    }

    public ValueTask DisposeAsync() => _test?.DisposeAsync() ?? ValueTask.CompletedTask;
}
