using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Coupons.Suppressed;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class SuppressedCodeTests
{
    private static readonly SuppressedCodeDraft Always = new(Shop, " snapdog ", null, null);

    [Theory, BothEngines]
    public async Task Code_is_kept_upper_case_with_its_days_in_the_advertisers_zone(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var row = Done(await world.Suppress.CreateAsync(Manager, Always with { StartDate = new(2026, 4, 1), EndDate = new(2026, 4, 30) }));

        Assert.Equal(("SNAPDOG", SuppressionState.Scheduled), (row.Suppressed.Code, row.State));
        Assert.Equal(new DateTime(2026, 4, 1, 4, 0, 0, DateTimeKind.Utc), row.Suppressed.StartsAt);
        Assert.Equal(new DateTime(2026, 5, 1, 4, 0, 0, DateTimeKind.Utc), row.Suppressed.EndsAt);
    }

    [Theory, BothEngines]
    public async Task Faults_are_told_all_at_once(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var outcome = await world.Suppress.CreateAsync(Manager, new SuppressedCodeDraft(OtherShop, "a b", new(2026, 2, 2), new(2026, 2, 1)));

        var errors = Assert.IsType<Outcome<SuppressedCodeRow>.Invalid>(outcome).Errors;
        Assert.Equal(["advertiser_id", "code", "end_date"], errors.ByField.Keys.Order(StringComparer.Ordinal));
        Assert.IsType<Outcome<SuppressedCodeRow>.Done>(await world.Suppress.CreateAsync(Manager, Always with { Code = "coupons" }));
    }

    [Theory, BothEngines]
    public async Task Same_code_for_the_same_days_is_refused_and_after_its_end_taken_again(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var first = Done(await world.Suppress.CreateAsync(Manager, Always)).Suppressed;

        Assert.Equal("already_suppressed", Assert.IsType<Outcome<SuppressedCodeRow>.Conflict>(await world.Suppress.CreateAsync(Manager, Always with { StartDate = new(2026, 5, 1) })).Code);
        Done(await world.EndSuppression.EndAsync(Manager, first.Id));

        Done(await world.Suppress.CreateAsync(Manager, Always));
        Assert.Equal(2, (await world.Suppressed.FindAsync(Manager, new SuppressedCodeFilter(Code: "Snapdog"), new PageRequest())).Total);
    }

    [Theory, BothEngines]
    public async Task Ended_code_stays_in_effect_for_orders_from_before_and_one_that_never_began_goes_away(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var now = world.Time.GetUtcNow().UtcDateTime;
        var running = Done(await world.Suppress.CreateAsync(Manager, Always)).Suppressed;
        var later = Done(await world.Suppress.CreateAsync(Manager, Always with { Code = "LATER", StartDate = new(2026, 5, 1) })).Suppressed;

        Done(await world.EndSuppression.EndAsync(Manager, running.Id));
        world.Time.Advance(TimeSpan.FromHours(2));
        Done(await world.EndSuppression.EndAsync(Manager, running.Id));
        Done(await world.EndSuppression.EndAsync(Manager, later.Id));

        var ended = (await world.Suppressed.OneAsync(Manager, running.Id))!.Suppressed;
        Assert.Equal((now, new DateOnly(2026, 3, 10)), (ended.EndsAt, ended.EndDate));
        Assert.True(ended.InEffect(now.AddTicks(-10)));
        Assert.False(ended.InEffect(now));
        Assert.Null(await world.Suppressed.OneAsync(Manager, later.Id));

        // A change of something else does not stretch it to the end of its last day.
        var draft = new SuppressedCodeDraft(Shop, "RENAMED", ended.StartDate, ended.EndDate);
        Assert.Equal(now, Done(await world.Suppress.UpdateAsync(Manager, running.Id, draft)).Suppressed.EndsAt);
    }

    [Theory, BothEngines]
    public async Task Code_of_a_live_coupon_is_said_on_saving_and_shown_in_the_list(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Exclusive("SnapDog", Ann));
        await world.CreatedAsync(Draft("OVER10", Ben) with { EndDate = new(2026, 2, 1) });

        var done = Assert.IsType<Outcome<SuppressedCodeRow>.Done>(await world.Suppress.CreateAsync(Manager, Always));
        var other = Assert.IsType<Outcome<SuppressedCodeRow>.Done>(await world.Suppress.CreateAsync(Manager, Always with { Code = "OVER10" }));

        Assert.Equal($"SNAPDOG is the code of a live coupon: coupon {coupon.Id} of Ann's Blog on Shoes. While it is suppressed, orders with it credit nobody.", Assert.Single(done.Notices));
        Assert.Equal((coupon.Id, (int?)null), (done.Value.LiveCouponId, other.Value.LiveCouponId));
        Assert.Empty(other.Notices);
        Assert.Equal(Assert.Single(done.Notices), await world.Suppressed.WarningAsync(Viewer, Shop, " snapdog"));
        Assert.Null(await world.Suppressed.WarningAsync(Stranger, Shop, "snapdog"));
    }

    [Theory, BothEngines]
    public async Task List_is_filtered_by_state(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.Suppress.CreateAsync(Manager, Always with { Code = "RUNS" });
        await world.Suppress.CreateAsync(Manager, Always with { Code = "COMES", StartDate = new(2026, 5, 1) });
        await world.Suppress.CreateAsync(Manager, Always with { Code = "WENT", EndDate = new(2026, 2, 1) });

        foreach (var (state, code) in new[] { (SuppressionState.InEffect, "RUNS"), (SuppressionState.Scheduled, "COMES"), (SuppressionState.Ended, "WENT") })
        {
            var row = Assert.Single((await world.Suppressed.FindAsync(Manager, new SuppressedCodeFilter(State: state), new PageRequest())).Rows);
            Assert.Equal((code, state), (row.Suppressed.Code, row.State));
        }
    }

    [Theory, BothEngines]
    public async Task Mistake_is_removed_unless_an_order_was_judged_by_it(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var mistake = Done(await world.Suppress.CreateAsync(Manager, Always)).Suppressed;
        var used = Done(await world.Suppress.CreateAsync(Manager, Always with { Code = "USED1" })).Suppressed;
        await world.ChangeAsync(db =>
        {
            db.Add(new Conversion { Id = 1, AdvertiserId = Shop, OrderKey = "o:1", CouponCode = "USED1", Outcome = AttributionOutcome.Suppressed, OrderTime = world.Time.GetUtcNow().UtcDateTime, Currency = "USD" });
            return Task.CompletedTask;
        });

        Assert.IsType<Outcome<string>.Forbidden>(await world.EndSuppression.RemoveAsync(Viewer, mistake.Id));
        Assert.IsType<Outcome<string>.NotFound>(await world.EndSuppression.RemoveAsync(Stranger, mistake.Id));
        Assert.Equal("SNAPDOG", Done(await world.EndSuppression.RemoveAsync(Manager, mistake.Id)));
        Assert.Contains("1 order was judged by it", Assert.IsType<Outcome<string>.Conflict>(await world.EndSuppression.RemoveAsync(Manager, used.Id)).Message, StringComparison.Ordinal);
        Assert.Equal(used.Id, Assert.Single((await world.Suppressed.FindAsync(Manager, new SuppressedCodeFilter(), new PageRequest())).Rows).Suppressed.Id);
    }
}
