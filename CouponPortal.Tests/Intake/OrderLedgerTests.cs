using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Intake.LedgerWorld;

namespace CouponPortal.Tests.Intake;

public sealed class OrderLedgerTests
{
    [Theory, BothEngines]
    public async Task Positions_make_one_order_whose_amount_is_their_sum(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var first = await world.SendAsync(Position("A1", "1", "10.00", quantity: 2, count: 2));
        Assert.True((await world.OneAsync("A1")).Flags.HasFlag(ConversionFlags.Incomplete));
        var second = await world.SendAsync(Position("A1", "2", "5.50", count: 2));
        var again = await world.SendAsync(Position("A1", "1", "10.00", quantity: 2, count: 2));

        Assert.Equal(first.Receipt!.ConversionId, second.Receipt!.ConversionId);
        Assert.Equal(("position_added", "duplicate"), (second.Effect, again.Effect));
        var row = await world.OneAsync("A1");
        Assert.Equal((25_50L, 2_55L, ConversionFlags.None), (row.Amount, row.Payout, row.Flags));
        Assert.Equal([("1", 2, 10_00L), ("2", 1, 5_50L)], await world.ReadAsync(async db =>
            (await db.ConversionItems.OrderBy(i => i.Key).ToListAsync()).ConvertAll(i => (i.Key, i.Quantity, i.Price))));
    }

    [Theory, BothEngines]
    public async Task Position_that_comes_again_with_another_price_is_flagged_and_changes_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync(Position("A1", "1", "10.00", count: 1));

        var again = await world.SendAsync(Position("A1", "1", "99.00", count: 1));

        Assert.Equal("differs", again.Effect);
        var row = await world.OneAsync("A1");
        Assert.Equal((10_00L, ConversionFlags.Differs), (row.Amount, row.Flags));
    }

    [Theory, BothEngines]
    public async Task Partial_reversal_takes_its_part_of_amount_and_payout_once(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync(Order("A1"));

        var part = await world.SendAsync(Reversal("A1", "30.00"));
        var again = await world.SendAsync(Reversal("A1", "30.00"));

        Assert.Equal(("partly_reversed", "duplicate"), (part.Effect, again.Effect));
        var row = await world.OneAsync("A1");
        Assert.Equal((100_00L, 30_00L, 7_00L, ConversionStatus.Approved), (row.Amount, row.Reversed, row.Payout, row.Status));
        var change = Assert.Single(await world.ReadAsync(db => db.ConversionChanges.ToListAsync()));
        Assert.Equal((ConversionChangeKind.Reversal, 100_00L, 70_00L, 10_00L, 7_00L), (change.Kind, change.FromNet, change.ToNet, change.FromPayout, change.ToPayout));
    }

    [Theory, BothEngines]
    public async Task Refunds_of_one_amount_with_ids_of_their_own_both_count(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync(Order("A1"));

        await world.SendAsync(Reversal("A1", "60.00", "r1"));
        await world.SendAsync(Reversal("A1", "60.00", "r2"));

        var row = await world.OneAsync("A1");
        Assert.Equal((100_00L, 0L, ConversionStatus.Rejected), (row.Reversed, row.Payout, row.Status));
        Assert.True(row.Flags.HasFlag(ConversionFlags.OverReversed));
    }

    [Theory, BothEngines]
    public async Task Reversal_before_its_order_waits_and_is_applied_when_the_order_comes(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        var early = await world.SendAsync(Reversal("A1"));
        Assert.Equal((LedgerReceipt.WaitsForOrder, null), (early.Effect, early.Receipt));
        var order = await world.SendAsync(Order("A1"));

        Assert.Equal((ConversionStatus.Rejected, "reversed"), (order.Receipt!.Status, order.Effect));
        var row = await world.OneAsync("A1");
        Assert.Equal((100_00L, 0L), (row.Reversed, row.Payout));
    }

    [Theory, BothEngines]
    public async Task Correction_that_another_process_heard_is_applied_by_the_follower(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync(Order("A1"));
        await world.ReadAsync(async db =>
        {
            db.Corrections.Add(new Correction { Id = 7, AdvertiserId = 1, Target = Correction.ByOrder("A1"), Key = "all", Door = "reversal" });
            return await db.SaveChangesAsync();
        });

        await world.Ledger.ApplyArrivedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ConversionStatus.Rejected, (await world.OneAsync("A1")).Status);
    }

    [Theory, BothEngines]
    public async Task Older_state_after_a_newer_one_has_no_effect(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var start = TestDatabase.Start;
        await world.SendAsync(State("A1", "100.00", start, ConversionStatus.Pending));

        var newer = await world.SendAsync(State("A1", "80.00", start.AddMinutes(2), ConversionStatus.Approved));
        var older = await world.SendAsync(State("A1", "90.00", start.AddMinutes(1), ConversionStatus.Pending));

        Assert.Equal(("new_state", "stale"), (newer.Effect, older.Effect));
        var row = await world.OneAsync("A1");
        Assert.Equal((80_00L, 8_00L, ConversionStatus.Approved), (row.Amount, row.Payout, row.Status));
    }

    [Theory, BothEngines]
    public async Task Browser_order_is_held_until_a_server_confirms_it(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine, PostbackSecurity.Key);
        var browser = ChannelProof.None with { IsBrowser = true };

        await world.SendAsync(Order("A1", "999.00"), browser);
        var held = await world.OneAsync("A1");
        var confirmed = await world.SendAsync(Order("A1"), ChannelProof.None with { Key = "right" });
        await world.SendAsync(Order("A1", "1.00"), browser);

        Assert.Equal((ConversionStatus.Pending, ConversionFlags.Unverified), (held.Status, held.Flags));
        Assert.Equal("confirmed", confirmed.Effect);
        var row = await world.OneAsync("A1");
        Assert.Equal((100_00L, 10_00L, ConversionStatus.Approved, ConversionFlags.None), (row.Amount, row.Payout, row.Status, row.Flags));
    }

    [Theory, BothEngines]
    public async Task Browser_cannot_take_an_order_back(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine, PostbackSecurity.Key);
        await world.SendAsync(Order("A1"), ChannelProof.None with { Key = "right" });

        var answer = await world.SendAsync(new Reading.Correction(Reversal("A1"), ChannelProof.None with { IsBrowser = true }));

        Assert.Equal(401, answer.Why!.Status);
        Assert.Equal(0, (await world.OneAsync("A1")).Reversed);
    }
}
