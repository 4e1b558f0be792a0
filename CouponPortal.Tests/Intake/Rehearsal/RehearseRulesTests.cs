using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Attribution.Rehearsals;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Intake.Rehearsal.RehearsalWorld;

namespace CouponPortal.Tests.Intake.Rehearsal;

public sealed class RehearseRulesTests
{
    [Theory, BothEngines]
    public async Task Exclusive_off_gives_every_order_its_counterfactual_where_codes_have_priority(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine, AttributionPriority.CouponCode);
        await SendAllKindsAsync(world);

        var result = await world.RunAsync(new RuleChange.ExclusiveCodes(false));

        var orders = await world.OrdersAsync();
        Assert.Equal(orders.Count, result.Replayed);
        Assert.Contains(orders, o => o.Basis == AttributionBasis.ExclusiveCode);
        Assert.All(orders, o => Assert.Equal(o.CounterfactualPartnerId, After(result, o)));
    }

    [Theory, BothEngines]
    public async Task Exclusive_off_gives_every_clicked_order_its_counterfactual_and_says_that_clickless_ones_stay(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await SendAllKindsAsync(world);

        var result = await world.RunAsync(new RuleChange.ExclusiveCodes(false));

        var orders = await world.OrdersAsync();
        Assert.All(orders.Where(o => o.ClickId is not null), o => Assert.Equal(o.CounterfactualPartnerId, After(result, o)));

        // Acts as Private: without a click its owner has it still (RULES §2), though the report counts it as the feature's doing (§6).
        var clickless = Assert.Single(orders, o => o.ClickId is null && o.Basis == AttributionBasis.ExclusiveCode && o.OrderId == "exclusive");
        Assert.Equal((Ben, null, Ben), (clickless.PartnerId, clickless.CounterfactualPartnerId, After(result, clickless)));
        Assert.Contains(result.Notes, n => n.StartsWith("1 order is listed in the Attribution Report and would stay", StringComparison.Ordinal));
        Assert.Equal(["channel-exclusive", "click-exclusive"], result.Orders.Select(o => o.OrderId).Order(StringComparer.Ordinal));
        var taken = result.Orders.Single(o => o.OrderId == "click-exclusive");
        Assert.Equal((Ben, Ann, 1_000L, TraceReason.LastClick), (taken.Before.PartnerId, taken.After.PartnerId, taken.After.Payout, taken.Reason.Reason));
    }

    [Theory, BothEngines]
    public async Task Suppression_takes_its_orders_within_its_dates_and_its_removal_gives_them_back(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync("old", "coupon=LEAK", daysAgo: 10);
        await world.SendAsync("new", "coupon=LEAK", daysAgo: 2);
        await world.SendAsync("other", "coupon=PRIV", daysAgo: 2);

        var all = await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "leak " }));
        var since = await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "LEAK", StartDate = Day(world, -5) }));
        var future = await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "LEAK", StartDate = Day(world, 1) }));

        Assert.Equal(["new", "old"], all.Orders.Select(o => o.OrderId));
        Assert.All(all.Orders, o => Assert.Equal((null, AttributionOutcome.Suppressed, 0L), (o.After.PartnerId, o.After.Outcome, o.After.Payout)));
        Assert.Equal(new RehearsedMoney(Ben, "USD", 3, 1, 30_000, 10_000, 3_000, 1_000), all.Money.Single(m => m.PartnerId == Ben));
        Assert.Equal(new RehearsedMoney(null, "USD", 0, 2, 0, 20_000, 0, 0), all.Money.Single(m => m.PartnerId is null));
        Assert.Empty(all.Notes);
        Assert.Equal(["new"], since.Orders.Select(o => o.OrderId));
        Assert.Contains("older orders are not touched", Assert.Single(since.Notes), StringComparison.Ordinal);
        Assert.Equal(0, future.Changed);
        Assert.Contains("after the orders that were replayed", Assert.Single(future.Notes), StringComparison.Ordinal);

        await world.ChangeAsync(db => db.SuppressedCodes.AddAsync(new SuppressedCode { Id = 7, AdvertiserId = Shop, Code = "LEAK" }).AsTask());
        var removed = await world.RunAsync(new RuleChange.Unsuppress(7));
        var shifted = await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "LEAK", StartDate = Day(world, -5) }, InsteadOf: 7));

        Assert.Equal((2, 2), (removed.Changed, removed.StoredDiffers));
        Assert.All(removed.Orders, o => Assert.Equal((null, Ben), (o.Before.PartnerId, o.After.PartnerId)));
        Assert.Equal(["old"], shifted.Orders.Select(o => o.OrderId));
    }

    [Theory, BothEngines]
    public async Task Priority_switch_moves_orders_from_the_click_to_the_code_and_lookback_from_the_code_to_the_click(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync("both", $"coupon=PRIV&{await world.ClickAsync(Ann)}");
        await world.SendAsync("late", $"coupon=PRIV&{await world.ClickAsync(Ann, daysAgo: 42)}");
        await world.SendAsync("click", await world.ClickAsync(Ann));

        var switched = await world.RunAsync(new RuleChange.Credit(AttributionPriority.CouponCode, 30));
        var longer = await world.RunAsync(new RuleChange.Credit(AttributionPriority.Click, 60));

        var moved = Assert.Single(switched.Orders);
        Assert.Equal(("both", Ann, Ben, TraceReason.CodeOwner), (moved.OrderId, moved.Before.PartnerId, moved.After.PartnerId, moved.Reason.Reason));
        Assert.Equal((10_000L, -10_000L), (switched.Money.Single(m => m.PartnerId == Ben).AmountDifference, switched.Money.Single(m => m.PartnerId == Ann).AmountDifference));
        moved = Assert.Single(longer.Orders);
        Assert.Equal(("late", Ben, Ann), (moved.OrderId, moved.Before.PartnerId, moved.After.PartnerId));
        Assert.Equal("Ann", longer.Partners[Ann]);
    }

    [Theory, BothEngines]
    public async Task Private_code_made_exclusive_takes_clicked_orders_and_another_owner_takes_all(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync("both", $"coupon=PRIV&{await world.ClickAsync(Ann)}");
        await world.SendAsync("code", "coupon=PRIV");

        var exclusive = await world.RunAsync(new RuleChange.CouponPolicy(Priv, CouponVisibility.Exclusive, null));
        var owner = await world.RunAsync(new RuleChange.CouponPolicy(Priv, null, [Cy]));
        var nobodys = await world.RunAsync(new RuleChange.CouponPolicy(Priv, CouponVisibility.Public, []));
        var same = await world.RunAsync(new RuleChange.CouponPolicy(Priv, CouponVisibility.Private, [Ben]));

        Assert.Equal(["both"], exclusive.Orders.Select(o => o.OrderId));
        Assert.Equal((Ben, AttributionBasis.ExclusiveCode), (exclusive.Orders[0].After.PartnerId, exclusive.Orders[0].After.Basis));
        Assert.Equal(("code", Cy), (Assert.Single(owner.Orders).OrderId, owner.Orders[0].After.PartnerId));
        Assert.Contains("approved", Assert.Single(owner.Notes), StringComparison.Ordinal);
        Assert.Equal(("code", null), (Assert.Single(nobodys.Orders).OrderId, nobodys.Orders[0].After.PartnerId));
        Assert.Equal(0, same.Changed);
    }

    [Theory, BothEngines]
    public async Task Order_whose_stored_decision_is_of_older_rules_is_counted_apart_and_blamed_on_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync("both", $"coupon=PRIV&{await world.ClickAsync(Ann)}");
        await world.SendAsync("code", "coupon=PRIV");
        await world.ChangeAsync(async db => (await db.Advertisers.SingleAsync(a => a.Id == Shop)).AttributionPriority = AttributionPriority.CouponCode);

        var nothing = await world.RunAsync(new RuleChange.Credit(AttributionPriority.CouponCode, 30));
        var leak = await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "LEAK" }));

        Assert.Equal((2, 0, 1), (nothing.Replayed, nothing.Changed, nothing.StoredDiffers));
        Assert.DoesNotContain(nothing.Money, m => m.IsChanged);
        Assert.Equal((0, 1), (leak.Changed, leak.StoredDiffers));
    }

    [Theory, BothEngines]
    public async Task Rehearsal_writes_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await SendAllKindsAsync(world);
        var before = await world.ChecksumAsync();

        foreach (var change in (RuleChange[])
        [
            new RuleChange.ExclusiveCodes(false), new RuleChange.Credit(AttributionPriority.CouponCode, 1), new RuleChange.Suppress(new SuppressedCode { Code = "EXC" }),
            new RuleChange.CouponPolicy(Priv, CouponVisibility.Exclusive, [Cy]),
        ])
        {
            Assert.NotEqual(0, (await world.RunAsync(change, 90)).Changed);
        }

        Assert.Equal(before, await world.ChecksumAsync());
    }

    [Theory, BothEngines]
    public async Task Request_that_is_gone_is_replaced_by_what_the_order_keeps(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await SendAllKindsAsync(world);

        // The channel of an order that a code decided before it was asked for is known from the request alone.
        await world.ChangeAsync(db => db.Conversions.Where(c => c.OrderId == "channel-exclusive").ExecuteDeleteAsync());
        RuleChange[] changes = [new RuleChange.ExclusiveCodes(false), new RuleChange.Credit(AttributionPriority.CouponCode, 60), new RuleChange.Suppress(new SuppressedCode { Code = "EXC" })];
        var with = new List<string>();
        foreach (var change in changes)
        {
            with.Add(Told(await world.RunAsync(change)));
        }

        await world.ChangeAsync(db => db.Hits.ExecuteDeleteAsync());

        foreach (var (change, expected) in changes.Zip(with))
        {
            var result = await world.RunAsync(change);
            Assert.Equal((result.Replayed, 0), (result.FromOrderAlone, result.StoredDiffers));
            Assert.Equal(expected, Told(result));
        }
    }

    [Theory, BothEngines]
    public async Task Test_orders_and_rejected_ones_are_left_out_and_reversals_count(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync("kept", "coupon=LEAK");
        await world.SendAsync("test", "coupon=LEAK");
        await world.SendAsync("rejected", "coupon=LEAK");
        await world.SendAsync("older", "coupon=LEAK", daysAgo: 40);
        await world.ChangeAsync(db => db.Conversions.Where(c => c.OrderId == "test").ExecuteUpdateAsync(s => s.SetProperty(c => c.Flags, ConversionFlags.Test)));
        await world.ChangeAsync(db => db.Conversions.Where(c => c.OrderId == "rejected").ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, ConversionStatus.Rejected)));
        await world.ChangeAsync(db => db.Conversions.Where(c => c.OrderId == "kept").ExecuteUpdateAsync(s => s.SetProperty(c => c.Reversed, 4_000)));
        var reported = new List<RehearsalProgress>();

        var result = await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "LEAK" }), progress: new Immediate(reported));

        Assert.Equal(["kept"], result.Orders.Select(o => o.OrderId));
        Assert.Equal(new RehearsedMoney(Ben, "USD", 1, 0, 6_000, 0, 600, 0), result.Money.Single(m => m.PartnerId == Ben));
        Assert.Equal([new(0, 1), new(1, 1)], reported);
        Assert.Equal(2, (await world.RunAsync(new RuleChange.Suppress(new SuppressedCode { Code = "LEAK" }), days: 90)).Changed);
    }

    [Fact]
    public async Task Who_may_not_change_a_rule_may_not_rehearse_it_and_who_may_is_told_every_fault()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        var change = new RuleChange.ExclusiveCodes(false);
        foreach (var actor in (Actor[])[new("viewer", Role.AdvertiserViewer, [Shop]), Manager with { ReadOnly = true }, new("partner", Role.Partner, [], Ben)])
        {
            Assert.IsType<Outcome<RehearsalResult>.Forbidden>(await world.TryAsync(actor, change));
        }

        Assert.Equal(["Advertiser 1 was not found."], Faults(await world.TryAsync(new("stranger", Role.AdvertiserManager, [2]), change)).For("advertiser_id"));
        Assert.Equal(["Advertiser 4711 was not found."], Faults(await world.TryAsync(Manager, change, advertiserId: 4711)).For("advertiser_id"));
        Assert.NotEmpty(Faults(await world.TryAsync(Manager, change, days: 31)).For("days"));
        Assert.NotEmpty(Faults(await world.TryAsync(Manager, new RuleChange.Credit(AttributionPriority.Click, 0))).For("lookback_days"));
        Assert.NotEmpty(Faults(await world.TryAsync(Manager, new RuleChange.Suppress(new SuppressedCode { Code = "a b", StartDate = Day(world, 1), EndDate = Day(world, 0) }))).For("code"));
        Assert.NotEmpty(Faults(await world.TryAsync(Manager, new RuleChange.Unsuppress(99))).For("suppressed_code_id"));
        Assert.NotEmpty(Faults(await world.TryAsync(Manager, new RuleChange.CouponPolicy(99, null, null))).For("coupon_id"));
        Assert.NotEmpty(Faults(await world.TryAsync(Manager, new RuleChange.CouponPolicy(Priv, CouponVisibility.Exclusive, []))).For("partner_ids"));
        Assert.Equal(["Partner 99 was not found."], Faults(await world.TryAsync(Manager, new RuleChange.CouponPolicy(Priv, null, [99]))).For("partner_ids"));
        Assert.Equal("no_setting_needed", Assert.IsType<Outcome<RehearsalResult>.Conflict>(await world.TryAsync(new("other", Role.AdvertiserManager, [2]), change, advertiserId: 2)).Code);
        Assert.IsType<Outcome<RehearsalResult>.Forbidden>(await world.TryAsync(new("bare", Role.AdvertiserManager, [3]), change, advertiserId: 3));
    }

    [Fact]
    public async Task Rehearsal_that_is_given_up_ends_at_once()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        await world.SendAsync("one", "coupon=LEAK");
        using var cancel = new CancellationTokenSource();

        var running = world.TryAsync(Manager, new RuleChange.ExclusiveCodes(false), progress: new Giving(cancel), cancel: cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    // Every outcome there is, with and without a click.
    private static async Task SendAllKindsAsync(RehearsalWorld world)
    {
        await world.SendAsync("exclusive", "coupon=EXC");
        await world.SendAsync("click-exclusive", $"coupon=EXC&{await world.ClickAsync(Ann)}");
        await world.SendAsync("own-click-exclusive", $"coupon=EXC&{await world.ClickAsync(Ben)}");
        await world.SendAsync("channel-exclusive", $"coupon=EXC&channel=other&{await world.ClickAsync(Ann)}");
        await world.SendAsync("channel", $"channel=other&{await world.ClickAsync(Ann)}");
        await world.SendAsync("private", "coupon=PRIV");
        await world.SendAsync("click-private", $"coupon=PRIV&{await world.ClickAsync(Ann)}");
        await world.SendAsync("old-click-private", $"coupon=PRIV&{await world.ClickAsync(Ann, daysAgo: 40)}");
        await world.SendAsync("click", await world.ClickAsync(Ann));
        await world.SendAsync("unknown", "coupon=NEVERSEEN");
        await world.SendAsync("direct", $"oid={Offer}&affid={Ann}");
        await world.SendAsync("nothing");
    }

    private static int? After(RehearsalResult result, Conversion order) => result.Orders.FirstOrDefault(o => o.ConversionId == order.Id) is { } changed ? changed.After.PartnerId : order.PartnerId;

    private static string Told(RehearsalResult result) =>
        string.Join('\n', result.Orders.Select(o => $"{o.OrderId} {o.Before} {o.After} {o.Reason.Reason}").Concat(result.Money.Select(m => $"{m}")).Append($"{result.Changed} of {result.Replayed}"));

    private static DateOnly Day(RehearsalWorld world, int later) => DateOnly.FromDateTime(world.Now.AddDays(later));

    private static FieldErrors Faults(Outcome<RehearsalResult> outcome) => Assert.IsType<Outcome<RehearsalResult>.Invalid>(outcome).Errors;

    private sealed class Immediate(List<RehearsalProgress> reported) : IProgress<RehearsalProgress>
    {
        public void Report(RehearsalProgress value) => reported.Add(value);
    }

    private sealed class Giving(CancellationTokenSource cancel) : IProgress<RehearsalProgress>
    {
        public void Report(RehearsalProgress value) => cancel.Cancel();
    }
}
