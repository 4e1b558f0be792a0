using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data.Audit;

/// <summary>What a save leaves in the log.</summary>
public sealed class AuditEntryTests(TestStores stores) : IClassFixture<TestStores>
{
    private static readonly AuditOrigin Ann = new("ann@shop.example", AuditDoor.Page, "203.0.113.0/24", UserId: 12);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Change_of_a_coupon_tells_who_where_and_each_field_before_and_after(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var coupon = await AddCouponAsync(store);
        using (AuditOrigin.Begin(Ann))
        {
            await using var db = store.Database.CreateDbContext();
            var row = await db.Coupons.SingleAsync(c => c.Id == coupon.Id, Cancel);
            (row.Description, row.InternalNote, row.Status, row.Version) = ("20% off", "for the “spring” sale", CouponStatus.Paused, 2);
            await db.SaveChangesAsync(Cancel);
        }

        var entry = (await EntriesAsync(store, "coupon", coupon.Id))[^1];
        Assert.Equal((AuditAct.Changed, "ann@shop.example", 12, AuditDoor.Page, "203.0.113.0/24", coupon.AdvertiserId, coupon.Code), (entry.Act, entry.Who, entry.UserId, entry.Door, entry.Address, entry.AdvertiserId, entry.Label));
        Assert.Equal(
            [new("description", null, "20% off"), new("internal_note", null, "for the “spring” sale"), new("status", "active", "paused")],
            AuditValues.Read(entry.Changes).OrderBy(c => c.Field, StringComparer.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Names_on_a_coupon_s_list_are_part_of_its_own_entry(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var coupon = await AddCouponAsync(store);
        var (a, b) = (await store.AddPartnerAsync(), await store.AddPartnerAsync());
        await using (var db = store.Database.CreateDbContext())
        {
            var row = await db.Coupons.Include(c => c.Partners).SingleAsync(c => c.Id == coupon.Id, Cancel);
            row.SetPartners([a.Id, b.Id]);
            await db.SaveChangesAsync(Cancel);
        }

        var entry = (await EntriesAsync(store, "coupon", coupon.Id))[^1];
        Assert.Equal((AuditAct.Changed, coupon.Code, coupon.AdvertiserId), (entry.Act, entry.Label, entry.AdvertiserId));
        Assert.Equal([$"{a.Id}", $"{b.Id}"], AuditValues.Read(entry.Changes).Where(c => c.Field == "partner_on_list").Select(c => c.After).Order());
    }

    [Theory, BothEngines]
    public async Task Entry_is_there_if_and_only_if_the_change_was_committed(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var offer = await store.AddOfferAsync((await store.AddAdvertiserAsync()).Id);
        var partner = await store.AddPartnerAsync();
        await using (var db = store.Database.CreateDbContext())
        {
            await using var givenUp = await db.Database.BeginTransactionAsync(Cancel);
            db.Approvals.Add(new Approval { OfferId = offer.Id, PartnerId = partner.Id, Status = ApprovalStatus.Rejected });
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Empty(await EntriesAsync(store, "approval", $"{offer.Id}/{partner.Id}"));

        // The same context goes on with another transaction; nothing of the first comes with it.
        await using (var db = store.Database.CreateDbContext())
        {
            await using (var first = await db.Database.BeginTransactionAsync(Cancel))
            {
                (await db.Partners.SingleAsync(p => p.Id == partner.Id, Cancel)).Name = "Given up";
                await db.SaveChangesAsync(Cancel);
                await first.RollbackAsync(Cancel);
            }

            await using var second = await db.Database.BeginTransactionAsync(Cancel);
            db.Approvals.Add(new Approval { OfferId = offer.Id, PartnerId = partner.Id, Status = ApprovalStatus.Approved });
            await db.SaveChangesAsync(Cancel);
            await second.CommitAsync(Cancel);
        }

        var entry = Assert.Single(await EntriesAsync(store, "approval", $"{offer.Id}/{partner.Id}"));
        Assert.Equal((offer.AdvertiserId, partner.Id), (entry.AdvertiserId, entry.PartnerId));
        Assert.DoesNotContain(await EntriesAsync(store, "partner", partner.Id), e => e.Act == AuditAct.Changed);
    }

    [Theory, BothEngines]
    public async Task Save_that_fails_leaves_no_entry(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var before = await store.ReadAsync(db => db.AuditRows.CountAsync(Cancel));
        await Assert.ThrowsAsync<DbUpdateException>(() => store.AddAsync(new Offer { AdvertiserId = 987_654, Name = "Nobody's" }));

        Assert.Equal(before, await store.ReadAsync(db => db.AuditRows.CountAsync(Cancel)));
    }

    [Theory, BothEngines]
    public async Task Secrets_are_never_in_the_log_but_that_they_changed_is(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync(a => a.PostbackKey = "canary-first-key");
        await using (var db = store.Database.CreateDbContext())
        {
            var row = await db.Advertisers.SingleAsync(a => a.Id == shop.Id, Cancel);
            (row.PostbackKey, row.SigningSecret) = ("canary-second-key", "canary-signing-secret");
            await db.SaveChangesAsync(Cancel);
        }

        await store.AddAsync(new PortalUser { UserName = store.Name("user"), PasswordHash = "canary-hash", SecurityStamp = "canary-stamp" });
        await store.AddAsync(new ApiKey { Name = "Key", Hash = "canary-" + store.Name("hash") });
        var entry = (await EntriesAsync(store, "advertiser", shop.Id))[^1];
        Assert.Equal([new("postback_key", AuditValues.Masked, AuditValues.MaskedNew), new("signing_secret", null, AuditValues.Masked)], AuditValues.Read(entry.Changes).OrderBy(c => c.Field, StringComparer.Ordinal));
        Assert.DoesNotContain(await store.ReadAsync(db => db.AuditRows.Select(r => r.Changes + r.Label).ToListAsync(Cancel)), text => text.Contains("canary", StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Order_that_the_shop_changes_is_not_audited_and_one_that_staff_changes_is(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        var id = 1_000L + shop.Id;
        await store.AddAsync(new Conversion { Id = id, AdvertiserId = shop.Id, OrderKey = "o:" + id, Currency = "USD", OrderTime = TestDatabase.Start, ReceivedAt = TestDatabase.Start });
        await SetStatusAsync(store, id, ConversionStatus.Rejected);
        Assert.Empty(await EntriesAsync(store, "conversion", id));

        using (AuditOrigin.Begin(Ann))
        {
            await SetStatusAsync(store, id, ConversionStatus.Approved);
        }

        var entry = Assert.Single(await EntriesAsync(store, "conversion", id));
        Assert.Equal([new("status", "rejected", "approved")], AuditValues.Read(entry.Changes));
    }

    [Fact]
    public async Task Every_entity_of_the_model_is_audited_or_listed_as_unaudited_with_a_reason()
    {
        var store = await stores.OnAsync(DatabaseProvider.Sqlite);
        await using var db = store.Database.CreateDbContext();
        var types = db.Model.GetEntityTypes().Where(e => !e.IsOwned()).Select(e => e.ClrType).Distinct().ToList();

        Assert.Empty(types.Where(t => AuditedEntities.Of(t) is null == !AuditedEntities.Unaudited.ContainsKey(t)).Select(t => t.Name));
        Assert.All(AuditedEntities.Unaudited.Values, reason => Assert.NotEmpty(reason));
        Assert.Empty(AuditedEntities.Unaudited.Keys.Except(types).Select(t => t.Name));
    }

    [Fact]
    public async Task Fields_that_the_list_names_are_fields_of_the_entity()
    {
        var store = await stores.OnAsync(DatabaseProvider.Sqlite);
        await using var db = store.Database.CreateDbContext();
        var wrong = db.Model.GetEntityTypes().Select(e => (Type: e, Audited: AuditedEntities.Of(e.ClrType))).Where(e => e.Audited is not null)
            .SelectMany(e => e.Audited!.Ignored.Concat(e.Audited.Only).Concat(e.Audited.Secret).Where(name => e.Type.FindProperty(name) is null).Select(name => e.Type.ClrType.Name + "." + name));

        Assert.Empty(wrong);
    }

    private static async Task SetStatusAsync(TestStore store, long id, ConversionStatus status)
    {
        await using var db = store.Database.CreateDbContext();
        (await db.Conversions.SingleAsync(c => c.Id == id, Cancel)).Status = status;
        await db.SaveChangesAsync(Cancel);
    }

    private static async Task<Coupon> AddCouponAsync(TestStore store)
    {
        var shop = await store.AddAdvertiserAsync();
        var offer = await store.AddOfferAsync(shop.Id);
        return await store.AddAsync(new Coupon { AdvertiserId = shop.Id, OfferId = offer.Id, Code = "Spring" + offer.Id, NormalCode = "SPRING" + offer.Id });
    }

    private static Task<List<AuditRow>> EntriesAsync(TestStore store, string subject, object id)
    {
        var text = Convert.ToString(id, System.Globalization.CultureInfo.InvariantCulture);
        return store.ReadAsync(db => db.AuditRows.Where(r => r.Subject == subject && r.SubjectId == text).OrderBy(r => r.Id).ToListAsync(Cancel));
    }
}
