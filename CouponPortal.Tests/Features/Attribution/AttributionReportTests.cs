using CouponPortal.Data;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Attribution;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Attribution;

public sealed class AttributionReportTests
{
    private static readonly AttributionReportFilter Exclusive = new() { AdvertiserId = 1 };
    private static readonly AttributionReportFilter Suppressed = new() { AdvertiserId = 1, Feature = AttributionFeature.SuppressedCodes };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Exclusive_codes_lists_exactly_the_orders_whose_partner_differs_nobody_included(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await AddAsync(store, 5, 5);
        await AddAsync(store, null, null);
        await store.AddConversionAsync(c => (c.AdvertiserId, c.PartnerId, c.CounterfactualPartnerId) = (2, 5, 6));
        var moved = await AddAsync(store, 6, 5);
        var won = await AddAsync(store, 6, null);
        var lost = await AddAsync(store, null, 5);

        Assert.Equal([lost, won, moved], await IdsAsync(store, Exclusive));
        Assert.Equal([won, moved], await IdsAsync(store, Exclusive with { PartnerId = 6 }));
        Assert.Equal([lost, moved], await IdsAsync(store, Exclusive with { InsteadOfPartnerId = 5 }));
        Assert.Equal([lost, won, moved], await IdsAsync(store, Exclusive with { CouponCode = " save10 ", OfferId = 10 }));
        Assert.Empty(await IdsAsync(store, Exclusive with { CouponCode = "OTHER" }));
        Assert.Empty(await IdsAsync(store, Exclusive with { CouponCode = "\0" }));
        Assert.Empty(await IdsAsync(store, Exclusive with { OfferId = 20 }));
    }

    [Theory, BothEngines]
    public async Task Suppressed_codes_lists_the_suppressed_orders_that_somebody_would_have_had(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await AddAsync(store, 6, 5);
        await store.AddConversionAsync(c => (c.PartnerId, c.CounterfactualPartnerId, c.Outcome) = (null, null, AttributionOutcome.Suppressed));
        var wanted = await store.AddConversionAsync(c =>
            (c.PartnerId, c.CounterfactualPartnerId, c.SuppressedPartnerId, c.Outcome, c.Payout) = (null, null, 7, AttributionOutcome.Suppressed, 0));

        Assert.Equal([wanted.Id], await IdsAsync(store, Suppressed));
        Assert.Equal([wanted.Id], await IdsAsync(store, Suppressed with { InsteadOfPartnerId = 7 }));
        Assert.Empty(await IdsAsync(store, Suppressed with { InsteadOfPartnerId = 5 }));
        Assert.DoesNotContain(wanted.Id, await IdsAsync(store, Exclusive));
    }

    [Theory, BothEngines]
    public async Task Totals_are_by_currency_over_the_whole_filter_and_leave_test_orders_out(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        for (var i = 0; i < 30; i++)
        {
            await AddAsync(store, 6, 5);
        }

        await store.AddConversionAsync(c => (c.PartnerId, c.Currency, c.Amount, c.Payout) = (7, "JPY", 900_000_000_000, 7));
        await store.AddConversionAsync(c => (c.PartnerId, c.Flags) = (7, ConversionFlags.Test));
        await store.AddConversionAsync(c => (c.PartnerId, c.Status) = (7, ConversionStatus.Invalid));
        await store.AddConversionAsync(c => (c.PartnerId, c.Status, c.Amount) = (7, ConversionStatus.Rejected, 1));
        var report = new AttributionReport(store.Store, store.Time);

        var totals = await report.TotalsAsync(EventsDatabase.Manager, Exclusive, Cancel);

        // As in every report: a rejected order pays nothing, an invalid one is listed and is no order.
        Assert.Equal([new("JPY", 1, 900_000_000_000, 7), new AttributionTotal("USD", 31, 300_001, 30_000)], totals);
        Assert.Equal(33, (await report.FindAsync(EventsDatabase.Manager, Exclusive, new PageRequest(Take: 10), Cancel))!.Total);
    }

