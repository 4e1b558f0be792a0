using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Reports;
using CouponPortal.Intake;
using CouponPortal.Tests.Features.Reports;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Data.Rollups;

/// <summary>Rollups are what their rows add up to, whatever happens to these and whenever.</summary>
public sealed class RollupTests
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(12);
    private static readonly ReportSpec Wide = new()
    {
        From = ReportWorld.Today.AddDays(-20),
        To = ReportWorld.Today.AddDays(1),
        Dimensions = [ReportDimension.Day, ReportDimension.Advertiser, ReportDimension.Partner],
        PageSize = ReportSpec.MaxPageSize,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task They_are_exact_at_every_moment_while_events_arrive_repeat_are_corrected_reversed_and_judged(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await RebuildAsync(world);
        var ledger = new OrderLedger(world.Test.Database, new WaitingCorrections(), world.Test.Catalog, world.Test.Keys, world.Test.Time);
        await using var other = new EventWriter(world.Test.NewStore(), new ClickSpool(world.Test.SpoolFile + "2"), NullLogger<EventWriter>.Instance, _ => { });
        EventWriter[] writers = [world.Test.Writer, other];
        var stored = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            var now = round;
            var work = Enumerable.Range(0, 6).Select(n => Task.Run(() => WorkAsync(new Random((now * 10) + n)), Cancel)).ToList();
            while (!Task.WhenAll(work).IsCompleted)
            {
                Assert.Empty(await CompareAsync(world));
            }

            await Task.WhenAll(work);
        }

        Assert.Empty(await CompareAsync(world));
        await world.AgreesAsync(ReportWorld.Admin, Wide);
        Assert.True((await world.Reports.RunAsync(ReportWorld.Admin, Wide, Cancel))!.FromRollups);
        await using var db = world.Test.Db();
        Assert.Equal(0, await db.ConversionRollups.CountAsync(r => r.Orders == 0, Cancel));
        Assert.True(await db.ConversionRollups.SumAsync(r => r.Reversed, Cancel) > 0);

        async Task WorkAsync(Random random)
        {
            for (var i = 0; i < 12; i++)
            {
                var writer = writers[random.Next(2)];
                switch (random.Next(4))
                {
                    case 0:
                        var click = world.Click(random, Back);
                        await Task.WhenAll(writer.WriteAsync(click), writers[random.Next(2)].WriteAsync(click), writer.WriteAsync(world.Click(random, Back)));
                        break;
                    case 1:
                        // Few keys: many repeats, also at the same moment on both.
                        await Task.WhenAll(writers.Select(w => SendAsync(w, world.Order(random, Back, "K" + random.Next(200)))));
                        break;
                    default:
                        if (Known(random) is { } id)
                        {
                            await ledger.ChangeAsync(id, ConversionChangeKind.Status, "test", null, (db, row) => Task.FromResult(Change(db, row, random)), cancel: Cancel);
                        }

                        break;
                }
            }
        }

        async Task SendAsync(EventWriter writer, Conversion order)
        {
            var receipt = await writer.WriteAsync(new OrderWrite(order, new Hit { Id = order.Id, Door = "test", Raw = "" }));
            lock (stored)
            {
                stored.Add(receipt.ConversionId);
            }
        }

        long? Known(Random random)
        {
            lock (stored)
            {
                return stored.Count == 0 ? null : stored[random.Next(stored.Count)];
            }
        }
    }

    [Theory, BothEngines]
    public async Task A_click_that_comes_from_the_spool_once_more_is_counted_once(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var random = new Random(1);
        var (one, two) = (world.Click(random, Back), world.Click(random, Back));
        await world.Test.Writer.WriteAsync(one);
        using var store = world.Test.NewStore();
        var group = new EventGroup();
        group.Clicks.AddRange([one, two]);

        store.Commit(group);

        await using var db = world.Test.Db();
        Assert.Equal(2, await db.ClickRollups.SumAsync(r => r.Clicks, Cancel));
    }

    [Theory, BothEngines]
    public async Task A_change_that_is_given_up_leaves_no_trace_in_what_its_context_saves_next(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await RebuildAsync(world);
        var random = new Random(2);
        var (one, two) = (world.Order(random, Back), world.Order(random, Back));
        await world.Test.AddAsync(one, two);
        await using var db = world.Test.Db();
        await using (var given = await db.Database.BeginTransactionAsync(Cancel))
        {
            (await db.Conversions.SingleAsync(c => c.Id == one.Id, Cancel)).Amount += 5;
            await db.SaveChangesAsync(Cancel);
        }

        db.ChangeTracker.Clear();
        (await db.Conversions.SingleAsync(c => c.Id == two.Id, Cancel)).Amount += 7;
        await db.SaveChangesAsync(Cancel);

        Assert.Empty(await CompareAsync(world));
        Assert.Equal(Shown(one) + Shown(two) + 7, await db.ConversionRollups.SumAsync(r => r.Amount, Cancel));

        static long Shown(Conversion order) => order.Flags.HasFlag(ConversionFlags.Test) ? 0 : order.Amount;
    }

    [Theory, BothEngines]
    public async Task Another_time_zone_moves_every_event_to_its_day_there_and_reports_are_right_all_the_while(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await FillAsync(world, new Random(4));
        await RebuildAsync(world);
        await using (var db = world.Test.Db())
        {
            (await db.Advertisers.SingleAsync(a => a.Id == ReportWorld.Berlin, Cancel)).TimeZone = "Asia/Kolkata";
            await db.SaveChangesAsync(Cancel);
        }

        await world.AgreesAsync(ReportWorld.Admin, Wide);
        Assert.False((await world.Reports.RunAsync(ReportWorld.Admin, Wide, Cancel))!.FromRollups);

        // Events also come in between, on days that are done and on days that are not.
        var random = new Random(5);
        await RebuildAsync(world, async () => await world.Test.Writer.WriteAsync(world.Click(random, Back)));

        Assert.Empty(await CompareAsync(world));
        await world.AgreesAsync(ReportWorld.Admin, Wide);
        Assert.True((await world.Reports.RunAsync(ReportWorld.Admin, Wide, Cancel))!.FromRollups);
    }

    [Theory, BothEngines]
    public async Task A_store_that_is_older_than_its_rollups_gets_them_also_when_the_rebuild_is_killed(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await using (var db = world.Test.Db())
        {
            await db.RollupStates.Where(s => s.AdvertiserId != RollupState.Nobody).ExecuteDeleteAsync(Cancel);
        }

        await FillAsync(world, new Random(6));
        var rebuild = new RollupRebuild(world.Test.Database, world.Test.Time);
        await rebuild.BeginAsync(Cancel);
        var days = new List<DateOnly>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => rebuild.RunAsync(Cancel, day =>
        {
            days.Add(day);
            _ = days.Count == 4 ? throw new InvalidOperationException("killed") : 0;
        }));

        await world.AgreesAsync(ReportWorld.Admin, Wide);
        var before = days.Count;
        await new RollupRebuild(world.Test.Database, world.Test.Time).RunAsync(Cancel, days.Add);
        Assert.Empty(await CompareAsync(world));
        await world.AgreesAsync(ReportWorld.Admin, Wide);
        Assert.True((await world.Reports.RunAsync(ReportWorld.Admin, Wide, Cancel))!.FromRollups);

        // The first zone's days are done once each: it went on where it had stopped.
        Assert.Equal(days[before - 1].AddDays(1), days[before]);
    }

    [Theory, BothEngines]
    public async Task A_difference_is_found(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await FillAsync(world, new Random(7));
        await RebuildAsync(world);
        await using var db = world.Test.Db();
        var wrong = await db.ClickRollups.OrderBy(r => r.AdvertiserId).LastAsync(Cancel);
        wrong.Clicks++;
        await db.SaveChangesAsync(Cancel);

        var found = Assert.Single(await CompareAsync(world));

        Assert.Equal((DateOnly.FromDayNumber(wrong.Day), 1L, 1L), (found.Day, found.Missing, found.Foreign));
    }

    private static string Change(PortalDbContext db, Conversion row, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                row.Status = (ConversionStatus)random.Next(4);
                break;
            case 1:
                (row.PartnerId, row.CouponId) = (random.Next(1, 4), random.Next(2) == 0 ? null : random.Next(1, 7));
                break;
            case 2:
                row.Amount += random.Next(500);
                break;
            default:
                db.Add(new Correction
                {
                    Id = row.Id + random.NextInt64(1L << 40),
                    AdvertiserId = row.AdvertiserId,
                    Target = row.OrderKey,
                    Kind = CorrectionKind.Reversal,
                    Key = random.NextInt64().ToString(null, null),
                    AmountText = random.Next(4) == 0 ? null : "1",
                    Amount = 100,
                    ConversionId = row.Id,
                    Door = "test",
                });
                break;
        }

        return "changed";
    }

    private static async Task FillAsync(ReportWorld world, Random random)
    {
        for (var i = 0; i < 60; i++)
        {
            await world.Test.Writer.WriteAsync(world.Click(random, Back));
            var order = world.Order(random, Back);
            await world.Test.Writer.WriteAsync(new OrderWrite(order, new Hit { Id = order.Id, Door = "test", Raw = "" }));
        }
    }

    private static async Task RebuildAsync(ReportWorld world, Func<Task>? between = null)
    {
        var rebuild = new RollupRebuild(world.Test.Database, world.Test.Time);
        await rebuild.BeginAsync(Cancel);
        await rebuild.RunAsync(Cancel, _ => between?.Invoke().Wait(Cancel));
    }

    private static Task<IReadOnlyList<RollupDifference>> CompareAsync(ReportWorld world) =>
        new RollupCheck(world.Test.Database).CompareAsync(ReportWorld.Today.AddDays(-15), ReportWorld.Today.AddDays(1), Cancel);
}
