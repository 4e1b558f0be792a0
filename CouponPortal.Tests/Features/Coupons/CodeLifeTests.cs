using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.History;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CodeLifeTests
{
    [Theory, BothEngines]
    public async Task Life_of_a_code_spans_every_coupon_that_ever_had_it(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var spring = await world.CreatedAsync(Draft("SUMMER20", Ann) with { EndDate = new(2026, 3, 31) });
        var summer = await world.CreatedAsync(Exclusive("SUMMER20", Ben) with { OfferId = Hats, StartDate = new(2026, 4, 1), EndDate = new(2026, 8, 31) });
        var renamed = await world.CreatedAsync(Draft("SUMMER20", Cat) with { StartDate = new(2026, 9, 1) });
        await world.CreatedAsync(Draft("SUMMER20", Ann) with { OfferId = OtherOffer }, Stranger);
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.CreatedAsync(Draft("OTHER1", Ann));
        await world.Save.UpdateAsync(Admin, renamed.Id, CouponDraft.Of(renamed) with { Code = "AUTUMN20" });

        var life = (await new CodeLives(world.Database).OfAsync(Viewer, summer.Id))!;

        // Renamed before its first day came, the third coupon never stood for the code.
        Assert.Equal(
            [(summer.Id, "Hats", "Ben", CouponVisibility.Exclusive), (spring.Id, "Shoes", "Ann's Blog", CouponVisibility.Private)],
            life.Owners.Select(o => (o.CouponId, o.Offer.Name, o.Partners.Single().Name, o.Visibility)));
        Assert.Equal((new DateTime(2026, 4, 1, 4, 0, 0), new DateTime(2026, 9, 1, 4, 0, 0)), (life.Owners[0].From, life.Owners[0].Until));
        Assert.Equal(((DateTime?)null, new DateTime(2026, 4, 1, 4, 0, 0)), (life.Owners[1].From, life.Owners[1].Until));
        Assert.Contains(life.Changes, c => c.CouponId == renamed.Id && c.By == Admin.Name && c.Changes.SequenceEqual(["Code: SUMMER20 → AUTUMN20"]));
        Assert.Equal(4, life.Changes.Count);
        Assert.True(life.Owners[1].Holds(world.Time.GetUtcNow().UtcDateTime));
        Assert.False(life.Owners[0].Holds(world.Time.GetUtcNow().UtcDateTime));
    }

    [Theory, BothEngines]
    public async Task Change_of_hands_on_one_coupon_makes_two_owners_and_a_moved_end_none(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SUMMER20", Ann));
        world.Time.Advance(TimeSpan.FromDays(1));
        coupon = Done(await world.Save.UpdateAsync(Manager, coupon.Id, CouponDraft.Of(coupon) with { PartnerIds = [Ben] })).Coupon;
        var changed = world.Time.GetUtcNow().UtcDateTime;
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Save.UpdateAsync(Manager, coupon.Id, CouponDraft.Of(coupon) with { EndDate = new(2026, 12, 31) });

        var life = (await new CodeLives(world.Database).OfAsync(Viewer, coupon.Id))!;

        Assert.Equal([("Ben", changed), ("Ann's Blog", null)], life.Owners.Select(o => (o.Partners.Single().Name, o.From)));
        Assert.Equal((new DateTime(2027, 1, 1, 5, 0, 0), changed), (life.Owners[0].Until, life.Owners[1].Until));
    }
}
