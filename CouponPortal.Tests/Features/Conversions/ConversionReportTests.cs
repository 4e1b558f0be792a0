using CouponPortal.Data;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Views;
using CouponPortal.Intake;
using CouponPortal.Tests.Features.Views;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Conversions;

public sealed class ConversionReportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Every_field_is_a_filter(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await world.Events.AddConversionAsync();
        var wanted = await world.Events.AddConversionAsync(c =>
        {
            (c.AdvertiserId, c.OfferId, c.PartnerId, c.OrderId, c.CouponCode, c.Event, c.Door) = (2, 20, 6, "A-1", "SNAPDOG", "lead", "sdk");
            (c.Sub1, c.Sub2, c.Sub3, c.Sub4, c.Sub5) = ("one", "two", "Snap3", "four", "five");
            (c.Status, c.Outcome, c.Basis, c.Flags) = (ConversionStatus.Rejected, AttributionOutcome.Suppressed, AttributionBasis.ExclusiveCode, ConversionFlags.CodeConflict);
            (c.Currency, c.Amount, c.Reversed, c.ClickId, c.CounterfactualPartnerId, c.SuppressedPartnerId) = ("JPY", 700, 50, 77, 7, 6);
        });

        foreach (var query in new[]
        {
            "advertiser_id=2", "offer_id=20", "partner_id=6", "order_id=A-1", "coupon_code=snapdog", "event=LEAD", "door=sdk", "sub1=one", "sub2=two", "sub3=sNAP3", "sub4=four", "sub5=five",
            "status=rejected", "outcome=suppressed", "basis=exclusive_code", "flag=code_conflict", "currency=jpy", "amount_from=700", "currency=JPY&amount_to=700.9", "has_click=yes", "reversed=yes",
            "click_id=" + world.Events.Ids.Format(77), "counterfactual_partner_id=7", "suppressed_partner_id=6",
        })
        {
            Assert.Equal($"{query}: {wanted.Id}", $"{query}: {string.Join(',', await FindAsync(world, query))}");
        }

        foreach (var query in new[] { "sub3=SNAPDOG", "sub1=ONE", "currency=JPY&amount_from=700.01", "click_id=nonsense", "has_click=yes&reversed=no" })
        {
            Assert.Equal($"{query}: ", $"{query}: {string.Join(',', await FindAsync(world, query))}");
        }
    }

    [Theory, BothEngines]
    public async Task Pub_Unique_3_is_the_coupon_code_where_nothing_else_was_sent(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var wanted = await world.Events.AddConversionAsync(c => (c.CouponCode, c.Sub3) = ("SNAPDOG", null));
        await world.Events.AddConversionAsync(c => (c.CouponCode, c.Sub3) = ("SNAPDOG", "other"));

        Assert.Equal([wanted.Id], await FindAsync(world, "sub3=snapdog"));
    }

    [Theory, BothEngines]
    public async Task Totals_are_those_of_all_that_match_each_currency_by_itself(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        for (var i = 1; i <= 30; i++)
        {
            await world.Events.AddConversionAsync(c => (c.Amount, c.Payout, c.Reversed) = (100 * i, i, i % 2));
        }

        await world.Events.AddConversionAsync(c => (c.AdvertiserId, c.Currency, c.Amount) = (2, "JPY", 5));
        await world.Events.AddConversionAsync(c => c.Flags = ConversionFlags.Test);
        await world.Events.AddConversionAsync(c => c.Status = ConversionStatus.Invalid);
        await world.Events.AddConversionAsync(at: EventsDatabase.Noon.AddDays(-40));
        var asked = await world.Queries.ReadAsync(EventsDatabase.Admin, new ReportQuery("compare=previous_period"), Stop);

        var totals = await world.Totals.SumAsync(EventsDatabase.Admin, asked.Filter, Stop);
        var before = await world.Totals.SumAsync(EventsDatabase.Admin, asked.Filter, asked.Compared!.Value, Stop);

        Assert.Equal([new CurrencyTotal("JPY", 1, 5, 0, 1_000), new CurrencyTotal("USD", 30, 46_500, 15, 465)], totals);
        Assert.Equal([new CurrencyTotal("USD", 1, 10_000, 0, 1_000)], before);
        Assert.Empty(await world.Totals.SumAsync(EventsDatabase.PartnerUser, asked.Filter, Stop));
    }

    [Theory, BothEngines]
    public async Task Received_days_are_the_advertisers_own_and_beside_those_of_the_order_time(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        // 23:30 on the 14th in New York is the 15th in UTC; the order itself is older.
        var late = await world.Events.AddConversionAsync(c => c.OrderTime = EventsDatabase.Noon.AddDays(-9), new DateTime(2026, 1, 15, 4, 30, 0, DateTimeKind.Utc));
        var next = await world.Events.AddConversionAsync(at: new DateTime(2026, 1, 15, 5, 0, 0, DateTimeKind.Utc));

        Assert.Equal([late.Id], await FindAsync(world, "advertiser_id=1&received_from=2026-01-14&received_to=2026-01-14"));
        Assert.Equal([next.Id], await FindAsync(world, "advertiser_id=1&received_from=2026-01-15"));
        Assert.Equal([next.Id, late.Id], await FindAsync(world, "received_from=2026-01-15&received_to=2026-01-15"));
        Assert.Empty(await FindAsync(world, "advertiser_id=1&received_to=2026-01-13"));
        Assert.Equal([late.Id], await FindAsync(world, "received_from=2026-01-15&range=&to=2026-01-10"));
        Assert.Equal(["received_to"], (await world.Queries.ReadAsync(EventsDatabase.Admin, new ReportQuery("received_from=2026-01-15&received_to=2026-01-14"), Stop)).Errors.ByField.Keys);
    }

    [Theory, BothEngines]
    public async Task Staff_of_one_advertiser_means_its_days_without_naming_it(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        // 23:30 on the 14th in New York is the 15th in UTC.
        var late = await world.Events.AddConversionAsync(at: new DateTime(2026, 1, 15, 4, 30, 0, DateTimeKind.Utc));

        var own = await world.Queries.ReadAsync(EventsDatabase.Manager, new ReportQuery("range=yesterday"), Stop);

        Assert.Equal(("America/New_York", new DaySpan(new DateOnly(2026, 1, 14), new DateOnly(2026, 1, 14))), (own.Zone, own.Days));
        Assert.Equal([late.Id], (await world.List.FindAsync(EventsDatabase.Manager, own.Filter, new PageRequest(), Stop)).Rows.Select(r => r.Id));
        Assert.Equal("advertiser_id=1&range=yesterday", own.Api.Text);
    }

    [Theory, BothEngines]
    public async Task Counting_stops_and_the_list_is_read_from_either_end(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await using (var db = world.Events.Store.CreateDbContext())
        {
            db.AddRange(Enumerable.Range(0, 60).Select(i => world.Events.NewConversion(EventsDatabase.Noon.AddMinutes(-i))));
            await db.SaveChangesAsync(Stop);
        }

        var list = new ConversionList(world.Events.Store, world.Events.Time) { MostCounted = 50 };
        var newest = await list.FindAsync(EventsDatabase.Manager, new(), new PageRequest(SortBy: "time", Descending: true), Stop);
        var last = await list.FindAsync(EventsDatabase.Manager, new(), new PageRequest(SortBy: "time", Descending: true, FromEnd: true), Stop);

        Assert.Equal((50, true), (newest.Total, newest.Capped));
        Assert.Equal(EventsDatabase.Noon, newest.Rows[0].OrderTime);
        Assert.Equal(EventsDatabase.Noon.AddMinutes(-59), last.Rows[^1].OrderTime);
        Assert.True(last.Rows[0].OrderTime > last.Rows[^1].OrderTime);
    }

    [Theory, BothEngines]
    public async Task File_has_all_that_match_with_the_columns_of_the_address_and_a_currency_beside_amounts(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await world.Events.AddConversionAsync(c => (c.OrderId, c.CouponCode) = ("=1+1", "SNAPDOG"));
        await world.Events.AddConversionAsync(c => c.AdvertiserId = 2);
        await world.Events.AddConversionAsync(c => c.Flags = ConversionFlags.Test);

        var table = (await world.Conversions.OpenAsync(EventsDatabase.Manager, new ReportQuery("range=all&columns=order_id,sub3,amount,order_time&page=9"), Stop)).Done();
        var rows = await table.Rows.ToListAsync(Stop);

        Assert.Equal(["order_id", "sub3", "amount", "order_time", "currency"], table.Header);
        Assert.Equal(["=1+1", "SNAPDOG", 100.00m, "2026-01-15T07:00:00-05:00", "USD"], Assert.Single(rows));
        (await world.Conversions.OpenAsync(EventsDatabase.Manager, new ReportQuery("from=2026-01-02&to=2026-01-01"), Stop)).Invalid();
    }

    [Theory, BothEngines]
    public async Task Many_orders_are_approved_at_once_and_each_keeps_its_own_entry(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await using (var db = world.Events.Store.CreateDbContext())
        {
            db.AddRange(Enumerable.Range(0, 240).Select(_ => world.Events.NewConversion(EventsDatabase.Noon)));
            await db.SaveChangesAsync(Stop);
        }

        await world.Events.AddConversionAsync(c => c.Status = ConversionStatus.Approved);
        var foreign = await world.Events.AddConversionAsync(c => c.AdvertiserId = 2);
        var steps = new List<int>();

        var done = (await Many(world).RunAsync(EventsDatabase.Manager, null, new(), ConversionStatus.Approved, " checked ", p => Keep(steps, p), Stop)).Done();

        Assert.Equal(new ManyChanged(240, 1, 0), done);
        Assert.Equal([100, 200, 241], steps);
        await using var store = world.Events.Store.CreateDbContext();
        Assert.Equal(241, await store.Conversions.CountAsync(c => c.Status == ConversionStatus.Approved, Stop));
        Assert.Equal(ConversionStatus.Pending, (await store.Conversions.SingleAsync(c => c.Id == foreign.Id, Stop)).Status);
        Assert.Equal(240, await store.ConversionChanges.CountAsync(c => c.By == "manager" && c.Note == "checked" && c.FromStatus == ConversionStatus.Pending, Stop));
    }

    [Theory, BothEngines]
    public async Task Stopped_half_way_whole_pieces_are_changed_and_the_rest_is_as_it_was(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await using (var db = world.Events.Store.CreateDbContext())
        {
            db.AddRange(Enumerable.Range(0, 240).Select(_ => world.Events.NewConversion(EventsDatabase.Noon)));
            await db.SaveChangesAsync(Stop);
        }

        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Many(world).RunAsync(EventsDatabase.Manager, null, new(), ConversionStatus.Rejected, null, _ => stop.CancelAsync(), stop.Token));

        await using var store = world.Events.Store.CreateDbContext();
        Assert.Equal(100, await store.Conversions.CountAsync(c => c.Status == ConversionStatus.Rejected, Stop));
        Assert.Equal(100, await store.ConversionChanges.CountAsync(Stop));
    }

    [Theory, BothEngines]
    public async Task Chosen_orders_that_the_actor_may_not_change_stay(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var (own, foreign) = (await world.Events.AddConversionAsync(), await world.Events.AddConversionAsync(c => c.AdvertiserId = 2));
        long[] both = [own.Id, foreign.Id];

        (await Many(world).RunAsync(EventsDatabase.Viewer, both, new(), ConversionStatus.Approved, null, _ => Task.CompletedTask, Stop)).Forbidden();
        (await Many(world).RunAsync(EventsDatabase.Manager, both, new(), ConversionStatus.Pending, null, _ => Task.CompletedTask, Stop)).Invalid();
        Assert.Equal(new ManyChanged(1, 0, 0), (await Many(world).RunAsync(EventsDatabase.Manager, both, new(), ConversionStatus.Approved, null, _ => Task.CompletedTask, Stop)).Done());
    }

    [Theory, BothEngines]
    public async Task Query_whose_answer_nobody_waits_for_is_ended(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await using var db = world.Events.Store.CreateDbContext();
        using var nobody = new CancellationTokenSource();
        using var end = await db.StopOnAsync(nobody.Token);

        // Far longer than any test waits.
        var query = Task.Run(() => db.Database.SqlQuery<long>($"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT CAST(count(*) AS bigint) AS \"Value\" FROM n").SingleAsync(nobody.Token), Stop);
        await Task.WhenAny(query, Task.Delay(TimeSpan.FromMilliseconds(200), Stop));
        Assert.False(query.IsCompleted);
        await nobody.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => query.WaitAsync(TimeSpan.FromSeconds(20), Stop));
        Assert.True(query.IsCompleted);
    }

    private static Task Keep(List<int> steps, ManyChanged progress)
    {
        steps.Add(progress.Seen);
        return Task.CompletedTask;
    }

    private static ChangeManyStatuses Many(ReportWorld world) =>
        new(world.List, new OrderLedger(world.Events.Store, new WaitingCorrections(), world.Events.Catalog, new EventKey(1), world.Events.Time));

    private static async Task<long[]> FindAsync(ReportWorld world, string query)
    {
        var asked = await world.Queries.ReadAsync(EventsDatabase.Admin, new ReportQuery(query.Contains("range=", StringComparison.Ordinal) ? query : "range=all&" + query), Stop);
        return [.. (await world.List.FindAsync(EventsDatabase.Admin, asked.Filter, new PageRequest(), Stop)).Rows.Select(r => r.Id)];
    }
}
