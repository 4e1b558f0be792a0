using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class SaveCouponTests
{
    [Theory, BothEngines]
    public async Task Coupon_is_stored_with_its_normal_code_owner_and_days_as_instants(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var coupon = await world.CreatedAsync(Draft("  SnapDog ", Ben) with { StartDate = new(2026, 3, 1), EndDate = new(2026, 3, 31), InternalNote = "note" });

        Assert.Equal(("SnapDog", "SNAPDOG", Shop, (int?)Ben), (coupon.Code, coupon.NormalCode, coupon.AdvertiserId, coupon.OwnerId));

        // New York: winter time on the first day, summer time after the last.
        Assert.Equal(new DateTime(2026, 3, 1, 5, 0, 0, DateTimeKind.Utc), coupon.StartsAt);
        Assert.Equal(new DateTime(2026, 4, 1, 4, 0, 0, DateTimeKind.Utc), coupon.EndsAt);
        Assert.Equal((Manager.Name, world.Time.GetUtcNow().UtcDateTime), (coupon.CreatedBy, coupon.CreatedAt));
    }

    [Theory, BothEngines]
    public async Task Faults_are_told_all_at_once(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var draft = new CouponDraft
        {
            Code = "a-b",
            OfferId = 5,
            Visibility = CouponVisibility.Exclusive,
            PartnerIds = [Ann, 77],
            StartDate = new(2026, 2, 2),
            EndDate = new(2026, 2, 1),
            InternalNote = "a\0b",
        };

        var errors = Assert.IsType<Outcome<CouponRow>.Invalid>(await world.Save.CreateAsync(Manager, draft)).Errors;

        Assert.Equal(["code", "end_date", "internal_note", "offer_id", "partner_ids"], errors.ByField.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("exactly one partner", errors.For("partner_ids")[0], StringComparison.Ordinal);
        Assert.Equal("Partner 77 was not found.", errors.For("partner_ids")[1]);
        Assert.Equal("Offer 5 was not found.", Assert.Single(errors.For("offer_id")));
    }

    [Theory, BothEngines]
    public async Task Foreign_offer_is_no_other_than_a_missing_one(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var foreign = await world.Save.CreateAsync(Manager, Draft("SNAPDOG", Ann) with { OfferId = OtherOffer });
        var missing = await world.Save.CreateAsync(Manager, Draft("SNAPDOG", Ann) with { OfferId = 999 });

        Assert.Equal("Offer 900 was not found.", Assert.IsType<Outcome<CouponRow>.Invalid>(foreign).Errors.ToString());
        Assert.Equal("Offer 999 was not found.", Assert.IsType<Outcome<CouponRow>.Invalid>(missing).Errors.ToString());
    }

    [Theory, BothEngines]
    public async Task Code_of_another_partner_at_overlapping_times_is_refused_and_the_coupon_in_the_way_is_named(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var first = await world.CreatedAsync(Draft("thebestdeal2012", Ann) with { StartDate = new(2026, 3, 1), EndDate = new(2026, 3, 31) });

        var conflict = Assert.IsType<Outcome<CouponRow>.Conflict>(
            await world.Save.CreateAsync(Manager, Draft("TheBestDeal2012", Ben) with { OfferId = Hats, StartDate = new(2026, 3, 31) }));

        Assert.Equal("code_taken", conflict.Code);
        Assert.Contains($"thebestdeal2012 is already on offer Shoes (ID 24) as coupon {first.Id}, of Ann's Blog, from 2026-03-01 to 2026-03-31", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(1, await world.ReadAsync(db => db.Coupons.CountAsync()));
        Assert.False(await world.ReadAsync(db => db.Approvals.AnyAsync(a => a.PartnerId == Ben)), "a refused save approves nobody");
    }

    [Theory, BothEngines]
    public async Task Code_may_stand_on_several_offers_of_one_owner_for_others_later_and_at_another_advertiser(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.CreatedAsync(Draft("SNAPDOG", Ann) with { EndDate = new(2026, 3, 31) });

        await world.CreatedAsync(Draft("SNAPDOG", Ann) with { OfferId = Hats, EndDate = new(2026, 3, 31) });
        await world.CreatedAsync(Draft("SNAPDOG", Ben) with { StartDate = new(2026, 4, 1) });
        await world.CreatedAsync(Draft("SNAPDOG", Cat) with { OfferId = OtherOffer }, Stranger);

        var again = await world.Save.CreateAsync(Manager, Draft("snapdog", Ann) with { EndDate = new(2026, 1, 1) });
        Assert.Contains("only once at a time", Assert.IsType<Outcome<CouponRow>.Conflict>(again).Message, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Partner_who_is_not_approved_on_the_offer_is_approved_and_that_is_said_once(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var first = Assert.IsType<Outcome<CouponRow>.Done>(await world.Save.CreateAsync(Manager, Draft("SNAPDOG", Ann, Ben)));
        var second = Assert.IsType<Outcome<CouponRow>.Done>(await world.Save.CreateAsync(Manager, Draft("INSTA1", Ann)));

        Assert.Equal(["Ann's Blog was approved on offer Shoes.", "Ben was approved on offer Shoes."], first.Notices);
        Assert.Empty(second.Notices);
        Assert.Equal(2, await world.ReadAsync(db => db.Approvals.CountAsync(a => a.OfferId == Shoes && a.Status == ApprovalStatus.Approved)));
        Assert.Equal(2, await world.ReadAsync(db => db.ApprovalPeriods.CountAsync(a => a.OfferId == Shoes && a.Until == null)));
    }

    [Theory, BothEngines]
    public async Task Exclusive_code_without_the_feature_is_saved_and_says_whom_to_ask(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var with = await world.Save.CreateAsync(Manager, Exclusive("WITH", Ann));
        var without = await world.Save.CreateAsync(Stranger, Exclusive("WITHOUT", Ann) with { OfferId = OtherOffer });
        await world.ChangeAsync(db => db.Advertisers.ExecuteUpdateAsync(a => a.SetProperty(x => x.TrackingType, TrackingType.Dynamic)));
        var off = await world.Save.CreateAsync(Manager, Exclusive("OFF", Ann));

        Assert.DoesNotContain(Assert.IsType<Outcome<CouponRow>.Done>(with).Notices, n => n.Contains("acts as Private", StringComparison.Ordinal));
        Assert.Contains(Assert.IsType<Outcome<CouponRow>.Done>(without).Notices, n => n.Contains("Ask the network's integration team", StringComparison.Ordinal));
        Assert.Contains(Assert.IsType<Outcome<CouponRow>.Done>(off).Notices, n => n.Contains("Attribution Settings", StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Coupon_does_not_move_to_another_advertiser(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));

        var outcome = await world.Save.UpdateAsync(Admin, coupon.Id, CouponDraft.Of(coupon) with { OfferId = OtherOffer });

        Assert.Contains("another advertiser", Assert.IsType<Outcome<CouponRow>.Invalid>(outcome).Errors.For("offer_id")[0], StringComparison.Ordinal);
    }
}
