using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Coupons;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CouponUseTests
{
    // The world's clock stands at 2026-03-10, noon UTC.
    private static readonly DateOnly Soon = new(2026, 3, 20), Later = new(2026, 4, 20), Over = new(2026, 3, 5);

    [Theory, BothEngines]
    public async Task Ending_and_still_earning_are_those_with_a_near_end_and_a_recent_credited_order(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var earning = await world.CreatedAsync(Draft("EARNS", Ann) with { EndDate = Soon });
        var silent = await world.CreatedAsync(Draft("SILENT", Ann) with { EndDate = Soon });
        var later = await world.CreatedAsync(Draft("LATER", Ann) with { EndDate = Later });
        var past = await world.CreatedAsync(Draft("LONGAGO", Ann) with { EndDate = Soon });
        var uncredited = await world.CreatedAsync(Draft("NOBODY", Ann) with { EndDate = Soon });
        var foreign = await world.CreatedAsync(Draft("FOREIGN", Ann) with { OfferId = OtherOffer, EndDate = Soon }, Stranger);
        await OrderAsync(world, earning, daysAgo: 3);
        await OrderAsync(world, earning, daysAgo: 1);
        await OrderAsync(world, later, daysAgo: 1);
        await OrderAsync(world, past, daysAgo: 20);
        await OrderAsync(world, uncredited, daysAgo: 1, partner: null);
        await OrderAsync(world, foreign, daysAgo: 1);

        var page = await world.List.FindAsync(Manager, new CouponFilter(Use: CouponUse.EndingEarning), new PageRequest());

        var row = Assert.Single(page.Rows);
        Assert.Equal((earning.Id, 1), (row.Coupon.Id, page.Total));
        Assert.Equal(new CouponUseFigures(2, world.Time.GetUtcNow().UtcDateTime.AddDays(-1), 0), row.Use);
        Assert.Equal([earning.Id, foreign.Id], (await world.List.SliceAsync(Admin, new CouponFilter(Use: CouponUse.EndingEarning), null, 10)).Rows.Select(r => r.Coupon.Id));
        Assert.NotEqual(silent.Id, row.Coupon.Id);
    }

    [Theory, BothEngines]
    public async Task Ended_but_still_used_are_those_with_orders_or_clicks_since_and_no_successor(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var ordered = await world.CreatedAsync(Draft("ORDERED", Ann) with { EndDate = Over });
        var clicked = await world.CreatedAsync(Draft("CLICKED", Ann) with { EndDate = Over });
        var before = await world.CreatedAsync(Draft("BEFORE", Ann) with { EndDate = Over });
        var followed = await world.CreatedAsync(Draft("FOLLOWED", Ann) with { EndDate = Over });
        await world.CreatedAsync(Draft("FOLLOWED", Ben) with { StartDate = Over.AddDays(1) });
        await OrderAsync(world, ordered, daysAgo: 1, decided: false);
        await OrderAsync(world, ordered, daysAgo: 8);
        await OrderAsync(world, before, daysAgo: 8);
        await OrderAsync(world, followed, daysAgo: 1);
        var last = world.Time.GetUtcNow().UtcDateTime.AddDays(-1);
        await ClickAsync(world, clicked, VisitOutcome.Ended);
        await ClickAsync(world, clicked, VisitOutcome.Ended);
        await ClickAsync(world, before, VisitOutcome.Delivered);

        var page = await world.List.FindAsync(Manager, new CouponFilter(Use: CouponUse.EndedUsed), new PageRequest(SortBy: "code"));

        Assert.Equal([clicked.Id, ordered.Id], page.Rows.Select(r => r.Coupon.Id));
        Assert.Equal([new CouponUseFigures(0, null, 2), new CouponUseFigures(1, last, 0)], page.Rows.Select(r => r.Use));
        await using var db = world.Database.CreateDbContext();
        Assert.Equal([ordered.Id], await CouponUses.IdsAsync(db, Manager, CouponUse.EndedUsed, world.Time.GetUtcNow().UtcDateTime, clicks: false, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await world.List.FindAsync(Stranger, new CouponFilter(Use: CouponUse.EndedUsed), new PageRequest())).Total);
    }

    [Fact]
    public void View_lives_in_the_address()
    {
        var query = CouponQuery.Of(name => name == "use" ? "ending_earning" : null);

        Assert.Equal((CouponUse.EndingEarning, CouponUse.EndingEarning, "ending_earning"), (query.Use, query.Filter.Use, query.Parameters()["use"]));
        Assert.True(query.Any);
        Assert.Null(CouponQuery.Of(name => name == "use" ? "nonsense" : null).Use);
    }

    private static Task OrderAsync(CouponWorld world, Coupon coupon, int daysAgo, int? partner = Ann, bool decided = true) => world.ChangeAsync(db =>
    {
        var time = world.Time.GetUtcNow().UtcDateTime.AddDays(-daysAgo);
        var id = EventKey.First(time) + coupon.Id;
        db.Add(new Conversion
        {
            Id = id,
            AdvertiserId = coupon.AdvertiserId,
            OrderKey = $"o:{id}",
            CouponCode = coupon.NormalCode,
            CouponId = decided ? coupon.Id : null,
            PartnerId = decided ? partner : null,
            OrderTime = time,
            ReceivedAt = time,
            Currency = "USD",
        });
        return Task.CompletedTask;
    });

    private static async Task ClickAsync(CouponWorld world, Coupon coupon, VisitOutcome outcome)
    {
        world.Time.Set(world.Time.GetUtcNow().AddMilliseconds(-1));
        await world.ChangeAsync(db =>
        {
            db.Add(new Click { Id = EventKey.First(world.Time.GetUtcNow().UtcDateTime), AdvertiserId = coupon.AdvertiserId, CouponId = coupon.Id, CouponCode = coupon.NormalCode, Outcome = outcome });
            return Task.CompletedTask;
        });
    }
}
