using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Suppressed;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Coupons;

/// <summary>A real database with two advertisers, their offers and three partners, none of them approved anywhere.</summary>
internal sealed class CouponWorld : IAsyncDisposable
{
    public const int Shop = 1, OtherShop = 2, Shoes = 24, Hats = 448, OtherOffer = 900, Ann = 11, Ben = 12, Cat = 13;

    public static readonly Actor Admin = new("admin@network.example", Role.NetworkAdmin, []);
    public static readonly Actor Manager = new("manager@shop.example", Role.AdvertiserManager, [Shop]);
    public static readonly Actor Viewer = new("viewer@shop.example", Role.AdvertiserViewer, [Shop]);
    public static readonly Actor Stranger = new("manager@other.example", Role.AdvertiserManager, [OtherShop]);
    public static readonly Actor PartnerUser = new("ann@blog.example", Role.Partner, [], Ann);
    public static readonly Actor ReadOnlyKey = new("API key reports", Role.AdvertiserManager, [Shop], ReadOnly: true);

    private readonly TestDatabase _test;

    private CouponWorld(TestDatabase test)
    {
        _test = test;
        List = new CouponList(Database, Catalog, Time);
        Save = new SaveCoupon(Database, List, Time);
        Suppressed = new SuppressedCodeList(Database, Time);
        Suppress = new SaveSuppressedCode(Database, Suppressed, Time);
        EndSuppression = new EndSuppressedCode(Database, Time);
    }

    public FixedTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    public Database Database => _test.Database;

    public Catalog Catalog => _test.Catalog;

    public CouponList List { get; }

    public SaveCoupon Save { get; }

    public SuppressedCodeList Suppressed { get; }

    public SaveSuppressedCode Suppress { get; }

    public EndSuppressedCode EndSuppression { get; }

    public static async Task<CouponWorld> NewAsync(DatabaseProvider provider) => await OnAsync(await TestDatabase.CreateAsync(provider));

    /// <summary>A world in this store, which goes with it.</summary>
    public static async Task<CouponWorld> OnAsync(TestDatabase test)
    {
        var world = new CouponWorld(test);
        await world.ChangeAsync(async db =>
        {
            db.Advertisers.Add(new Advertiser { Id = Shop, Name = "Shop", TimeZone = "America/New_York", ExclusiveCouponsPermission = true });
            db.Advertisers.Add(new Advertiser { Id = OtherShop, Name = "Other Shop" });
            await db.SaveChangesAsync();
            db.Offers.Add(new Offer { Id = Shoes, AdvertiserId = Shop, Name = "Shoes", BaseDestinationUrl = "https://shop.example/shoes" });
            db.Offers.Add(new Offer { Id = Hats, AdvertiserId = Shop, Name = "Hats", BaseDestinationUrl = "https://shop.example/hats" });
            db.Offers.Add(new Offer { Id = OtherOffer, AdvertiserId = OtherShop, Name = "Other", BaseDestinationUrl = "https://other.example/" });
            db.Partners.AddRange(
                new Partner { Id = Ann, Name = "Ann's Blog", Email = "ann@blog.example" },
                new Partner { Id = Ben, Name = "Ben", Email = "ben@blog.example" },
                new Partner { Id = Cat, Name = "Cat", Email = "cat@blog.example" });
        });
        return world;
    }

    public static CouponDraft Draft(string code, params int[] partners) => new() { Code = code, OfferId = Shoes, PartnerIds = partners };

    public static CouponDraft Exclusive(string code, int partner) => Draft(code, partner) with { Visibility = CouponVisibility.Exclusive };

    public async Task ChangeAsync(Func<PortalDbContext, Task> change)
    {
        await using var db = Database.CreateDbContext();
        await change(db);
        await db.SaveChangesAsync();
    }

    public async Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read)
    {
        await using var db = Database.CreateDbContext();
        return await read(db);
    }

    public Task<List<CouponPeriod>> PeriodsAsync(int couponId) =>
        ReadAsync(db => db.CouponPeriods.AsNoTracking().Where(p => p.CouponId == couponId).OrderBy(p => p.From).ToListAsync());

    public async Task<Coupon> CreatedAsync(CouponDraft draft, Actor? actor = null) => Done(await Save.CreateAsync(actor ?? Manager, draft)).Coupon;

    public static T Done<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Done>(outcome).Value;

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
