using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Conversions;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Conversions;

public sealed class ConversionListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Each_role_sees_its_own_orders_alone(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ConversionList(store.Store, store.Time);
        var own = await store.AddConversionAsync();
        var foreign = await store.AddConversionAsync(c => (c.AdvertiserId, c.OfferId) = (2, 20));

        Assert.Equal([foreign.Id, own.Id], await IdsAsync(EventsDatabase.Admin));
        Assert.Equal([own.Id], await IdsAsync(EventsDatabase.Manager));
        Assert.Equal([own.Id], await IdsAsync(EventsDatabase.Viewer));
        Assert.Equal([foreign.Id], await IdsAsync(EventsDatabase.Stranger));
        Assert.Empty(await IdsAsync(EventsDatabase.PartnerUser));
        Assert.Empty(await IdsAsync(new Actor("nobody", Role.AdvertiserManager, [])));
        Assert.NotNull(await list.OneAsync(EventsDatabase.Viewer, own.Id, Cancel));
        Assert.Null(await list.OneAsync(EventsDatabase.Viewer, foreign.Id, Cancel));
        Assert.Null(await list.OneAsync(EventsDatabase.PartnerUser, own.Id, Cancel));
        // Naming a foreign advertiser in the filter opens nothing.
        Assert.Empty((await list.NewestAsync(EventsDatabase.Manager, new() { AdvertiserId = 2 }, 50, null, Cancel)).Rows);

        async Task<long[]> IdsAsync(Actor actor)
        {
            var page = await list.FindAsync(actor, new(), new PageRequest(), Cancel);
            var slice = await list.NewestAsync(actor, new(), 50, null, Cancel);
            Assert.Equal(page.Total, page.Rows.Count);
            Assert.Equal(page.Rows.Select(r => r.Id), slice.Rows.Select(r => r.Id));
            return [.. page.Rows.Select(r => r.Id)];
        }
    }

    [Theory, BothEngines]
    public async Task Each_filter_finds_its_order_alone(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ConversionList(store.Store, store.Time);
        await store.AddConversionAsync();
        var wanted = await store.AddConversionAsync(c =>
        {
            c.AdvertiserId = 2;
            c.OfferId = 20;
            c.PartnerId = 6;
            c.CouponCode = "SNAPDOG";
            c.OrderId = "A-1";
            c.Status = ConversionStatus.Rejected;
            c.Outcome = AttributionOutcome.Suppressed;
            c.Basis = AttributionBasis.ExclusiveCode;
            c.Flags = ConversionFlags.CodeConflict | ConversionFlags.Test;
            c.OrderTime = EventsDatabase.Noon.AddDays(-3);
        });

        ConversionFilter[] hits =
        [
            new() { AdvertiserId = 2 },
            new() { OfferId = 20 },
            new() { PartnerId = 6 },
            new() { CouponCode = " snapdog " },
            new() { OrderId = "A-1" },
            new() { Status = ConversionStatus.Rejected },
            new() { Outcome = AttributionOutcome.Suppressed },
            new() { Basis = AttributionBasis.ExclusiveCode },
            new() { Flag = ConversionFlags.Test },
            new() { To = new DateOnly(2026, 1, 12) },
            new() { From = new DateOnly(2026, 1, 12), To = new DateOnly(2026, 1, 12) },
        ];
        ConversionFilter[] misses =
        [
            new() { OrderId = "a-1" },
            new() { CouponCode = "%" },
            new() { CouponCode = "SNAP\0DOG" },
            new() { OrderId = "A-1\0" },
            new() { From = new DateOnly(2026, 1, 16) },
            new() { From = DateOnly.MaxValue },
            new() { To = DateOnly.MinValue },
            new() { Flag = ConversionFlags.Differs },
        ];

        Assert.All(hits, f => Assert.Equal([wanted.Id], FindAsync(f).Result));
        Assert.All(misses, f => Assert.Empty(FindAsync(f).Result));
        Assert.Equal(2, (await FindAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue })).Length);

        async Task<long[]> FindAsync(ConversionFilter filter) =>
            [.. (await list.FindAsync(EventsDatabase.Admin, filter, new PageRequest(), Cancel)).Rows.Select(r => r.Id)];
    }

    [Theory, BothEngines]
    public async Task Sub3_in_any_case_is_found_as_a_coupon_code(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var wanted = await store.AddConversionAsync(c => (c.CouponCode, c.Sub3) = (null, "SnapDog"));
        await store.AddConversionAsync();

        var found = await new ConversionList(store.Store, store.Time).NewestAsync(EventsDatabase.Admin, new() { CouponCode = "snapdog" }, 50, null, Cancel);

        Assert.Equal(wanted.Id, Assert.Single(found.Rows).Id);
    }

    [Theory, BothEngines]
    public async Task Days_are_the_advertisers_on_both_days_of_a_clock_change(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ConversionList(store.Store, store.Time);
        // New York: 8 March 2026 is [05:00Z, 04:00Z of the 9th), 23 hours; 1 November is [04:00Z, 05:00Z of the 2nd), 25 hours.
        var march = await DayOfAsync(new(2026, 3, 8, 5, 0, 0, DateTimeKind.Utc), new(2026, 3, 9, 4, 0, 0, DateTimeKind.Utc));
        var november = await DayOfAsync(new(2026, 11, 1, 4, 0, 0, DateTimeKind.Utc), new(2026, 11, 2, 5, 0, 0, DateTimeKind.Utc));

        Assert.Equal(march, await FindAsync(new DateOnly(2026, 3, 8), 1));
        Assert.Equal(november, await FindAsync(new DateOnly(2026, 11, 1), 1));
        // Without an advertiser the day is UTC's: the last order of the local day is already on the next one.
        Assert.NotEqual(march, await FindAsync(new DateOnly(2026, 3, 8), null));

        async Task<long[]> DayOfAsync(DateTime start, DateTime end)
        {
            await store.AddConversionAsync(at: start.AddMilliseconds(-1));
            var first = await store.AddConversionAsync(at: start);
            var last = await store.AddConversionAsync(at: end.AddMilliseconds(-1));
            await store.AddConversionAsync(at: end);
            return [last.Id, first.Id];
        }

        async Task<long[]> FindAsync(DateOnly day, int? advertiser) =>
            [.. (await list.NewestAsync(EventsDatabase.Admin, new() { AdvertiserId = advertiser, From = day, To = day }, 50, null, Cancel)).Rows.Select(r => r.Id)];
    }

    [Theory, BothEngines]
    public async Task Pages_of_equal_times_and_amounts_hold_every_order_once(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ConversionList(store.Store, store.Time);
        await using (var db = store.Store.CreateDbContext())
        {
            db.AddRange(Enumerable.Range(0, 230).Select(_ => store.NewConversion(EventsDatabase.Noon)));
            await db.SaveChangesAsync(Cancel);
        }

        foreach (var (sort, descending) in new[] { ("time", false), ("time", true), ("amount", false), ("amount", true), ("1;drop", true) })
        {
            var seen = new List<long>();
            for (var skip = 0; skip < 230; skip += 50)
            {
                var page = await list.FindAsync(EventsDatabase.Manager, new(), new PageRequest(skip, 50, sort, descending), Cancel);
                Assert.Equal(230, page.Total);
                seen.AddRange(page.Rows.Select(r => r.Id));
            }

            Assert.Equal(230, seen.Distinct().Count());
            Assert.Equal(230, seen.Count);
        }
    }

    [Theory, BothEngines]
    public async Task A_cursor_goes_on_where_it_was_although_orders_arrive(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ConversionList(store.Store, store.Time);
        var first = new List<long>();
        for (var i = 0; i < 25; i++)
        {
            first.Add((await store.AddConversionAsync()).Id);
        }

        var seen = new List<long>();
        long? cursor = null;
        do
        {
            var slice = await list.NewestAsync(EventsDatabase.Manager, new(), 10, cursor, Cancel);
            seen.AddRange(slice.Rows.Select(r => r.Id));
            cursor = slice.NextAfter;
            await store.AddConversionAsync();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Reverse(first), seen);
    }

    [Theory, BothEngines]
    public async Task Sorting_by_amount_orders_by_amount(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        foreach (var amount in (long[])[300, 100, 200])
        {
            await store.AddConversionAsync(c => c.Amount = amount);
        }

        var page = await new ConversionList(store.Store, store.Time).FindAsync(EventsDatabase.Manager, new(), new PageRequest(SortBy: "amount", Descending: true), Cancel);

        Assert.Equal([300, 200, 100], page.Rows.Select(r => r.Amount));
    }
}
