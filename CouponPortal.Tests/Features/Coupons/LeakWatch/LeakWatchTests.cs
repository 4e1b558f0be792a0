using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Coupons.LeakWatch;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.LeakWatch;

public sealed class LeakWatchTests
{
    private static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Theory, BothEngines]
    public async Task Code_stands_on_the_watch_from_its_sign_until_the_sign_has_gone_and_staff_can_dismiss_it(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var leaked = (await world.CreatedAsync(Draft("SNAP10", Ann))).Id;
        var calm = (await world.CreatedAsync(Draft("CALM", Ben))).Id;
        await OrdersAsync(world, leaked, 20, 90, clickless: 10);
        await OrdersAsync(world, calm, 20, 90, clickless: 10);
        await OrdersAsync(world, leaked, 1, 30, clickless: 20);
        await OrdersAsync(world, calm, 1, 30, clickless: 3);
        var (open, list) = (new OpenLeaks(), new LeakList(world.Database, world.Time));
        var finder = new LeakFinder(world.Database, world.Catalog, open, world.Time);

        Assert.Equal(1, await finder.RunAsync(Stop));
        Assert.True(open.Has(leaked));
        Assert.False(open.Has(calm));
        var row = Assert.Single((await list.FindAsync(Viewer, new(), new(), Stop)).Rows);
        Assert.Equal(("SNAP10", "Ann's Blog", LeakKind.Share, new ClicklessOrders(30, 20), new ClicklessOrders(90, 10)), (row.Code, row.Owner?.Name, row.Leak.Kind, row.Leak.Recent, row.Leak.Before));
        Assert.Equal(LeakSign.RecentDays + LeakSign.BaselineDays, row.Days.Count);
        Assert.Equal((Today.AddDays(-1), 30L, 20L), (row.Days[^2].Day, row.Days[^2].Orders, row.Days[^2].Clickless));
        Assert.Equal(("USD", 20_000L), Assert.Single(row.Money));
        Assert.Empty((await list.FindAsync(Stranger, new(), new(), Stop)).Rows);
        Assert.Empty((await list.FindAsync(PartnerUser, new(), new(), Stop)).Rows);

        // Off the watch while its sign is there, for those who may say so.
        var dismiss = new DismissLeak(world.Database, open);
        Assert.IsType<Outcome<CodeLeak>.Forbidden>(await dismiss.RunAsync(Viewer, leaked, isLeak: false, Stop));
        Assert.IsType<Outcome<CodeLeak>.NotFound>(await dismiss.RunAsync(Stranger, leaked, isLeak: false, Stop));
        Done(await dismiss.RunAsync(Manager, leaked, isLeak: false, Stop));
        Assert.False(open.Has(leaked));
        Assert.Equal(0, await finder.RunAsync(Stop));
        Done(await dismiss.RunAsync(Manager, leaked, isLeak: true, Stop));
        Assert.True(open.Has(leaked));

        world.Time.Advance(TimeSpan.FromDays(9));
        Assert.Equal(0, await finder.RunAsync(Stop));
        Assert.Equal("SNAP10", Assert.Single((await list.FindAsync(Viewer, new(LeakState.Over), new(), Stop)).Rows).Code);
    }

    [Theory, BothEngines]
    public async Task Successor_has_the_same_terms_on_every_offer_the_old_code_stops_on_its_day_and_the_partner_is_told(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var shoes = await world.CreatedAsync(Draft("Snap10", Ann) with { EndDate = new(2026, 6, 30), Description = "10 % off" });
        var hats = await world.CreatedAsync(Draft("SNAP10", Ann) with { OfferId = Hats });

        var made = Done(await Succeed(world).RunAsync(Manager, shoes.Id, new(StopsOn: Today.AddDays(5)), Stop));

        Assert.StartsWith("SNAP10", made.NewCode, StringComparison.Ordinal);
        Assert.Equal("SNAP10".Length + 5, made.NewCode.Length);
        var next = await world.ReadAsync(db => db.Coupons.AsNoTracking().Include(c => c.Partners).Where(c => c.NormalCode == made.NewCode).OrderBy(c => c.OfferId).ToListAsync());
        Assert.Equal([(Shoes, (int?)Ann, (DateOnly?)new DateOnly(2026, 6, 30), "10 % off"), (Hats, Ann, null, "")], next.Select(c => (c.OfferId, c.OwnerId, c.EndDate, c.Description)));
        Assert.Equal(next[0].Id, made.NewCouponId);
        Assert.All([shoes.Id, hats.Id], id => Assert.Equal(Today.AddDays(4), world.ReadAsync(db => db.Coupons.Where(c => c.Id == id).Select(c => c.EndDate).SingleAsync()).Result));

        // The partner reads of it on its own code, another one does not; and staff on the coupon.
        var own = Assert.Single((await new PartnerCodes(world.Database, world.Time).FindAsync(PartnerUser, new(OfferId: Shoes, Code: "SNAP10"), new(), Stop)).Rows);
        Assert.Equal((made.NewCode, (DateOnly?)Today.AddDays(5)), (own.Successor?.NewCode, own.Successor?.StopsOn));
        var news = await new CodeNotices(world.Database, new LeakList(world.Database, world.Time), world.Time).OfAsync(Viewer, shoes, Stop);
        Assert.Equal((made.NewCode, (CodeSuccessor?)null), (news.Successor?.NewCode, news.Former));
    }

    [Theory, BothEngines]
    public async Task Old_code_goes_on_beside_a_successor_of_ones_own_choice_and_what_cannot_be_is_refused_whole(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var snap = await world.CreatedAsync(Draft("SNAP10", Ann));
        var pool = await world.CreatedAsync(Draft("POOL", Ann, Ben));
        await world.CreatedAsync(Draft("TAKEN", Ben));
        var succeed = Succeed(world);

        Assert.IsType<Outcome<CodeSuccessor>.Forbidden>(await succeed.RunAsync(Viewer, snap.Id, new(), Stop));
        Assert.IsType<Outcome<CodeSuccessor>.NotFound>(await succeed.RunAsync(Stranger, snap.Id, new(), Stop));
        Assert.Equal("no_successor", Assert.IsType<Outcome<CodeSuccessor>.Conflict>(await succeed.RunAsync(Manager, pool.Id, new(), Stop)).Code);
        Assert.Equal("code_taken", Assert.IsType<Outcome<CodeSuccessor>.Conflict>(await succeed.RunAsync(Manager, snap.Id, new("TAKEN"), Stop)).Code);
        Assert.NotEmpty(Assert.IsType<Outcome<CodeSuccessor>.Invalid>(await succeed.RunAsync(Manager, snap.Id, new(StopsOn: Today.AddDays(-1)), Stop)).Errors.For("stops_on"));
        Assert.NotEmpty(Assert.IsType<Outcome<CodeSuccessor>.Invalid>(await succeed.RunAsync(Manager, snap.Id, new("A-B"), Stop)).Errors.For("code"));
        Assert.Equal(3, await world.ReadAsync(db => db.Coupons.CountAsync()));

        var made = Done(await succeed.RunAsync(Manager, snap.Id, new("Fresh"), Stop));
        Assert.Equal(("Fresh", (DateOnly?)null), (made.NewCode, made.StopsOn));
        Assert.Null(await world.ReadAsync(db => db.Coupons.Where(c => c.Id == snap.Id).Select(c => c.EndDate).SingleAsync()));
    }

    [Theory, BothEngines]
    public async Task Visits_after_the_end_are_told_to_staff_and_to_the_codes_own_partner(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var ended = await world.CreatedAsync(Draft("SNAP10", Ann) with { EndDate = Today.AddDays(-3) });
        var shared = await world.CreatedAsync(Draft("POOL", Ann, Ben) with { EndDate = Today.AddDays(-3) });
        await world.ChangeAsync(db =>
        {
            db.ClickRollups.AddRange(
                Visits(ended.Id, 1, VisitOutcome.Ended, 300), Visits(ended.Id, 2, VisitOutcome.Ended, 12), Visits(ended.Id, 5, VisitOutcome.Delivered, 77), Visits(ended.Id, 40, VisitOutcome.Ended, 1_000), Visits(shared.Id, 1, VisitOutcome.Ended, 5));
            return Task.CompletedTask;
        });

        var news = await new CodeNotices(world.Database, new LeakList(world.Database, world.Time), world.Time).OfAsync(Viewer, ended, Stop);
        var top = await world.ReadAsync(db => EndedVisits.TopAsync(db, db.Advertisers.VisibleTo(Viewer), db.Coupons.VisibleTo(Viewer), world.Time.GetUtcNow().UtcDateTime, 10, Stop));
        var own = (await new PartnerCodes(world.Database, world.Time).FindAsync(PartnerUser, new(), new(SortBy: "code"), Stop)).Rows;

        Assert.Equal(312, news.VisitsAfterEnd);
        Assert.Equal([(ended.Id, "SNAP10", 312L), (shared.Id, "POOL", 5L)], top);
        Assert.Equal([("POOL", 0L), ("SNAP10", 312L)], own.Select(c => (c.Code, c.VisitsAfterEnd)));
        Assert.Empty(await world.ReadAsync(db => EndedVisits.TopAsync(db, db.Advertisers.VisibleTo(Stranger), db.Coupons.VisibleTo(Stranger), world.Time.GetUtcNow().UtcDateTime, 10, Stop)));
    }

    private static SucceedCode Succeed(CouponWorld world) => new(world.Database, RandomNumberGenerator.Create(), world.Time);

    private static ClickRollup Visits(int coupon, int daysAgo, VisitOutcome outcome, long clicks) =>
        new() { AdvertiserId = Shop, Day = Today.AddDays(-daysAgo).DayNumber, OfferId = Shoes, CouponId = coupon, Outcome = outcome, Clicks = clicks };

    // As the writer keeps them.
    private static Task OrdersAsync(CouponWorld world, int coupon, int daysAgo, int orders, int clickless) => world.ChangeAsync(async db =>
    {
        if (!await db.RollupStates.AnyAsync(s => s.AdvertiserId == Shop))
        {
            db.RollupStates.Add(new RollupState { AdvertiserId = Shop, Zone = "America/New_York", IsComplete = true });
        }

        db.ConversionRollups.AddRange(new[] { (true, clickless), (false, orders - clickless) }.Select(part => new ConversionRollup
        {
            AdvertiserId = Shop,
            Day = Today.AddDays(-daysAgo).DayNumber,
            OfferId = Shoes,
            PartnerId = Ann,
            CouponId = coupon,
            Basis = AttributionBasis.CouponCode,
            Status = ConversionStatus.Approved,
            Currency = "USD",
            Clickless = part.Item1,
            Orders = part.Item2,
            Amount = part.Item2 * 1_000,
        }));
    });
}
