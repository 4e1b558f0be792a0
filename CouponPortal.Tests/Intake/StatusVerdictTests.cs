using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Intake.LedgerWorld;

namespace CouponPortal.Tests.Intake;

/// <summary>What senders say of an order's status, again and again, with and without a time of their own (ADR 8).</summary>
public sealed class StatusVerdictTests
{
    private const ConversionStatus Approved = ConversionStatus.Approved;
    private const ConversionStatus Rejected = ConversionStatus.Rejected;
    private const ConversionStatus Pending = ConversionStatus.Pending;

    [Theory, BothEngines]
    public async Task Status_that_comes_back_is_applied_again_and_one_that_is_repeated_is_not(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync(Order("A1"));

        var effects = new List<string?>();
        foreach (var said in (ConversionStatus[])[Approved, Rejected, Rejected, Approved, Approved])
        {
            effects.Add((await world.SendAsync(Revision("A1", said))).Effect);
        }

        Assert.Equal(["status_set", "status_set", "duplicate", "status_set", "duplicate"], effects);
        Assert.Equal(Approved, (await world.OneAsync("A1")).Status);
        var changes = await world.ReadAsync(db => db.ConversionChanges.OrderBy(c => c.Id).Select(c => c.ToStatus).ToListAsync());
        Assert.Equal([Rejected, Approved], changes);
    }

    [Theory, BothEngines]
    public async Task Statuses_before_their_order_wait_and_the_last_one_counts(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);

        await world.SendAsync(Revision("A1", Approved));
        await world.SendAsync(Revision("A1", Rejected));
        await world.SendAsync(Order("A1"));

