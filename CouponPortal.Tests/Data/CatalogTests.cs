using System.Data.Common;
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

/// <summary>The snapshot follows every save, after its commit and only then.</summary>
public sealed class CatalogTests
{
    private static readonly DateTime Always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    [Theory, BothEngines]
    public async Task A_saved_coupon_is_known_as_soon_as_the_save_returns(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);

        var rules = test.Catalog.Current.Advertiser(1)!;
        var coupon = Assert.Single(rules.CouponsAt("SNAPDOG", TestDatabase.Start));
        Assert.Equal(TraceReason.None, rules.FaultOf(coupon, TestDatabase.Start));
        Assert.Same(rules, test.Catalog.Current.ByOffer(448));
        Assert.Same(rules, test.Catalog.Current.ByHost("GO.shop.example"));
        Assert.Same(rules, Assert.Single(test.Catalog.Current.ByCode("SNAPDOG")));
    }

    [Theory, BothEngines]
    public async Task A_save_inside_a_transaction_shows_after_the_commit_and_not_before(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        var before = test.Catalog.Current;
        await using var db = test.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Add(new SuppressedCode { AdvertiserId = 1, Code = "SNAPDOG" });
        await db.SaveChangesAsync();
        Assert.Same(before, test.Catalog.Current);

        await transaction.CommitAsync();

        Assert.True(test.Catalog.Current.Advertiser(1)!.IsSuppressed("SNAPDOG", TestDatabase.Start));
        Assert.True(test.Catalog.Current.Version > before.Version);
    }

    [Theory, BothEngines]
    public async Task A_save_whose_version_cannot_be_counted_up_is_not_kept(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        await using var db = test.Db();
        db.Add(new SuppressedCode { AdvertiserId = 1, Code = "SNAPDOG" });
        await using (var lockout = test.Db())
        {
            // The state's row is what the version is counted up in; without it the count fails.
            await lockout.Database.ExecuteSqlRawAsync("DROP TABLE network_states");
        }

        await Assert.ThrowsAnyAsync<Exception>(() => db.SaveChangesAsync());

        await using var look = test.Db();
        Assert.Equal(0, await look.SuppressedCodes.CountAsync());
    }

    [Theory, BothEngines]
    public async Task A_save_stands_and_is_followed_when_the_catalog_cannot_be_read_again_at_once(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        var failing = true;
        var signal = new CatalogSignal();
        var contexts = new FailingContexts(test.Database, () => failing);
        await using var saving = new Database(provider, test.Database.ConnectionString, new CatalogInterceptors(signal));
        using var catalog = new Catalog(contexts, signal);
        failing = false;
        await catalog.RefreshAsync();
        failing = true;
        await using var db = saving.CreateDbContext();
        db.Add(new SuppressedCode { AdvertiserId = 1, Code = "SNAPDOG" });

        await db.SaveChangesAsync();

        failing = false;
        await catalog.FollowAsync(CancellationToken.None);
        Assert.True(catalog.Current.Advertiser(1)!.IsSuppressed("SNAPDOG", TestDatabase.Start));
    }

    [Theory, BothEngines]
    public async Task A_rolled_back_save_changes_nothing(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        var before = test.Catalog.Current;
        await using (var db = test.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new SuppressedCode { AdvertiserId = 1, Code = "SNAPDOG" });
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        Assert.Same(before, test.Catalog.Current);
    }

    [Fact]
    public async Task A_save_whose_version_cannot_be_counted_is_not_kept_so_no_process_misses_one()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await SeedAsync(test);
        var before = test.Catalog.Current;
        await using var db = test.Db();
        await db.Database.ExecuteSqlAsync($"CREATE TRIGGER stop BEFORE UPDATE ON network_states BEGIN SELECT RAISE(ABORT, 'no'); END");

        await Assert.ThrowsAnyAsync<DbException>(() => test.AddAsync(new SuppressedCode { AdvertiserId = 1, Code = "SNAPDOG" }));

        Assert.Equal(0, await db.SuppressedCodes.CountAsync());
        Assert.Same(before, test.Catalog.Current);
    }

    [Theory, BothEngines]
    public async Task A_save_that_fails_leaves_its_context_usable_and_the_catalog_alone(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        var before = test.Catalog.Current;
        await using var db = test.Db();
        db.Add(new SuppressedCode { AdvertiserId = 99, Code = "SNAPDOG" });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Same(before, test.Catalog.Current);
        db.ChangeTracker.Clear();

        db.Add(new SuppressedCode { AdvertiserId = 1, Code = "SNAPDOG" });
        await db.SaveChangesAsync();

        Assert.True(test.Catalog.Current.Advertiser(1)!.IsSuppressed("SNAPDOG", TestDatabase.Start));
        Assert.Equal(before.Version + 1, test.Catalog.Current.Version);
    }

    [Theory, BothEngines]
    public async Task The_catalog_is_read_while_somebody_writes(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var db = test.Db();
        await using var writing = await db.Database.BeginTransactionAsync();
        db.Add(new Partner { Name = "Not committed" });
        await db.SaveChangesAsync();

        await test.Catalog.RefreshAsync().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory, BothEngines]
    public async Task Ids_raised_beside_an_insert_under_way_are_never_given_twice(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await test.AddAsync(new Partner { Name = "1" });
        await using var db = test.Db();
        if (provider == DatabaseProvider.Postgres)
        {
            // SQLite has one writer: there is no insert under way there.
            await db.Database.ExecuteSqlAsync($"SELECT nextval(pg_get_serial_sequence('partners', 'id')), nextval(pg_get_serial_sequence('partners', 'id'))");
        }

        await db.RaiseIdsAsync("partners", CancellationToken.None);
        var next = new Partner { Name = "next" };
        await test.AddAsync(next);
        await test.AddAsync(new Partner { Id = 500, Name = "chosen" });
        await db.RaiseIdsAsync("partners", CancellationToken.None);
        var afterChosen = new Partner { Name = "after" };
        await test.AddAsync(afterChosen);

        Assert.Equal(provider == DatabaseProvider.Postgres ? 4 : 2, next.Id);
        Assert.Equal(501, afterChosen.Id);
    }

    [Theory, BothEngines]
    public async Task Another_process_notices_a_change_by_the_version(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        using var other = new Catalog(test.Database, new CatalogSignal());
        await other.RefreshAsync();
        await test.AddAsync(new SuppressedCode { AdvertiserId = 1, Code = "OTHER" });
        Assert.False(other.Current.Advertiser(1)!.IsSuppressed("OTHER", TestDatabase.Start));

        await other.FollowAsync(CancellationToken.None);

        Assert.True(other.Current.Advertiser(1)!.IsSuppressed("OTHER", TestDatabase.Start));
    }

    [Theory, BothEngines]
    public async Task A_write_past_the_change_tracker_shows_when_the_transaction_that_tells_of_it_commits(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await SeedAsync(test);
        using var other = new Catalog(test.Database, new CatalogSignal());
        await other.RefreshAsync();
        await using (var db = test.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.CouponPeriods.ExecuteDeleteAsync();
            await db.Coupons.ExecuteUpdateAsync(set => set.SetProperty(c => c.NormalCode, "RENAMED"));
            await db.TellCatalogOfCouponsAsync(1, CancellationToken.None);
            Assert.Empty(test.Catalog.Current.ByCode("RENAMED"));

            await transaction.CommitAsync();
        }

        await other.FollowAsync(CancellationToken.None);
        foreach (var catalog in new[] { test.Catalog, other })
        {
            Assert.Single(catalog.Current.Advertiser(1)!.CouponsAt("RENAMED", TestDatabase.Start));
            Assert.Empty(catalog.Current.ByCode("SNAPDOG"));
        }
    }

    private static async Task SeedAsync(TestDatabase test)
    {
        await test.AddAsync(new Advertiser { Id = 1, Name = "Shop" }, DomainRows.Verified(1, "go.shop.example"), new Partner { Id = 2, Name = "Influencer" });
        await test.AddAsync(new Offer { Id = 448, AdvertiserId = 1, Name = "Offer", BaseDestinationUrl = "https://shop.example/" });
        await test.AddAsync(
            new Approval { OfferId = 448, PartnerId = 2, Status = ApprovalStatus.Approved, UpdatedAt = TestDatabase.Start },
            new ApprovalPeriod { OfferId = 448, PartnerId = 2, From = Always },
            new Coupon { Id = 5, AdvertiserId = 1, OfferId = 448, Code = "snapdog", NormalCode = "SNAPDOG", OwnerId = 2, Partners = [new() { PartnerId = 2 }] });
        await test.AddAsync(new CouponPeriod { CouponId = 5, From = Always, NormalCode = "SNAPDOG", OfferId = 448, Visibility = CouponVisibility.Private, PartnerIds = "2" });
    }
}
