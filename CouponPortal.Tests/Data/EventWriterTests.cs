using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Data;

/// <summary>The one write path of clicks, orders and hits, on both engines.</summary>
public sealed class EventWriterTests
{
    [Theory, BothEngines]
    public async Task A_click_that_is_acknowledged_is_stored_with_every_column(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var click = FullClick(test);

        await test.Writer.WriteAsync(click);

        await using var db = test.Db();
        Assert.Equivalent(click, await db.Clicks.AsNoTracking().SingleAsync(), strict: true);
        var found = await new EventReader(test.Database).FindClickAsync(click.Id, CancellationToken.None);
        Assert.Equal([click.Sub1, click.Sub2, click.Sub3, click.Sub4, click.Sub5], found!.Subs!);
        Assert.Equal(new RecordedClick(click.Id, 1, 2, 3, "SNAPDOG", IsHeld: true), found with { Subs = null });
    }

    [Theory, BothEngines]
    public async Task An_order_that_is_acknowledged_is_stored_with_every_column_and_its_request(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var order = Order(test, "A-1");

        var receipt = await test.Writer.WriteAsync(order);

        Assert.False(receipt.Duplicate);
        await using var db = test.Db();
        Assert.Equivalent(order.Row, await db.Conversions.AsNoTracking().SingleAsync(), strict: true);
        var hit = await db.Hits.AsNoTracking().SingleAsync();
        Assert.Equivalent(order.Hit, hit, strict: true);
        Assert.Equal((HitVerdict.Accepted, (long?)order.Row.Id), (hit.Verdict, hit.ConversionId));
    }

