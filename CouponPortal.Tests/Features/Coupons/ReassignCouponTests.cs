using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.History;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class ReassignCouponTests
{
    private static readonly DateOnly May = new(2026, 5, 1);

    [Theory, BothEngines]
    public async Task Code_changes_hands_on_the_day_and_the_successor_keeps_all_but_the_owner(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(
            Exclusive("SummerTwenty", Ann) with { EndDate = new(2026, 8, 31), Description = "<b>20 %</b>", IsDescriptionPlainText = false, InternalNote = "Ann's own" });

        var outcome = Assert.IsType<Outcome<CouponRow>.Done>(await Reassign(world).RunAsync(Manager, coupon.Id, new(Ben, May)));

        var next = outcome.Value.Coupon;
        var old = (await world.List.OneAsync(Manager, coupon.Id))!.Coupon;
        Assert.Equal((new DateOnly(2026, 4, 30), (int?)Ann), (old.EndDate, old.OwnerId));
        Assert.Equal(("SummerTwenty", Shoes, CouponVisibility.Exclusive, (int?)Ben), (next.Code, next.OfferId, next.Visibility, next.OwnerId));
        Assert.Equal((May, new DateOnly(2026, 8, 31), "<b>20 %</b>", ""), (next.StartDate!.Value, next.EndDate!.Value, next.Description, next.InternalNote));
        Assert.Equal(old.EndsAt, next.StartsAt);
        Assert.Contains($"Coupon {coupon.Id} on offer Shoes ends on 30 Apr 2026; from 1 May 2026 until 31 Aug 2026 SummerTwenty belongs to Ben there.", outcome.Notices);
        Assert.Contains("Ben was approved on offer Shoes.", outcome.Notices);
        Assert.Equal([next.Id, coupon.Id], (await new CodeLives(world.Database).OfAsync(Viewer, next.Id))!.Owners.Select(o => o.CouponId));
    }

    [Theory, BothEngines]
    public async Task Rehearsal_says_the_same_and_changes_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SUMMER20", Ann));

        var rehearsed = Assert.IsType<Outcome<Reassigned>.Done>(await Reassign(world).RehearseAsync(Manager, coupon.Id, new(Ben, May)));

        Assert.Equal($"Coupon {coupon.Id} on offer Shoes ends on 30 Apr 2026; from 1 May 2026 SUMMER20 belongs to Ben there.", Assert.Single(rehearsed.Value.Steps));
        Assert.Equal("Ben was approved on offer Shoes.", Assert.Single(rehearsed.Notices));
        Assert.Equal(1, await world.ReadAsync(db => db.Coupons.CountAsync()));
        Assert.Empty(await world.PeriodsAsync(coupon.Id));
        Assert.False(await world.ReadAsync(db => db.Approvals.AnyAsync(a => a.PartnerId == Ben)));
    }

    [Theory, BothEngines]
    public async Task Coupon_in_the_way_is_named_and_nothing_is_half_done(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SUMMER20", Ann));
        var twin = await world.CreatedAsync(Draft("SUMMER20", Ann) with { OfferId = Hats });

        var conflict = Assert.IsType<Outcome<CouponRow>.Conflict>(await Reassign(world).RunAsync(Manager, coupon.Id, new(Ben, May)));

        Assert.Equal("code_taken", conflict.Code);
        Assert.Contains($"SUMMER20 is already on offer Hats (ID 448) as coupon {twin.Id}, of Ann's Blog", conflict.Message, StringComparison.Ordinal);
        Assert.Null((await world.List.OneAsync(Manager, coupon.Id))!.Coupon.EndDate);

        // With the other offers it is one step for all of them.
        Assert.IsType<Outcome<CouponRow>.Done>(await Reassign(world).RunAsync(Manager, coupon.Id, new(Ben, May, AllOffers: true)));
        Assert.Equal(
            [(Shoes, (int?)Ann, false), (Hats, Ann, false), (Shoes, Ben, true), (Hats, Ben, true)],
            (await world.List.SliceAsync(Manager, new CouponFilter(Code: "SUMMER20"), null, 10)).Rows.Select(r => (r.Offer.Id, r.Coupon.OwnerId, r.Coupon.StartDate == May)));
        Assert.Equal(2, await world.ReadAsync(db => db.Approvals.CountAsync(a => a.PartnerId == Ben && a.Status == ApprovalStatus.Approved)));
    }

    [Theory, BothEngines]
    public async Task Days_and_partners_that_make_no_sense_are_refused_with_a_sentence(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SUMMER20", Ann) with { StartDate = new(2026, 3, 20), EndDate = new(2026, 8, 31) });
        var open = await world.CreatedAsync(Draft("PUBLIC1") with { Visibility = CouponVisibility.Public });

        // Noon UTC of the 10th is the 10th in New York.
        Assert.Contains("does not lie ahead. To change the owner at once, edit", await FaultAsync(coupon, new(Ben, new(2026, 3, 10)), "from"), StringComparison.Ordinal);
        Assert.Contains("starts on 20 Mar 2026: edit its partner", await FaultAsync(coupon, new(Ben, new(2026, 3, 20)), "from"), StringComparison.Ordinal);
        Assert.Contains("ends on 31 Aug 2026 already", await FaultAsync(coupon, new(Ben, new(2026, 9, 1)), "from"), StringComparison.Ordinal);
        Assert.Equal("Choose the new owner's first day.", await FaultAsync(coupon, new(Ben, null), "from"));
        Assert.Equal("The code is this partner's already.", await FaultAsync(coupon, new(Ann, May), "partner_id"));
        Assert.Equal("Partner 77 was not found.", await FaultAsync(coupon, new(77, May), "partner_id"));
        Assert.Contains("A Public code names no partner", await FaultAsync(open, new(Ben, May), "partner_id"), StringComparison.Ordinal);
        Assert.Equal(2, await world.ReadAsync(db => db.Coupons.CountAsync()));

        async Task<string> FaultAsync(Coupon target, Reassignment wish, string field) =>
            Assert.Single(Assert.IsType<Outcome<CouponRow>.Invalid>(await Reassign(world).RunAsync(Manager, target.Id, wish)).Errors.For(field));
    }

    [Theory, BothEngines]
    public async Task Only_a_manager_of_the_advertiser_reassigns(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SUMMER20", Ann));

        Assert.IsType<Outcome<CouponRow>.Forbidden>(await Reassign(world).RunAsync(Viewer, coupon.Id, new(Ben, May)));
        Assert.IsType<Outcome<CouponRow>.Forbidden>(await Reassign(world).RunAsync(ReadOnlyKey, coupon.Id, new(Ben, May)));
        Assert.IsType<Outcome<CouponRow>.NotFound>(await Reassign(world).RunAsync(Stranger, coupon.Id, new(Ben, May)));
        Assert.IsType<Outcome<CouponRow>.NotFound>(await Reassign(world).RunAsync(PartnerUser, coupon.Id, new(Ben, May)));
    }

    [Theory, BothEngines]
    public async Task Two_that_reassign_the_same_coupon_at_once_leave_one_successor(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SUMMER20", Ann));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Reassign(world).RunAsync(Manager, coupon.Id, new(i % 2 == 0 ? Ben : Cat, May)))));

        Assert.Single(outcomes.OfType<Outcome<CouponRow>.Done>());
        Assert.Equal(2, await world.ReadAsync(db => db.Coupons.CountAsync()));
    }

    private static ReassignCoupon Reassign(CouponWorld world) => new(world.Database, world.List, world.Time);
}
