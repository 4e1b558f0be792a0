using CouponPortal.Data;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Attribution;
using CouponPortal.Features.Views;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Attribution;

public sealed class AttributionSumsTests
{
    private static readonly AttributionReportFilter Exclusive = new() { AdvertiserId = 1 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Sums_say_who_gained_from_whom_and_what_came_without_any_click(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await AddAsync(store, 6, 5, click: 77, amount: 100);
        await AddAsync(store, 6, 5, click: 78, amount: 200);
        await AddAsync(store, 6, null, click: null, amount: 400);
        await AddAsync(store, 7, 6, click: 79, amount: 800, code: "OTHER");
        await AddAsync(store, 6, 6, click: 80, amount: 1_600);
        await AddAsync(store, 5, 6, click: 81, amount: 3_200, currency: "EUR");
        await AddAsync(store, 6, 5, click: 82, amount: 9_999, flags: ConversionFlags.Test);
        await store.AddConversionAsync();

        var (sums, before) = (await new AttributionReport(store.Store, store.Time).SumAsync(EventsDatabase.Viewer, Exclusive, null, Cancel))!.Value;

        Assert.Null(before);
        Assert.Equal(
            [
                new(5, 6, "EUR", HasClick: true, 1, 3_200, 320), new(6, null, "USD", HasClick: false, 1, 400, 40), new(6, 5, "USD", HasClick: true, 2, 300, 30),
                new AttributionMove(7, 6, "USD", HasClick: true, 1, 800, 80),
            ],
            sums.Moves);
        Assert.Equal([new("EUR", 1, 3_200, 320), new AttributionTotal("USD", 4, 1_500, 150)], sums.Totals);
        Assert.Equal(
            [new("SAVE10", "USD", 4, 3, 1, 700, 70), new("OTHER", "USD", 1, 1, 0, 800, 80), new AttributionCode("SAVE10", "EUR", 1, 1, 0, 3_200, 320)],
            sums.Codes.OrderByDescending(c => c.Currency, StringComparer.Ordinal).ThenByDescending(c => c.Orders));
        var cost = sums.Costs.Single(c => c.Currency == "USD");
        Assert.Equal((new AttributionTotal("USD", 1, 400, 40), new("USD", 3, 1_100, 110), new("USD", 1, 1_600, 160)), (cost.Clickless, cost.AnothersClick, cost.Anyway));
        Assert.Equal((5, 0.2m), (cost.All.Orders, cost.Share(cost.Clickless)));
    }

    [Theory, BothEngines]
    public async Task Instead_of_a_partner_or_of_nobody_keeps_the_orders_that_would_have_gone_there(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await AddAsync(store, 6, 5, click: 77, amount: 100);
        await AddAsync(store, 6, null, click: null, amount: 400);
        await AddAsync(store, 6, 6, click: 80, amount: 1_600);
        var report = new AttributionReport(store.Store, store.Time);

        var instead = (await report.SumAsync(EventsDatabase.Manager, Exclusive with { InsteadOfPartnerId = 5 }, null, Cancel))!.Value.Now;
        var nobody = (await report.SumAsync(EventsDatabase.Manager, Exclusive with { InsteadOfPartnerId = AttributionReportFilter.Nobody }, null, Cancel))!.Value.Now;

        Assert.Equal((100, 400), (Assert.Single(instead.Moves).Amount, Assert.Single(nobody.Moves).Amount));
        Assert.Equal(400, Assert.Single((await report.FindAsync(EventsDatabase.Manager, Exclusive with { InsteadOfPartnerId = 0 }, new PageRequest(), Cancel))!.Rows).Amount);
        Assert.Empty((await report.SumAsync(EventsDatabase.Manager, Exclusive with { PartnerId = 5 }, null, Cancel))!.Value.Now.Moves);
    }

    [Theory, BothEngines]
    public async Task Suppressed_codes_say_who_lost_by_which_code(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        foreach (var click in new long?[] { 77, null })
        {
            await store.AddConversionAsync(c =>
                (c.PartnerId, c.CounterfactualPartnerId, c.SuppressedPartnerId, c.Outcome, c.Payout, c.ClickId, c.Amount) = (null, null, 7, AttributionOutcome.Suppressed, 0, click, 50));
        }

        var sums = (await new AttributionReport(store.Store, store.Time).SumAsync(
            EventsDatabase.Manager, Exclusive with { Feature = AttributionFeature.SuppressedCodes }, null, Cancel))!.Value.Now;

        Assert.Equal([new(null, 7, "USD", HasClick: false, 1, 50, 0), new AttributionMove(null, 7, "USD", HasClick: true, 1, 50, 0)], sums.Moves);
        Assert.Equal(new AttributionCode("SAVE10", "USD", 2, 2, 1, 100, 0), Assert.Single(sums.Codes));
        Assert.Empty(sums.Costs);
    }

    [Theory, BothEngines]
    public async Task Sums_of_both_clock_changes_are_those_of_the_local_day(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var report = new AttributionReport(store.Store, store.Time);
        foreach (var (day, start, hours) in new[]
        {
            (new DateOnly(2026, 3, 8), new DateTime(2026, 3, 8, 5, 0, 0, DateTimeKind.Utc), 23),
            (new DateOnly(2025, 11, 2), new DateTime(2025, 11, 2, 4, 0, 0, DateTimeKind.Utc), 25),
        })
        {
            var end = start.AddHours(hours);
            foreach (var at in new[] { start.AddMilliseconds(-1), start, end.AddMilliseconds(-1), end })
            {
                await AddAsync(store, 6, 5, click: 1, amount: 10, at: at);
            }

            var (now, before) = (await report.SumAsync(EventsDatabase.Manager, Exclusive with { From = day, To = day }, Exclusive with { From = day.AddDays(-1), To = day.AddDays(-1) }, Cancel))!.Value;

            Assert.Equal((2, 1), (Assert.Single(now.Totals).Orders, Assert.Single(before!.Totals).Orders));
        }
    }

    [Theory, BothEngines]
    public async Task The_file_has_the_columns_of_the_address_and_every_row_the_oldest_first(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        for (var i = 0; i < 3; i++)
        {
            await AddAsync(store, 6, i == 1 ? null : 5, click: i == 1 ? null : 7, amount: 100 + i, at: EventsDatabase.Noon.AddHours(-i));
        }

        var queries = new AttributionQueries(store.Store, store.Time);
        var source = new AttributionExport(new AttributionReport(store.Store, store.Time), queries, new NameBook(store.Store), store.Catalog);

        var table = (await source.OpenAsync(EventsDatabase.Manager, new ReportQuery("columns=instead_of,credited,click,amount,order_time&range=today"), Cancel)).Done();

        Assert.Equal(["instead_of", "credited", "click", "amount", "order_time", "currency"], table.Header);
        Assert.Equal(
            [
                ["Ana", "Bo", "Another's", 1.02m, "2026-01-15T05:00:00-05:00", "USD"], ["Nobody", "Bo", "None", 1.01m, "2026-01-15T06:00:00-05:00", "USD"],
                new object[] { "Ana", "Bo", "Another's", 1.00m, "2026-01-15T07:00:00-05:00", "USD" },
            ],
            await table.Rows.ToListAsync(Cancel));
        (await source.OpenAsync(EventsDatabase.Stranger, new ReportQuery("advertiser_id=1"), Cancel)).IsNotFound();
        Assert.True((await source.OpenAsync(EventsDatabase.Admin, new ReportQuery("range=today"), Cancel)).Invalid().Any);
    }

    [Theory, BothEngines]
    public async Task The_address_means_the_days_that_it_names_and_the_api_has_the_same_filter(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var queries = new AttributionQueries(store.Store, store.Time);

        var own = await queries.ReadAsync(EventsDatabase.Manager, new ReportQuery("range=yesterday&compare=previous_period&columns=amount&partner_id=6&matrix=all"), Cancel);
        var all = await queries.ReadAsync(EventsDatabase.Admin, new ReportQuery("advertiser_id=2&range=all"), Cancel);
        var wrong = await queries.ReadAsync(EventsDatabase.Manager, new ReportQuery("partner_id=x"), Cancel);

        Assert.Equal((new DateOnly(2026, 1, 14), new DateOnly(2026, 1, 14), 6), (own.Filter!.From!.Value, own.Filter.To!.Value, own.Filter.PartnerId!.Value));
        Assert.Equal(new DaySpan(new DateOnly(2026, 1, 13), new DateOnly(2026, 1, 13)), own.Compared);
        Assert.Equal("advertiser_id=1&partner_id=6&range=yesterday", own.Api.Text);
        Assert.Equal((DaySpan.Open, new DateOnly(1971, 1, 1)), (all.Days, all.Filter!.From!.Value));
        Assert.True(wrong.Errors.Any && wrong.Filter is null);
        Assert.False((await queries.ReadAsync(EventsDatabase.Admin, new ReportQuery(null), Cancel)).IsAsked);
        Assert.Null((await queries.ReadAsync(EventsDatabase.Stranger, new ReportQuery("advertiser_id=1"), Cancel)).Filter);
    }

    private static Task<Conversion> AddAsync(
        EventsDatabase store, int? credited, int? counterfactual, long? click, long amount, string currency = "USD", string code = "SAVE10", ConversionFlags flags = ConversionFlags.None, DateTime? at = null) =>
        store.AddConversionAsync(
            c => (c.PartnerId, c.CounterfactualPartnerId, c.ClickId, c.Amount, c.Payout, c.Currency, c.CouponCode, c.Flags, c.Basis) =
                (credited, counterfactual, click, amount, amount / 10, currency, code, flags, AttributionBasis.ExclusiveCode),
            at);
}
