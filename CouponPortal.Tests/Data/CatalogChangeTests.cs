using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data;

/// <summary>The catalog reads what changed and nothing else, in the process that saved and in the others.</summary>
public sealed class CatalogChangeTests
{
    private const int Shop = 1;
    private const int OtherShop = 2;
    private static readonly DateTime Always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
    private static readonly DateTime Now = TestDatabase.Start;

    [Theory, BothEngines]
    public async Task Save_of_one_coupon_reads_no_other(DatabaseProvider provider)
    {
        await using var test = await SeededAsync(provider);
        await using var db = test.Db();
        await db.Coupons.ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CouponStatus.Paused));

        (await db.Coupons.SingleAsync(c => c.Id == 11)).OfferId = 101;
        await db.SaveChangesAsync();

        Assert.Equal((101, CouponStatus.Paused), OfferAndStatus(test.Catalog, "ANN10"));
        Assert.Equal((100, CouponStatus.Active), OfferAndStatus(test.Catalog, "BEN10"));
        static (int, CouponStatus) OfferAndStatus(Catalog catalog, string code)
        {
            var coupon = Assert.Single(catalog.Current.Advertiser(Shop)!.CouponsAt(code, Now));
            return (coupon.OfferId, coupon.Status);
        }
    }

    [Theory, BothEngines]
    public async Task Snapshot_that_somebody_holds_stays_as_it_was(DatabaseProvider provider)
    {
        await using var test = await SeededAsync(provider);
        var held = test.Catalog.Current;
        await using var db = test.Db();
        var coupon = await db.Coupons.SingleAsync(c => c.Id == 11);
        (coupon.NormalCode, (await db.Partners.SingleAsync(p => p.Id == 2)).Status) = ("RENAMED", PartnerStatus.Paused);
        db.Remove(await db.Coupons.SingleAsync(c => c.Id == 12));
        await db.SaveChangesAsync();

        Assert.Equal(TraceReason.None, Fault(held, "ANN10"));
        Assert.Equal(TraceReason.None, Fault(held, "BEN10"));
        Assert.Empty(held.ByCode("RENAMED"));
        Assert.Equal(TraceReason.OwnerPaused, Fault(test.Catalog.Current, "RENAMED"));
        Assert.Equal([OtherShop], test.Catalog.Current.ByCode("ANN10").Select(a => a.Advertiser.Id));
        Assert.Empty(test.Catalog.Current.ByCode("BEN10"));
    }

    [Theory, BothEngines]
    public async Task Change_of_every_kind_shows_at_once_and_in_another_process(DatabaseProvider provider)
    {
        await using var test = await SeededAsync(provider);
        using var other = await FollowerAsync(test);

        await ShowsAsync(TraceReason.OwnerPaused, async db => (await db.Partners.SingleAsync(p => p.Id == 2)).Status = PartnerStatus.Paused);
        await ShowsAsync(TraceReason.None, async db => (await db.Partners.SingleAsync(p => p.Id == 2)).Status = PartnerStatus.Active);
        await ShowsAsync(TraceReason.OwnerNotApproved, async db => (await db.ApprovalPeriods.SingleAsync(p => p.PartnerId == 2)).Until = Now);
        await ShowsAsync(TraceReason.None, db => Task.FromResult(db.Add(new ApprovalPeriod { OfferId = 100, PartnerId = 2, From = Now })));
        await ShowsAsync(TraceReason.OfferPaused, async db => (await db.Offers.SingleAsync(o => o.Id == 100)).Status = OfferStatus.Paused);
        await ShowsAsync(TraceReason.None, async db => (await db.Offers.SingleAsync(o => o.Id == 100)).Status = OfferStatus.Active);
        await ShowsAsync(TraceReason.SeveralPartners, async db => (await db.Coupons.Include(c => c.Partners).SingleAsync(c => c.Id == 11)).SetPartners([2, 3]));
        await ShowsAsync(TraceReason.Unassigned, async db => (await db.Coupons.Include(c => c.Partners).SingleAsync(c => c.Id == 11)).SetPartners([]));
        await ShowsAsync(TraceReason.None, async db => (await db.Coupons.Include(c => c.Partners).SingleAsync(c => c.Id == 11)).SetPartners([2]));
        await ShowsAsync(TraceReason.CouponPaused, db => Task.FromResult(db.Add(Period(CouponStatus.Paused))));

        await test.AddAsync(new Advertiser { Id = 3, Name = "New" });
        await test.AddAsync(DomainRows.Verified(3, "new.shop.example"), DomainRows.Unverified(3, "closed.shop.example"));
        await test.AddAsync(new Offer { Id = 300, AdvertiserId = 3, Name = "Offer", BaseDestinationUrl = "https://shop.example/" });
        await other.FollowAsync(CancellationToken.None);
        Assert.All(new[] { test.Catalog, other }, catalog => Assert.Same(catalog.Current.Advertiser(3), catalog.Current.ByHost("new.shop.example")));
        Assert.All(new[] { test.Catalog, other }, catalog => Assert.True(catalog.Current.ByHost("closed.shop.example")!.Advertiser.Id == 3 && !catalog.Current.Hosts.IsVerified("Closed.shop.example.")));
        Assert.All(new[] { test.Catalog, other }, catalog => Assert.Same(catalog.Current.Advertiser(3), catalog.Current.ByOffer(300)));

        async Task ShowsAsync(TraceReason expected, Func<PortalDbContext, Task> change)
        {
            await using var db = test.Db();
            await change(db);
            await db.SaveChangesAsync();
            Assert.Equal(expected, Fault(test.Catalog.Current, "ANN10"));
            await other.FollowAsync(CancellationToken.None);
            Assert.Equal(expected, Fault(other.Current, "ANN10"));
        }
    }

    [Theory, BothEngines]
    public async Task Process_that_is_too_far_behind_reads_everything(DatabaseProvider provider)
    {
        await using var test = await SeededAsync(provider);
        using var other = await FollowerAsync(test);
        await test.AddAsync(new SuppressedCode { AdvertiserId = Shop, Code = "ANN10" });
        await using (var db = test.Db())
        {
            await db.CatalogChanges.ExecuteDeleteAsync();
        }

        await test.AddAsync(new SuppressedCode { AdvertiserId = OtherShop, Code = "BEN10" });
        await other.FollowAsync(CancellationToken.None);

        Assert.True(other.Current.Advertiser(Shop)!.IsSuppressed("ANN10", Now));
        Assert.True(other.Current.Advertiser(OtherShop)!.IsSuppressed("BEN10", Now));
    }

    [Theory, BothEngines]
    public async Task Save_of_very_many_rows_is_followed(DatabaseProvider provider)
    {
        await using var test = await SeededAsync(provider);
        using var other = await FollowerAsync(test);

        await test.AddAsync([.. Enumerable.Range(1_000, 1_200).Select(id => Coupon(id, $"MANY{id}", 2))]);
        await other.FollowAsync(CancellationToken.None);

        await using var db = test.Db();
        Assert.Equal(CatalogSubject.Everything, (await db.CatalogChanges.OrderBy(c => c.Version).LastAsync()).Subject);
        Assert.All(new[] { test.Catalog, other }, catalog => Assert.Equal(TraceReason.None, Fault(catalog.Current, "MANY2199")));
    }

    [Theory, BothEngines]
    public async Task Bulk_change_shows_what_was_added_changed_and_removed_and_leaves_the_rest(DatabaseProvider provider)
    {
        await using var test = await SeededAsync(provider);
        using var other = await FollowerAsync(test);
        await using (var db = test.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Coupons.Where(c => c.Id == 11).ExecuteDeleteAsync();
            await db.Coupons.Where(c => c.Id == 12).ExecuteUpdateAsync(set => set.SetProperty(c => c.OwnerId, 2));
            await db.ApprovalPeriods.Where(p => p.PartnerId == 3).ExecuteUpdateAsync(set => set.SetProperty(p => p.Until, Now));
            await db.TellCatalogOfCouponsAsync(Shop, CancellationToken.None);
            await transaction.CommitAsync();
        }

        await other.FollowAsync(CancellationToken.None);

        foreach (var snapshot in new[] { test.Catalog.Current, other.Current })
        {
            Assert.Equal([OtherShop], snapshot.ByCode("ANN10").Select(a => a.Advertiser.Id));
            Assert.Equal((int?)2, Assert.Single(snapshot.Advertiser(Shop)!.CouponsAt("BEN10", Now)).OwnerId);
            Assert.False(snapshot.Advertiser(Shop)!.IsApproved(100, 3, Now));
            Assert.True(snapshot.Advertiser(Shop)!.IsApproved(100, 2, Now));
        }
    }

    private static TraceReason Fault(CatalogSnapshot snapshot, string code)
    {
        var rules = snapshot.Advertiser(Shop)!;
        return rules.FaultOf(Assert.Single(rules.CouponsAt(code, Now)), Now);
    }

    private static async Task<Catalog> FollowerAsync(TestDatabase test)
    {
        var catalog = new Catalog(test.Database, new CatalogSignal());
        await catalog.RefreshAsync();
        return catalog;
    }

    private static Coupon Coupon(int id, string code, int owner, int advertiser = Shop, int offer = 100) => new() { Id = id, AdvertiserId = advertiser, OfferId = offer, Code = code, NormalCode = code, OwnerId = owner };

    private static CouponPeriod Period(CouponStatus status) => new() { CouponId = 11, From = Always, NormalCode = "ANN10", OfferId = 100, Visibility = CouponVisibility.Private, Status = status, PartnerIds = "2" };

    private static async Task<TestDatabase> SeededAsync(DatabaseProvider provider)
    {
        var test = await TestDatabase.CreateAsync(provider);
        await test.AddAsync(
            new Advertiser { Id = Shop, Name = "Shop" },
            new Advertiser { Id = OtherShop, Name = "Other shop" },
            new Partner { Id = 2, Name = "Ann" },
            new Partner { Id = 3, Name = "Ben" });
        await test.AddAsync(
            new Offer { Id = 100, AdvertiserId = Shop, Name = "Offer", BaseDestinationUrl = "https://shop.example/" },
            new Offer { Id = 101, AdvertiserId = Shop, Name = "Second", BaseDestinationUrl = "https://shop.example/" },
            new Offer { Id = 200, AdvertiserId = OtherShop, Name = "Offer", BaseDestinationUrl = "https://shop.example/" });
        await test.AddAsync(
            new ApprovalPeriod { OfferId = 100, PartnerId = 2, From = Always },
            new ApprovalPeriod { OfferId = 100, PartnerId = 3, From = Always },
            Coupon(11, "ANN10", 2),
            Coupon(12, "BEN10", 3),
            Coupon(21, "ANN10", 2, OtherShop, 200));
        return test;
    }
}
