using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Data;

/// <summary>What the event writer answers when a row or the store itself fails in the middle of a group.</summary>
public sealed class EventWriterFailureTests
{
    [Theory, BothEngines]
    public async Task A_hit_that_the_store_refuses_is_not_acknowledged(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var good = NewHit(test);
        var bad = NewHit(test);
        bad.Id = good.Id;

        var (goodTask, badTask) = (test.Writer.WriteAsync(good), test.Writer.WriteAsync(bad));

        await goodTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => badTask);
    }

    [Theory, BothEngines]
    public async Task A_row_that_is_too_large_for_the_engine_fails_alone(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var good = NewOrder(test, "GOOD");
        var large = NewOrder(test, "LARGE");
        large.Row.OrderKey = string.Concat(Enumerable.Range(0, 2_000).Select(i => Guid.NewGuid().ToString("N")));

        var (goodTask, largeTask) = (test.Writer.WriteAsync(good), test.Writer.WriteAsync(large));

        Assert.False((await goodTask).Duplicate);
        if (provider == DatabaseProvider.Postgres)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => largeTask);
        }
        else
        {
            Assert.False((await largeTask).Duplicate);
        }
    }

    [Theory, BothEngines]
    public async Task A_text_that_is_no_unicode_harms_no_order_beside_or_after_it(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var odd = NewOrder(test, "ODD");
        odd.Row.Sub1 = "half \uD83D";

        var (oddTask, goodTask) = (test.Writer.WriteAsync(odd), test.Writer.WriteAsync(NewOrder(test, "GOOD")));

        Assert.False((await goodTask).Duplicate);
        await Record.ExceptionAsync(() => oddTask);
        Assert.False((await test.Writer.WriteAsync(NewOrder(test, "AFTER"))).Duplicate);
    }

    [Fact]
    public async Task A_store_that_goes_down_between_the_rows_of_a_failed_group_tells_every_sender_to_try_again_and_spools_the_clicks()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var store = new DownAfterTrouble(test.NewStore());
        var spool = new ClickSpool(test.SpoolFile);
        Exception? fatal = null;
        await using var writer = new EventWriter(store, spool, NullLogger<EventWriter>.Instance, error => fatal = error);

        Task[] waiting = [writer.WriteAsync(NewOrder(test, "A-1")), writer.WriteAsync(NewHit(test))];
        var click = writer.WriteAsync(NewClick(test));

        foreach (var sender in waiting)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => sender);
        }

        await click;
        await Until.TrueAsync(() => fatal is not null);
        Assert.False(spool.IsEmpty);
        Assert.IsType<StoreUnavailableException>(fatal);
    }

    [Theory, BothEngines]
    public async Task A_spooled_click_that_the_store_refuses_does_not_keep_the_others_waiting(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var (bad, good) = (NewClick(test), NewClick(test));
        var spool = new ClickSpool(test.SpoolFile);
        Assert.True(spool.TryKeep([bad, good]));
        await using var writer = new EventWriter(new Refusing(test.NewStore(), bad.Id), spool, NullLogger<EventWriter>.Instance, _ => { });

        await Until.TrueAsync(() => spool.IsEmpty);

        await using var db = test.Db();
        Assert.Equal(good.Id, (await db.Clicks.SingleAsync()).Id);
    }

    [Fact]
    public async Task A_click_spooled_after_a_torn_line_is_not_lost_with_it()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await File.WriteAllTextAsync(test.SpoolFile, """{"Id":12,"AdvertiserI""");
        var spool = new ClickSpool(test.SpoolFile);
        var click = NewClick(test);

        Assert.True(spool.TryKeep([click]));

        var given = new List<Click>();
        spool.Drain(given.AddRange);
        Assert.Equal(click.Id, Assert.Single(given).Id);
        Assert.True(spool.IsEmpty);
    }

    [Fact]
    public async Task A_long_outages_clicks_are_given_in_parts_and_each_once()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var spool = new ClickSpool(test.SpoolFile);
        var clicks = Enumerable.Range(0, 20_000).Select(_ => NewClick(test)).ToList();
        Assert.True(spool.TryKeep(clicks));
        var (given, parts) = (new List<long>(), 0);

        while (!spool.IsEmpty)
        {
            spool.Drain(some => given.AddRange(some.Select(c => c.Id)));
            parts++;
        }

        Assert.Equal(clicks.Select(c => c.Id), given);
        Assert.InRange(parts, 2, 100);
    }

    [Fact]
    public async Task A_spool_that_may_not_be_written_refuses_the_click_and_the_writer_lives_on()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        Directory.CreateDirectory(test.SpoolFile);

        Assert.False(new ClickSpool(test.SpoolFile).TryKeep([NewClick(test)]));
    }

    private static Click NewClick(TestDatabase test) => new() { Id = test.Keys.Next(TestDatabase.Start), AdvertiserId = 1, CouponCode = "SNAPDOG" };

    private static Hit NewHit(TestDatabase test) => new() { Id = test.Keys.Next(TestDatabase.Start), Door = "postback", Raw = "GET /postback", RemoteIp = "127.0.0.1" };

    private static OrderWrite NewOrder(TestDatabase test, string orderId) => new(
        new Conversion
        {
            Id = test.Keys.Next(TestDatabase.Start),
            AdvertiserId = 1,
            OrderKey = OrderKey.For(orderId, null, null, 0),
            OrderId = orderId,
            Currency = "USD",
            OrderTime = TestDatabase.Start,
            ReceivedAt = TestDatabase.Start,
            Door = "postback",
        },
        NewHit(test));

    /// <summary>Refuses a first group for a row's sake and is down from then on.</summary>
    private sealed class DownAfterTrouble(EventStore inner) : EventStore
    {
        private int _commits;

        public override void Commit(EventGroup group) =>
            throw (_commits++ == 0 ? new InvalidOperationException("a bad row") : new StoreUnavailableException("down", fatal: true));

        public override void Maintain() => inner.Maintain();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }

    private sealed class Refusing(EventStore inner, long id) : EventStore
    {
        public override void Commit(EventGroup group)
        {
            if (group.Clicks.Exists(c => c.Id == id))
            {
                throw new InvalidOperationException("a bad row");
            }

            inner.Commit(group);
        }

        public override void Maintain() => inner.Maintain();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
