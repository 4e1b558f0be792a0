using CouponPortal.Data;
using CouponPortal.Domain;
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
        Done(await world.Suppress.EndAsync(Manager, first.Id));

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

        Done(await world.Suppress.EndAsync(Manager, running.Id));
        world.Time.Advance(TimeSpan.FromHours(2));
        Done(await world.Suppress.EndAsync(Manager, running.Id));
        Done(await world.Suppress.EndAsync(Manager, later.Id));

        var ended = (await world.Suppressed.OneAsync(Manager, running.Id))!.Suppressed;
        Assert.Equal((now, new DateOnly(2026, 3, 10)), (ended.EndsAt, ended.EndDate));
        Assert.True(ended.InEffect(now.AddTicks(-10)));
        Assert.False(ended.InEffect(now));
        Assert.Null(await world.Suppressed.OneAsync(Manager, later.Id));

        // A change of something else does not stretch it to the end of its last day.
        var draft = new SuppressedCodeDraft(Shop, "RENAMED", ended.StartDate, ended.EndDate);
        Assert.Equal(now, Done(await world.Suppress.UpdateAsync(Manager, running.Id, draft)).Suppressed.EndsAt);
    }
}
