using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Offers;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Offers;

public sealed class ApprovalTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Periods_follow_approving_and_rejecting(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);
        var noon = store.Time.GetUtcNow().UtcDateTime;

        await SetAsync(ApprovalStatus.Approved);
        await SetAsync(ApprovalStatus.Approved);
        Assert.Equal([(DateTime.MinValue, null)], await PeriodsAsync());

        store.Time.Advance(TimeSpan.FromHours(1));
        await SetAsync(ApprovalStatus.Rejected);
        await SetAsync(ApprovalStatus.Pending);
        Assert.Equal([(DateTime.MinValue, noon.AddHours(1))], await PeriodsAsync());

        store.Time.Advance(TimeSpan.FromHours(1));
        await SetAsync(ApprovalStatus.Approved);
        Assert.Equal([(DateTime.MinValue, noon.AddHours(1)), (noon.AddHours(2), null)], await PeriodsAsync());

        async Task SetAsync(ApprovalStatus status) =>
            Assert.Equal(status, (await new SetApproval(store.Database, store.Time).RunAsync(TestStore.Manager(offer.AdvertiserId), offer.Id, partnerId, status, mustExist: false, Cancel)).Done().Status);

        Task<List<(DateTime From, DateTime? Until)>> PeriodsAsync() => store.ReadAsync(async db =>
            (await db.ApprovalPeriods.Where(p => p.OfferId == offer.Id && p.PartnerId == partnerId).OrderBy(p => p.From).ToListAsync(Cancel)).ConvertAll(p => (p.From, p.Until)));
    }

    [Theory, BothEngines]
    public async Task A_pair_that_begins_as_rejected_has_no_period(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);

        await new SetApproval(store.Database, store.Time).RunAsync(TestStore.Admin, offer.Id, partnerId, ApprovalStatus.Rejected, mustExist: false, Cancel);

        Assert.False(await store.ReadAsync(db => db.ApprovalPeriods.AnyAsync(p => p.OfferId == offer.Id, Cancel)));
    }

    [Theory, BothEngines]
    public async Task Approving_works_inside_the_callers_transaction_and_saves_nothing_itself(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);
        await using var db = store.Database.CreateDbContext();

        Assert.True(await Approvals.ApproveAsync(db, offer.Id, partnerId, DateTime.UnixEpoch, Cancel));
        Assert.False(await Approvals.ApproveAsync(db, offer.Id, partnerId, DateTime.UnixEpoch, Cancel));
        Assert.False(await store.ReadAsync(other => other.Approvals.AnyAsync(a => a.OfferId == offer.Id, Cancel)));

        await db.SaveChangesAsync(Cancel);
        Assert.Equal(1, await store.ReadAsync(other => other.ApprovalPeriods.CountAsync(p => p.OfferId == offer.Id, Cancel)));
    }

    [Theory, BothEngines]
    public async Task Sixteen_approvals_at_once_open_one_period(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);
        var set = new SetApproval(store.Database, store.Time);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            Task.Run(() => set.RunAsync(TestStore.Admin, offer.Id, partnerId, ApprovalStatus.Approved, mustExist: false, Cancel))));

        Assert.All(outcomes, o => o.Done());
        Assert.Equal(1, await store.ReadAsync(db => db.ApprovalPeriods.CountAsync(p => p.OfferId == offer.Id, Cancel)));
    }

    [Theory, BothEngines]
    public async Task Who_approves_follows_role_and_ownership(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);
        var set = new SetApproval(store.Database, store.Time);
        Task<Outcome<Approval>> RunAsync(CouponPortal.Domain.Accounts.Actor actor, int partner, bool mustExist = false) =>
            set.RunAsync(actor, offer.Id, partner, ApprovalStatus.Approved, mustExist, Cancel);

        Assert.NotEmpty((await RunAsync(TestStore.Manager(offer.AdvertiserId + 1_000), partnerId)).Invalid().For("offer_id"));
        (await RunAsync(TestStore.Manager(offer.AdvertiserId + 1_000), partnerId, mustExist: true)).IsNotFound();
        (await RunAsync(TestStore.PartnerUser(partnerId), partnerId)).Forbidden();
        (await RunAsync(TestStore.Viewer(offer.AdvertiserId), partnerId)).Forbidden();
        Assert.NotEmpty((await RunAsync(TestStore.Admin, 999_999)).Invalid().For("partner_id"));
        (await RunAsync(TestStore.Manager(offer.AdvertiserId), partnerId, mustExist: true)).IsNotFound();
        (await RunAsync(TestStore.Manager(offer.AdvertiserId), partnerId)).Done();
        (await RunAsync(TestStore.Manager(offer.AdvertiserId), partnerId, mustExist: true)).Done();
    }

    [Theory, BothEngines]
    public async Task Rejecting_a_partner_with_coupons_says_what_that_means(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);
        await store.AddAsync(new Coupon { AdvertiserId = offer.AdvertiserId, OfferId = offer.Id, Code = "ABC", NormalCode = "ABC", OwnerId = partnerId });

        var outcome = await new SetApproval(store.Database, store.Time).RunAsync(TestStore.Admin, offer.Id, partnerId, ApprovalStatus.Rejected, mustExist: false, Cancel);

        Assert.Contains("no credit", Assert.Single(outcome.Notices()), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task The_list_has_pending_first_and_own_offers_alone(DatabaseProvider engine)
    {
        var (store, offer, partnerId) = await PairAsync(engine);
        var (_, foreign, _) = await PairAsync(engine);
        var second = await store.AddPartnerAsync();
        await AddAsync(offer, partnerId, ApprovalStatus.Approved, 9);
        await AddAsync(offer, second.Id, ApprovalStatus.Pending, 1);
        await AddAsync(foreign, second.Id, ApprovalStatus.Pending, 2);
        var list = new ApprovalList(store.Database);
        var staff = TestStore.Viewer(offer.AdvertiserId);

        var rows = (await list.FindAsync(staff, new(), new(), Cancel)).Rows;
        Assert.Equal([second.Id, partnerId], rows.Select(r => r.PartnerId));
        Assert.Equal(partnerId, Assert.Single((await list.FindAsync(staff, new(Status: ApprovalStatus.Approved), new(), Cancel)).Rows).PartnerId);
        Assert.Empty((await list.FindAsync(staff, new(OfferId: foreign.Id), new(), Cancel)).Rows);

        var first = await list.SliceAsync(staff, new(), null, 1, Cancel);
        var next = await list.SliceAsync(staff, new(), first.NextAfter, 1, Cancel);
        Assert.Equal([partnerId, second.Id], [Assert.Single(first.Rows).PartnerId, Assert.Single(next.Rows).PartnerId]);
        Assert.Null(next.NextAfter);

        Task<Approval> AddAsync(Offer to, int partner, ApprovalStatus status, int day) =>
            store.AddAsync(new Approval { OfferId = to.Id, PartnerId = partner, Status = status, UpdatedAt = DateTime.UnixEpoch.AddDays(day) });
    }

    private async Task<(TestStore Store, Offer Offer, int PartnerId)> PairAsync(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        return (store, await store.AddOfferAsync((await store.AddAdvertiserAsync()).Id), (await store.AddPartnerAsync()).Id);
    }
}