        Assert.Equal(Rejected, (await world.OneAsync("A1")).Status);
    }

    [Theory, BothEngines]
    public async Task Statuses_with_a_time_end_the_same_in_any_order_and_however_often(DatabaseProvider engine)
    {
        var random = new Random(20_261_122);
        var start = TestDatabase.Start.AddHours(-3);
        CorrectionFacts[] said = [Timed(Approved, 0), Timed(Rejected, 1), Timed(Approved, 2), Timed(Pending, 3), Timed(Approved, 3)];
        for (var i = 0; i < 6; i++)
        {
            await using var world = await NewAsync(engine);
            List<Func<Task>> events = [.. said.SelectMany(s => Enumerable.Repeat<Func<Task>>(() => world.SendAsync(s), random.Next(1, 3))), () => world.SendAsync(Order("A1"))];
            var shuffled = events.ToArray();
            random.Shuffle(shuffled);

            foreach (var pair in shuffled.Chunk(2))
            {
                await Task.WhenAll(pair.Select(send => send()));
            }

            await world.Ledger.ApplyArrivedAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Approved, (await world.OneAsync("A1")).Status);
            Assert.Equal(said.Length, await world.ReadAsync(db => db.Corrections.CountAsync(c => c.ConversionId != null)));
        }

        CorrectionFacts Timed(ConversionStatus status, int minutes) => Revision("A1", status) with { SaidAt = start.AddMinutes(minutes) };
    }

    [Theory, BothEngines]
    public async Task Status_of_an_earlier_time_is_kept_and_changes_nothing(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendAsync(Order("A1"));
        var start = TestDatabase.Start.AddHours(-1);

        await world.SendAsync(Revision("A1", Rejected) with { SaidAt = start });
        var late = await world.SendAsync(Revision("A1", Approved) with { SaidAt = start.AddMinutes(-1) });
        var ahead = await world.SendAsync(Revision("A1", Pending) with { SaidAt = TestDatabase.Start.AddDays(9) });
        var after = await world.SendAsync(Revision("A1", Approved));

        // The one from the future is taken as of its arrival, so that it shuts nothing out.
        Assert.Equal(("stale", "status_set", "status_set"), (late.Effect, ahead.Effect, after.Effect));
        Assert.Equal(Approved, (await world.OneAsync("A1")).Status);
    }

    [Theory, BothEngines]
    public async Task States_of_a_shop_and_revisions_end_the_same_in_any_order(DatabaseProvider engine)
    {
        var start = TestDatabase.Start.AddHours(-2);
        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            await using var world = await NewAsync(engine);
            Func<Task>[] events =
            [
                () => world.SendAsync(State("A1", "50.00", start, Approved)),
                () => world.SendAsync(Revision("A1", Rejected) with { SaidAt = start.AddMinutes(1) }),
                () => world.SendAsync(State("A1", "60.00", start.AddSeconds(30), Approved)),
            ];
            foreach (var at in order)
            {
                await events[at]();
            }

            var row = await world.OneAsync("A1");
            ends.Add(FormattableString.Invariant($"{row.Status} {row.Amount}"));
        }

        Assert.Equal(["Rejected 6000"], ends);
    }

    [Theory, BothEngines]
    public async Task Row_with_another_status_is_applied_and_one_that_repeats_itself_leaves_what_staff_decided(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendRowAsync("""{"order_id":"A1","amount":"5","coupon_code":"SNAPDOG","status":"pending"}""");

        var approved = await world.SendRowAsync("""{"order_id":"A1","amount":"5","coupon_code":"SNAPDOG","status":"approved"}""");
        await world.Ledger.ChangeAsync((await world.OneAsync("A1")).Id, ConversionChangeKind.Status, "Staff", null, (_, row) => Task.FromResult($"{row.Status = Rejected}"), "Fraud.");
        var again = await world.SendRowAsync("""{"order_id":"A1","amount":"5","coupon_code":"SNAPDOG","status":"approved"}""");

        Assert.Equal(("status_set", "duplicate"), (approved.Effect, again.Effect));
        Assert.Equal(Rejected, (await world.OneAsync("A1")).Status);
    }

    [Theory, BothEngines]
    public async Task First_row_sent_again_says_nothing_new(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        const string Row = """{"order_id":"A1","amount":"5","coupon_code":"SNAPDOG","status":"approved"}""";
        await world.SendRowAsync(Row);
        await world.Ledger.ChangeAsync((await world.OneAsync("A1")).Id, ConversionChangeKind.Status, "Staff", null, (_, row) => Task.FromResult($"{row.Status = Rejected}"), "Fraud.");

        var again = await world.SendRowAsync(Row);

        Assert.Equal((null, true), (again.Effect, again.Receipt!.Duplicate));
        Assert.Equal(Rejected, (await world.OneAsync("A1")).Status);
    }

    [Theory, BothEngines]
    public async Task Row_with_another_status_and_amount_sets_the_one_and_flags_the_other(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.SendRowAsync("""{"order_id":"A1","amount":"5","coupon_code":"SNAPDOG","status":"pending"}""");

        await world.SendRowAsync("""{"order_id":"A1","amount":"6","coupon_code":"SNAPDOG","status":"approved"}""");

        var row = await world.OneAsync("A1");
        Assert.Equal((Approved, 5_00L, ConversionFlags.Differs), (row.Status, row.Amount, row.Flags));
        Assert.Equal(["differs"], await world.ReadAsync(db => db.Hits.Where(h => h.Reason != null).Select(h => h.Reason!).ToListAsync()));
    }

    [Theory, BothEngines]
    public async Task Rows_with_a_time_are_the_order_as_it_stands_whichever_comes_last(DatabaseProvider engine)
    {
        string[] rows =
        [
            """{"order_id":"A1","amount":"5","coupon_code":"SNAPDOG","status":"pending","updated_at":"2026-11-01T10:00:00Z"}""",
            """{"order_id":"A1","amount":"7","coupon_code":"SNAPDOG","status":"approved","updated_at":"2026-11-01T11:00:00Z"}""",
            """{"order_id":"A1","amount":"6","coupon_code":"SNAPDOG","status":"rejected","updated_at":"2026-11-01T10:30:00Z"}""",
        ];
        foreach (var order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 1, 2]])
        {
            await using var world = await NewAsync(engine);
            foreach (var at in order)
            {
                await world.SendRowAsync(rows[at]);
            }

            var row = await world.OneAsync("A1");
            Assert.Equal((Approved, 7_00L, 70L, ConversionFlags.None), (row.Status, row.Amount, row.Payout, row.Flags));
        }
    }

    [Theory, BothEngines]
    public async Task Confirmation_by_a_server_keeps_what_was_said_of_the_status(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine, CouponPortal.Domain.Advertisers.PostbackSecurity.Key);
        var key = ChannelProof.None with { Key = "right" };
        await world.SendAsync(Order("A1"), ChannelProof.None with { IsBrowser = true });

        await world.SendAsync(new Reading.Correction(Revision("A1", Rejected), key));
        await world.SendAsync(Order("A1"), key);

        var row = await world.OneAsync("A1");
        Assert.Equal((Rejected, ConversionFlags.None), (row.Status, row.Flags));
    }

    private static CorrectionFacts Revision(string orderId, ConversionStatus status) =>
        new() { Door = "xml", AdvertiserId = 1, OrderId = orderId, Kind = CorrectionKind.Status, Status = status };
}
