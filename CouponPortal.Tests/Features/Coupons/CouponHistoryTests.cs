using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.History;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CouponHistoryTests
{
    [Theory, BothEngines]
    public async Task First_change_of_terms_writes_the_terms_before_it_too_and_other_changes_write_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        world.Time.Advance(TimeSpan.FromHours(1));

        coupon = Done(await world.Save.UpdateAsync(Admin, coupon.Id, CouponDraft.Of(coupon) with { Description = "10 % off", Code = "SnapDog" })).Coupon;
        Assert.Empty(await world.PeriodsAsync(coupon.Id));
        coupon = Done(await world.Save.UpdateAsync(Admin, coupon.Id, CouponDraft.Of(coupon) with { PartnerIds = [Ben] })).Coupon;

        Assert.Equal((3, (int?)Ben, "SnapDog", "10 % off"), (coupon.Version, coupon.OwnerId, coupon.Code, coupon.Description));
        var periods = await world.PeriodsAsync(coupon.Id);
        Assert.Equal([(DateTime.MinValue, "11", Manager.Name), (world.Time.GetUtcNow().UtcDateTime, "12", Admin.Name)], periods.Select(p => (p.From, p.PartnerIds, p.ChangedBy)));
    }

    [Theory, BothEngines]
    public async Task History_tells_who_changed_what_newest_first(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG"));
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.Save.UpdateAsync(Admin, coupon.Id, CouponDraft.Of(coupon) with { PartnerIds = [Ben], EndDate = new(2026, 4, 1), Status = CouponStatus.Paused });

        var history = (await new CodeLives(world.Database).OfAsync(Viewer, coupon.Id))!.Changes;

        Assert.Equal(2, history.Count);
        Assert.Equal((Admin.Name, world.Time.GetUtcNow().UtcDateTime), (history[0].By, history[0].At));
        Assert.Equal(["Partners: - → Ben (12)", "Status: Active → Paused", "End: none → 1 Apr 2026"], history[0].Changes);
        Assert.Contains("Code: SNAPDOG", history[1].Changes);
        Assert.Null(await new CodeLives(world.Database).OfAsync(Stranger, coupon.Id));
    }

    [Theory, BothEngines]
    public async Task Newest_terms_are_the_last_ones_also_when_the_clock_went_back(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        coupon = Done(await world.Save.UpdateAsync(Manager, coupon.Id, CouponDraft.Of(coupon) with { PartnerIds = [Ben] })).Coupon;
        world.Time.Set(world.Time.GetUtcNow().AddDays(-1));

        await world.Save.UpdateAsync(Manager, coupon.Id, CouponDraft.Of(coupon) with { PartnerIds = [Cat] });

        var periods = await world.PeriodsAsync(coupon.Id);
        Assert.Equal(["11", "12", "13"], periods.Select(p => p.PartnerIds));
        Assert.Equal((int?)Cat, new CouponHistory(periods.Select(p => (p.From, p.Terms()))).Now.OwnerId);
    }

    [Theory, BothEngines]
    public async Task Save_over_a_newer_version_is_refused_and_changes_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var seen = CouponDraft.Of(await world.CreatedAsync(Draft("SNAPDOG", Ann)));
        var id = (await world.List.SliceAsync(Manager, new CouponFilter(), null, 10)).Rows[0].Coupon.Id;
        await world.Save.UpdateAsync(Manager, id, seen with { InternalNote = "first" });

        var stale = await world.Save.UpdateAsync(Manager, id, seen with { InternalNote = "second" });

        Assert.Equal("stale", Assert.IsType<Outcome<CouponRow>.Conflict>(stale).Code);
        Assert.Equal("first", (await world.List.OneAsync(Manager, id))!.Coupon.InternalNote);
    }
}
