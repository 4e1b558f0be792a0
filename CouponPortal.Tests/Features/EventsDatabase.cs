using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features;

/// <summary>
/// A store of one engine with two advertisers: 1 in New York, 2 in UTC. Each has an offer (10, 20); partners 5, 6, 7 belong to the network.
/// </summary>
public sealed class EventsDatabase : IAsyncDisposable
{
    public static readonly Actor Admin = new("admin", Role.NetworkAdmin, []);
    public static readonly Actor Manager = new("manager", Role.AdvertiserManager, [1]);
    public static readonly Actor Viewer = new("viewer", Role.AdvertiserViewer, [1]);
    public static readonly Actor Stranger = new("stranger", Role.AdvertiserManager, [2]);
    public static readonly Actor PartnerUser = new("partner", Role.Partner, [], PartnerId: 5);

    /// <summary>Noon, 15 January 2026, UTC.</summary>
    public static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    private readonly TestDatabase _test;
    private long _sequence;

    private EventsDatabase(TestDatabase test) => _test = test;

    public Database Store => _test.Database;

    public Catalog Catalog => _test.Catalog;

    public FixedTimeProvider Time { get; } = new(new DateTimeOffset(Noon));

    public PublicIds Ids => Catalog.Current.Ids;

    public static async Task<EventsDatabase> CreateAsync(DatabaseProvider engine)
    {
        var database = new EventsDatabase(await TestDatabase.CreateAsync(engine));
        await using var db = database.Store.CreateDbContext();
        db.Add(new Advertiser { Id = 1, Name = "Ames & Co", TimeZone = "America/New_York", Currency = "USD" });
        db.Add(new Advertiser { Id = 2, Name = "Bond", TimeZone = "UTC", Currency = "JPY" });
        db.Add(new Offer { Id = 10, AdvertiserId = 1, Name = "Shoes" });
        db.Add(new Offer { Id = 20, AdvertiserId = 2, Name = "Tea" });
        db.AddRange(new Partner { Id = 5, Name = "Ana" }, new Partner { Id = 6, Name = "Bo" }, new Partner { Id = 7, Name = "Cy" });
        await db.SaveChangesAsync();
        return database;
    }

    /// <summary>Stores an order of advertiser 1 that arrived at <paramref name="at"/> (noon unless said), after <paramref name="shape"/> has changed it.</summary>
    public async Task<Conversion> AddConversionAsync(Action<Conversion>? shape = null, DateTime? at = null)
    {
        var conversion = NewConversion(at ?? Noon);
        shape?.Invoke(conversion);
        return await AddAsync(conversion);
    }

    public async Task<Click> AddClickAsync(Action<Click>? shape = null, DateTime? at = null)
    {
        var click = new Click { Id = NextKey(at ?? Noon), AdvertiserId = 1, OfferId = 10, PartnerId = 5, CouponCode = "SAVE10", Sub3 = "SAVE10" };
        shape?.Invoke(click);
        return await AddAsync(click);
    }

    public async Task<Hit> AddHitAsync(Action<Hit>? shape = null, DateTime? at = null)
    {
        var hit = new Hit { Id = NextKey(at ?? Noon), AdvertiserId = 1, Door = "postback", Verdict = HitVerdict.Accepted, Raw = "GET /postback" };
        shape?.Invoke(hit);
        return await AddAsync(hit);
    }

    public async Task<T> AddAsync<T>(T row)
        where T : class
    {
        await using var db = Store.CreateDbContext();
        db.Add(row);
        await db.SaveChangesAsync();
        return row;
    }

    public Conversion NewConversion(DateTime at)
    {
        var key = NextKey(at);
        return new Conversion
        {
            Id = key,
            AdvertiserId = 1,
            OfferId = 10,
            PartnerId = 5,
            CounterfactualPartnerId = 5,
            OrderId = $"order-{key}",
            OrderKey = $"o:order-{key}",
            CouponCode = "SAVE10",
            Basis = AttributionBasis.CouponCode,
            Status = ConversionStatus.Pending,
            Amount = 10_000,
            Currency = "USD",
            Payout = 1_000,
            OrderTime = at,
            ReceivedAt = at,
            Door = "postback",
        };
    }

    // Not EventKey.Next: tests also add what is older than the row before.
    private long NextKey(DateTime at) => EventKey.First(at) + ++_sequence;

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
