using System.Diagnostics;
using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CouponPortal.Tests.Operation;

/// <summary>A store that is stopped, hangs or is full: shops are told within two seconds, clicks are kept, and it goes on by itself.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Answered = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(Line.Cut)]
    [InlineData(Line.Swallowing)]
    public async Task PostgreSQL_that_is_cut_off_costs_no_click_and_answers_orders_within_two_seconds_until_it_is_back(Line line)
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var proxy = new TcpProxy(new NpgsqlConnectionStringBuilder(test.Database.ConnectionString).Port);
        await using var database = new Database(DatabaseProvider.Postgres, new NpgsqlConnectionStringBuilder(test.Database.ConnectionString) { Port = proxy.Port }.ToString());
        var spool = new ClickSpool(test.SpoolFile);
        await using var writer = new EventWriter(new PostgresEventStore(database), spool, NullLogger<EventWriter>.Instance, _ => { });
        await test.AddAsync(new Advertiser { Name = "Shop" });
        await writer.WriteAsync(NewClick(test));

        proxy.Switch(line);
        var (first, firstTook) = await RefusedAsync(writer, test, "A-1");
        var clicks = Enumerable.Range(0, 200).Select(_ => NewClick(test)).ToList();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(clicks.Select(c => writer.WriteAsync(c)));
        var clicksTook = Stopwatch.GetElapsedTime(began);
        var (second, secondTook) = await RefusedAsync(writer, test, "A-2");
        var outage = writer.Outage;
        var spooled = spool.Bytes;
        proxy.Switch(Line.Open);
        await Until.TrueAsync(() => writer.Outage is null && spool.IsEmpty);

        Assert.True(first && second, "orders were turned away");
        Assert.True(firstTook < Answered && secondTook < Answered, $"answered after {firstTook} and {secondTook}");
        Assert.True(clicksTook < Answered, $"200 clicks took {clicksTook}");
        Assert.NotNull(outage);
        Assert.True(spooled > 0, "clicks were kept on disk");
        await writer.WriteAsync(NewOrder(test, "A-1"));
        await using var db = test.Db();
        Assert.Equal("A-1", (await db.Conversions.SingleAsync()).OrderId);
        Assert.Equal(201, await db.Clicks.CountAsync());
        Assert.Equal(201, await db.ClickRollups.SumAsync(r => r.Clicks));
        Assert.Equal(200, writer.Figures.Spooled);
    }

    [Fact]
    public async Task SQLite_whose_disk_is_full_keeps_clicks_beside_it_and_takes_them_when_there_is_room()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var store = new SqliteEventStore(test.Database);
        var spool = new ClickSpool(test.SpoolFile);
        await using var writer = new EventWriter(store, spool, NullLogger<EventWriter>.Instance, _ => { });
        store.LimitPages(1);

        var big = Enumerable.Range(0, 300).Select(_ => NewClick(test)).ToList();
        await Task.WhenAll(big.Select(c => writer.WriteAsync(c)));
        var (refused, took) = await RefusedAsync(writer, test, "A-1");
        var spooled = spool.Bytes;
        store.LimitPages(1_000_000);
        await Until.TrueAsync(() => writer.Outage is null && spool.IsEmpty);

        Assert.True(refused && took < Answered);
        Assert.True(spooled > 0, "clicks were kept on disk");
        Assert.False((await writer.WriteAsync(NewOrder(test, "A-1"))).Duplicate);
        await using var db = test.Db();
        Assert.Equal(big.Select(c => c.Id).Order(), await db.Clicks.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync());
    }

    [Fact]
    public async Task A_store_that_hangs_is_given_up_and_what_it_stored_after_all_is_not_stored_twice()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var store = new Hanging(test.NewStore());
        var spool = new ClickSpool(test.SpoolFile);
        await using var writer = new EventWriter(store, spool, NullLogger<EventWriter>.Instance, _ => { }, TimeSpan.FromMilliseconds(200));
        store.Hangs = true;

        var order = writer.WriteAsync(NewOrder(test, "A-1"));
        var click = writer.WriteAsync(NewClick(test));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => order);
        await click;
        await writer.WriteAsync(NewClick(test));
        Assert.NotNull(writer.Outage);

        store.Hangs = false;
        await Until.TrueAsync(() => writer.Outage is null && spool.IsEmpty);

        Assert.True((await writer.WriteAsync(NewOrder(test, "A-1"))).Duplicate, "the first try was stored when the store came back");
        await using var db = test.Db();
        Assert.Equal(2, await db.Clicks.CountAsync());
    }

    [Fact]
    public async Task Spool_has_its_room_on_the_disk_before_it_needs_it()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        const long Reserve = 4 * 1024 * 1024;
        var spool = new ClickSpool(test.SpoolFile, reserve: Reserve);

        Assert.True(spool.IsEmpty);
        Assert.Equal(0, new FileInfo(test.SpoolFile).Length);
        Assert.True(await BlocksAsync(test.SpoolFile) >= Reserve, "the blocks are the file's");
        Assert.True(spool.TryKeep([NewClick(test)]));
        spool.Drain(_ => { });
        Assert.True(spool.IsEmpty);
        Assert.True(await BlocksAsync(test.SpoolFile) >= Reserve, "and again after it was emptied");
    }

    private static async Task<(bool Refused, TimeSpan Took)> RefusedAsync(EventWriter writer, TestDatabase test, string order)
    {
        var began = Stopwatch.GetTimestamp();
        var error = await Record.ExceptionAsync(() => writer.WriteAsync(NewOrder(test, order)));
        return (error is StoreUnavailableException, Stopwatch.GetElapsedTime(began));
    }

    private static async Task<long> BlocksAsync(string file)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b %B", file]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var parts = (await stat.StandardOutput.ReadToEndAsync()).Split(' ');
        return long.Parse(parts[0], null) * long.Parse(parts[1], null);
    }

    private static Click NewClick(TestDatabase test) => new() { Id = test.Keys.Next(TestDatabase.Start), AdvertiserId = 1, CouponCode = "SNAPDOG", UserAgent = new string('u', 200) };

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
        new Hit { Id = test.Keys.Next(TestDatabase.Start), Door = "postback", Raw = "GET /postback", RemoteIp = "127.0.0.1" });

    private sealed class Hanging(EventStore inner) : EventStore
    {
        public volatile bool Hangs;

        public override void Commit(EventGroup group)
        {
            SpinWait.SpinUntil(() => !Hangs);
            inner.Commit(group);
        }

        public override void Probe() => inner.Probe();

        public override void Maintain() => inner.Maintain();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