    [Theory, BothEngines]
    public async Task Days_are_the_advertisers_both_included_over_a_clock_change(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var day = new DateOnly(2026, 3, 8);
        var (start, end) = (new DateTime(2026, 3, 8, 5, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 9, 4, 0, 0, DateTimeKind.Utc));
        await AddAsync(store, 6, 5, start.AddMilliseconds(-1));
        var first = await AddAsync(store, 6, 5, start);
        var last = await AddAsync(store, 6, 5, end.AddMilliseconds(-1));
        await AddAsync(store, 6, 5, end);

        Assert.Equal([last, first], await IdsAsync(store, Exclusive with { From = day, To = day }));
    }

    [Theory, BothEngines]
    public async Task Without_days_the_last_thirty_of_the_advertisers_zone_are_taken(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        // In New York 17 December 2025 starts at 05:00Z.
        await AddAsync(store, 6, 5, new DateTime(2025, 12, 17, 4, 59, 59, DateTimeKind.Utc));
        var first = await AddAsync(store, 6, 5, new DateTime(2025, 12, 17, 5, 0, 0, DateTimeKind.Utc));

        Assert.Equal([first], await IdsAsync(store, Exclusive));
        var prepared = await new AttributionReport(store.Store, store.Time).PrepareAsync(EventsDatabase.Viewer, Exclusive, Cancel);
        Assert.Equal((new DateOnly(2025, 12, 17), new DateOnly(2026, 1, 15)), (prepared!.Value.Filter.From!.Value, prepared.Value.Filter.To!.Value));
    }

    [Theory, BothEngines]
    public async Task Whoever_does_not_see_the_advertiser_gets_nothing_at_all(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await AddAsync(store, 6, 5);
        var report = new AttributionReport(store.Store, store.Time);

        foreach (var actor in new[] { EventsDatabase.Stranger, EventsDatabase.PartnerUser })
        {
            Assert.Null(await report.PrepareAsync(actor, Exclusive, Cancel));
            Assert.Null(await report.FindAsync(actor, Exclusive, new PageRequest(), Cancel));
            Assert.Null(await report.NewestAsync(actor, Exclusive, 10, null, Cancel));
            Assert.Empty(await report.TotalsAsync(actor, Exclusive, Cancel));
            Assert.Null(await report.SumAsync(actor, Exclusive, Exclusive, Cancel));
            await foreach (var row in report.AllAsync(actor, Exclusive, Cancel))
            {
                Assert.Fail($"{actor.Name} read {row}");
            }
        }

        Assert.NotEmpty(await report.TotalsAsync(EventsDatabase.Viewer, Exclusive, Cancel));
    }

    [Theory, BothEngines]
    public async Task Cursor_and_pages_hold_every_row_once(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var all = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            all.Add(await AddAsync(store, 6, 5));
        }

        var report = new AttributionReport(store.Store, store.Time);
        var (sliced, paged) = (new List<long>(), new List<long>());
        long? cursor = null;
        do
        {
            var slice = await report.NewestAsync(EventsDatabase.Manager, Exclusive, 3, cursor, Cancel);
            sliced.AddRange(slice!.Rows.Select(r => r.ConversionId));
            cursor = slice.NextAfter;
        }
        while (cursor is not null);

        for (var skip = 0; skip < 7; skip += 3)
        {
            paged.AddRange((await report.FindAsync(EventsDatabase.Manager, Exclusive, new PageRequest(skip, 3, "amount"), Cancel))!.Rows.Select(r => r.ConversionId));
        }

        Assert.Equal(Enumerable.Reverse(all), sliced);
        Assert.Equal(all, paged);
    }

    private static async Task<long> AddAsync(EventsDatabase store, int? credited, int? counterfactual, DateTime? at = null) =>
        (await store.AddConversionAsync(c => (c.PartnerId, c.CounterfactualPartnerId, c.Basis) = (credited, counterfactual, AttributionBasis.ExclusiveCode), at)).Id;

    private static async Task<long[]> IdsAsync(EventsDatabase store, AttributionReportFilter filter)
    {
        var page = await new AttributionReport(store.Store, store.Time).FindAsync(EventsDatabase.Manager, filter, new PageRequest(), Cancel);
        Assert.Equal(page!.Total, page.Rows.Count);
        return [.. page.Rows.Select(r => r.ConversionId)];
    }
}