    [Theory, BothEngines]
    public async Task The_same_order_sent_a_thousand_times_in_parallel_is_stored_once(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(() => test.Writer.WriteAsync(Order(test, "SAME")))));

        Assert.Equal(999, receipts.Count(r => r.Duplicate));
        Assert.Single(receipts.Select(r => r.ConversionId).Distinct());
        await using var db = test.Db();
        Assert.Equal(1, await db.Conversions.CountAsync());
        Assert.Equal(1000, await db.Hits.CountAsync());
        Assert.Equal(ConversionFlags.None, (await db.Conversions.SingleAsync()).Flags);
    }

    [Theory, BothEngines]
    public async Task A_repeat_with_another_amount_is_flagged_and_never_changes_the_first(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await test.Writer.WriteAsync(Order(test, "A-1"));
        var other = Order(test, "A-1");
        other.Row.Amount = 999;

        var receipt = await test.Writer.WriteAsync(other);

        Assert.True(receipt.Duplicate);
        Assert.True(receipt.Flags.HasFlag(ConversionFlags.Differs));
        await using var db = test.Db();
        var row = await db.Conversions.AsNoTracking().SingleAsync();
        Assert.Equal(12_345, row.Amount);
        Assert.Equal(ConversionFlags.Differs, row.Flags);
        Assert.Equal("differs", (await db.Hits.AsNoTracking().OrderBy(h => h.Id).LastAsync()).Reason);
    }

    [Theory, BothEngines]
    public async Task The_same_order_id_of_another_event_or_advertiser_is_another_conversion(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var lead = Order(test, "A-1");
        lead.Row.Event = "lead";
        var foreign = Order(test, "A-1");
        foreign.Row.AdvertiserId = 2;

        OrderReceipt[] receipts = [await test.Writer.WriteAsync(Order(test, "A-1")), await test.Writer.WriteAsync(lead), await test.Writer.WriteAsync(foreign)];

        Assert.All(receipts, r => Assert.False(r.Duplicate));
    }

    [Theory, BothEngines]
    public async Task One_bad_row_in_a_group_fails_alone(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var good = Order(test, "GOOD");
        var bad = Order(test, "BAD");
        bad.Row.Id = good.Row.Id;

        var (goodTask, badTask) = (test.Writer.WriteAsync(good), test.Writer.WriteAsync(bad));

        Assert.False((await goodTask).Duplicate);
        await Assert.ThrowsAsync<InvalidOperationException>(() => badTask);
        await using var db = test.Db();
        Assert.Equal("o:GOOD", (await db.Conversions.SingleAsync()).OrderKey);
    }

    [Fact]
    public async Task A_store_that_is_down_fails_orders_and_spools_clicks_until_it_is_back()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var store = new StoreWithSwitch(test.NewStore()) { Down = true };
        var spool = new ClickSpool(test.SpoolFile);
        await using var writer = new EventWriter(store, spool, NullLogger<EventWriter>.Instance, _ => { });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.WriteAsync(Order(test, "A-1")));
        await writer.WriteAsync(FullClick(test));
        Assert.False(spool.IsEmpty);

        store.Down = false;
        await Until.TrueAsync(() => spool.IsEmpty);
        await using var db = test.Db();
        Assert.Equal(1, await db.Clicks.CountAsync());
        Assert.Equal(0, await db.Conversions.CountAsync());
    }

    [Theory, BothEngines]
    public async Task What_no_engine_can_hold_fails_alone_and_the_writer_goes_on(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var halfCharacter = Order(test, "HALF");
        halfCharacter.Row.Sub1 = "\ud83c";
        var longKey = Order(test, "LONG");
        longKey.Row.OrderKey = string.Concat(Enumerable.Range(0, 3_000).Select(i => (char)(0x4E00 + (i * 7919 % 20_000))));
        Task<OrderReceipt>[] all = [test.Writer.WriteAsync(Order(test, "A")), test.Writer.WriteAsync(halfCharacter), test.Writer.WriteAsync(longKey), test.Writer.WriteAsync(Order(test, "B"))];

        Assert.False((await all[0]).Duplicate);
        Assert.False((await all[3]).Duplicate);
        await Record.ExceptionAsync(() => Task.WhenAll(all));
        foreach (var refused in all[1..3].Where(t => t.IsFaulted))
        {
            Assert.IsType<InvalidOperationException>(refused.Exception!.InnerException);
        }

        Assert.Equal(provider == DatabaseProvider.Postgres ? 2 : 0, all.Count(t => t.IsFaulted));
        Assert.False((await test.Writer.WriteAsync(Order(test, "C"))).Duplicate);
    }

    [Fact]
    public async Task A_store_that_goes_down_while_a_group_is_stored_one_by_one_still_spools_its_clicks_and_says_so_to_orders()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var spool = new ClickSpool(test.SpoolFile);
        var store = new StoreWithSwitch(test.NewStore()) { Held = true, DownAfterOddGroup = true };
        await using var writer = new EventWriter(store, spool, NullLogger<EventWriter>.Instance, _ => { });
        var first = writer.WriteAsync(FullClick(test));
        await Until.TrueAsync(() => store.Waiting);
        var (click, order, hit) = (writer.WriteAsync(FullClick(test)), writer.WriteAsync(Order(test, "A")), writer.WriteAsync(Order(test, "B").Hit));

        store.Held = false;

        await Task.WhenAll(first, click);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => order);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => hit);
        Assert.False(spool.IsEmpty);
    }

    [Theory, BothEngines]
    public async Task A_click_that_the_store_refuses_does_not_hold_up_the_spool(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var spool = new ClickSpool(test.SpoolFile);
        var (bad, good) = (FullClick(test), FullClick(test));
        bad.Sub1 = "a\0b";
        Assert.True(spool.TryKeep([bad, good]));

        _ = test.Writer;

        await Until.TrueAsync(() => spool.IsEmpty);
        await using var db = test.Db();
        Assert.Contains(good.Id, await db.Clicks.Select(c => c.Id).ToListAsync());
    }

    [Fact]
    public async Task A_line_torn_by_a_full_disk_takes_no_later_click_with_it()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var spool = new ClickSpool(test.SpoolFile);
        await File.WriteAllTextAsync(test.SpoolFile, """{"Id":1,"Outc""");
        var click = FullClick(test);

        Assert.True(spool.TryKeep([click]));

        var drained = new List<Click>();
        spool.Drain(drained.AddRange);
        Assert.Equal(click.Id, Assert.Single(drained).Id);
    }

    [Fact]
    public async Task A_spool_that_is_full_refuses_a_click_instead_of_filling_the_disk()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var spool = new ClickSpool(test.SpoolFile, maxBytes: 100);

        Assert.True(spool.TryKeep([FullClick(test)]));
        Assert.False(spool.TryKeep([FullClick(test)]));
    }

    [Fact]
    public async Task A_spooled_click_that_was_stored_already_is_not_stored_twice()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var click = FullClick(test);
        await test.Writer.WriteAsync(click);

        await test.Writer.WriteAsync(click);

        await using var db = test.Db();
        Assert.Equal(1, await db.Clicks.CountAsync());
    }

    private static Click FullClick(TestDatabase test) => new()
    {
        Id = test.Keys.Next(TestDatabase.Start),
        AdvertiserId = 1,
        OfferId = 2,
        PartnerId = 3,
        CouponId = 4,
        CouponCode = "SNAPDOG",
        Outcome = VisitOutcome.Delivered,
        Sub1 = "s1",
        Sub2 = "s2",
        Sub3 = "SNAPDOG",
        Sub4 = "s4",
        Sub5 = "ünï",
        SourceId = "src",
        Country = "DE",
        Device = "mobile",
        UserAgent = "Agent/1",
        Referrer = "video.example",
        Destination = "https://shop.example/?transaction_id=1",
        Region = "DE-BY",
        Os = "ios",
        Browser = "instagram",
        Language = "de",
        IsReturning = true,
        Signs = VisitSigns.Flood | VisitSigns.Duplicate,
        IsHeld = true,
        Chain = "24:country>2",
    };

    private static OrderWrite Order(TestDatabase test, string orderId)
    {
        var row = new Conversion
        {
            Id = test.Keys.Next(TestDatabase.Start),
            AdvertiserId = 1,
            OfferId = 2,
            PartnerId = 3,
            OrderKey = OrderKey.For(orderId, null, null, 0),
            OrderId = orderId,
            CouponCode = "SNAPDOG",
            CouponId = 4,
            ClickId = 5,
            Status = ConversionStatus.Approved,
            Amount = 12_345,
            Currency = "USD",
            Payout = 1_234,
            Basis = AttributionBasis.ExclusiveCode,
            Outcome = AttributionOutcome.Credited,
            CounterfactualPartnerId = 6,
            SuppressedPartnerId = 7,
            Assists = """[{"partner_id":6,"basis":"click"}]""",
            Trace = """[{"step":"exclusive_code","verdict":"decided","reason":"exclusive_owner"}]""",
            OrderTime = TestDatabase.Start.AddDays(-1),
            ReceivedAt = TestDatabase.Start,
            Door = "postback",
            Sub1 = "1",
            Sub2 = "2",
            Sub3 = "SNAPDOG",
            Sub4 = "4",
            Sub5 = "5",
        };
        return new OrderWrite(row, new Hit { Id = test.Keys.Next(TestDatabase.Start), Door = "postback", AdvertiserId = 1, Raw = "GET /postback", RemoteIp = "127.0.0.1" });
    }

    private sealed class StoreWithSwitch(EventStore inner) : EventStore
    {
        public volatile bool Down;
        public volatile bool Held;
        public volatile bool Waiting;
        public volatile bool DownAfterOddGroup;

        public override void Commit(EventGroup group)
        {
            // Lets a test fill the next group while this one is under way.
            Waiting = Held;
            SpinWait.SpinUntil(() => !Held);
            if (DownAfterOddGroup && group.Count > 1)
            {
                Down = true;
                throw new InvalidOperationException("a row is bad");
            }

            if (Down)
            {
                throw new StoreUnavailableException("switched off");
            }

            inner.Commit(group);
        }

        public override void Maintain() => inner.Maintain();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
