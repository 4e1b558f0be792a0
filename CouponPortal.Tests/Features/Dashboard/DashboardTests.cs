using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Feeds;
using CouponPortal.Features.Dashboard;
using CouponPortal.Features.Reports;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Dashboard;

public sealed class DashboardTests
{
    private static readonly Actor Both = new("both", Role.AdvertiserViewer, [1, 2]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Today_stands_beside_the_same_time_of_other_days_each_currency_by_itself(DatabaseProvider engine)
    {
        // Noon in UTC is 07:00 in New York.
        await using var store = await EventsDatabase.CreateAsync(engine);
        await store.AddConversionAsync(c => (c.Amount, c.Payout) = (100, 10));
        await store.AddConversionAsync(c => (c.Amount, c.Payout, c.Status) = (200, 20, ConversionStatus.Rejected));
        await store.AddConversionAsync(c => c.Status = ConversionStatus.Invalid);
        await store.AddConversionAsync(c => c.Flags = ConversionFlags.Test);
        await store.AddConversionAsync(c => c.AdvertiserId = 2);
        await store.AddConversionAsync(c => (c.Currency, c.Amount, c.Payout) = ("EUR", 5, 1));
        await store.AddConversionAsync(c => (c.Amount, c.Payout) = (30, 3), EventsDatabase.Noon.AddDays(-1).AddMilliseconds(-1));
        await store.AddConversionAsync(c => c.Amount = 9_000, EventsDatabase.Noon.AddDays(-1));
        await store.AddConversionAsync(c => (c.Amount, c.Payout) = (7, 1), EventsDatabase.Noon.AddDays(-7).AddHours(-7));
        await store.AddConversionAsync(c => c.Amount = 9_000, EventsDatabase.Noon.AddDays(-7).AddHours(-7).AddMilliseconds(-1));
        await store.AddClickAsync();
        await store.AddClickAsync(at: EventsDatabase.Noon.AddDays(-1).AddHours(-1));
        await store.AddClickAsync(at: EventsDatabase.Noon.AddDays(-1).AddHours(1));
        await store.AddClickAsync(c => c.AdvertiserId = 2);

        var view = (await Figures(store).GetAsync(EventsDatabase.Viewer, cancel: Cancel))!;

        Assert.Equal("America/New_York", view.Scope.Zone);
        Assert.Equal(["EUR", "USD"], view.Currencies.Select(c => c.Currency));
        Assert.Equal(new CurrencyBeside("USD", new(2, 1, 1), new(300, 30, 7), new(10, 3, 1)), view.Currencies[1]);
        Assert.Equal(new Beside(1, 1, 0), view.Clicks);
        Assert.Equal("USD", view.Currency);
        Assert.Equal((30, new DateOnly(2026, 1, 15)), (view.Trend.Count, view.Trend[^1].Day));
        Assert.Equal(new TrendDay(new DateOnly(2026, 1, 15), 2, 300, 10), view.Trend[^1]);
        Assert.Equal(3, (await Figures(store).BasisAsync(EventsDatabase.Viewer, cancel: Cancel))[^1].Orders[AttributionBasis.CouponCode]);
        Assert.Equal(5, (await Figures(store).GetAsync(EventsDatabase.Viewer, currency: "EUR", cancel: Cancel))!.Trend[^1].Amount);
    }

    [Theory, BothEngines]
    public async Task Codes_and_partners_are_ranked_by_amount_beside_the_thirty_days_before(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var first = await store.AddAsync(NewCoupon("SAVE10", 5));
        var second = await store.AddAsync(NewCoupon("TEN", 6));
        await store.AddConversionAsync(c => (c.CouponId, c.PartnerId, c.Amount) = (first.Id, 5, 100));
        await store.AddConversionAsync(c => (c.CouponId, c.PartnerId, c.Amount) = (second.Id, 6, 300), EventsDatabase.Noon.AddDays(-29));
        await store.AddConversionAsync(c => (c.CouponId, c.PartnerId, c.Amount) = (first.Id, 5, 40), EventsDatabase.Noon.AddDays(-30));
        await store.AddConversionAsync(c => (c.CouponId, c.PartnerId, c.Amount) = (null, null, 9_000));

        var view = await Figures(store).TopsAsync(EventsDatabase.Manager, "USD", cancel: Cancel);

        Assert.Equal([new(second.Id, "TEN", "Shoes", 1, 300, 0), new TopRow(first.Id, "SAVE10", "Shoes", 1, 100, 40)], view.Codes);
        Assert.Equal([new(6, "Bo", null, 1, 300, 0), new TopRow(5, "Ana", null, 1, 100, 40)], view.Partners);
    }

    [Theory, BothEngines]
    public async Task Everybody_sees_the_own_figures_alone(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await store.AddConversionAsync(c => (c.PartnerId, c.Amount) = (5, 100));
        await store.AddConversionAsync(c => (c.PartnerId, c.Amount) = (6, 200));
        await store.AddConversionAsync(c => (c.AdvertiserId, c.PartnerId, c.Amount) = (2, 5, 400));
        await store.AddClickAsync(c => c.PartnerId = 6);

        Assert.Equal((700, true), await TodayAsync(EventsDatabase.Admin));
        Assert.Equal((700, true), await TodayAsync(Both));
        Assert.Equal((300, false), await TodayAsync(Both, 1));
        Assert.Equal((400, false), await TodayAsync(EventsDatabase.Admin, 2));
        Assert.Equal((500, true), await TodayAsync(EventsDatabase.PartnerUser));
        Assert.Equal(default, (await Figures(store).GetAsync(EventsDatabase.PartnerUser, cancel: Cancel))!.Clicks);
        Assert.Empty((await Figures(store).TopsAsync(EventsDatabase.PartnerUser, "USD", cancel: Cancel)).Partners);
        Assert.Equal((0, 0), (await Figures(store).TopsAsync(EventsDatabase.Manager, "USD", 2, Cancel)) is var foreign ? (foreign.Codes.Count, foreign.Partners.Count) : default);
        Assert.Null(await Figures(store).GetAsync(EventsDatabase.Manager, 2, cancel: Cancel));
        Assert.Empty(await Figures(store).BasisAsync(EventsDatabase.Manager, 2, Cancel));
        Assert.Null(await Figures(store).GetAsync(EventsDatabase.Admin, 99, cancel: Cancel));
        Assert.Null(await Figures(store).GetAsync(EventsDatabase.PartnerUser, 1, cancel: Cancel));
        Assert.Null(await Needs(store).GetAsync(EventsDatabase.PartnerUser, cancel: Cancel));
        Assert.Null(await Needs(store).GetAsync(EventsDatabase.Manager, 2, Cancel));

        async Task<(long, bool)> TodayAsync(Actor actor, int? advertiser = null)
        {
            var view = (await Figures(store).GetAsync(actor, advertiser, cancel: Cancel))!;
            return (view.Currencies.Sum(c => c.Amount.Today), view.Scope.HasSeveralZones);
        }
    }

    [Theory, BothEngines]
    public async Task A_code_that_is_suddenly_used_without_clicks_is_a_sign_of_a_leak(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var leaked = await store.AddAsync(NewCoupon("LEAKED", 5));
        var podcast = await store.AddAsync(NewCoupon("PODCAST", 6));
        await using (var db = store.Store.CreateDbContext())
        {
            db.AddRange(Orders(store, leaked, 50, clickless: 5, daysAgo: 20).Concat(Orders(store, leaked, 30, clickless: 25, daysAgo: 2)));
            db.AddRange(Orders(store, podcast, 50, clickless: 50, daysAgo: 20).Concat(Orders(store, podcast, 30, clickless: 30, daysAgo: 2)));
            await db.SaveChangesAsync(Cancel);
        }

        var view = (await Needs(store).GetAsync(EventsDatabase.Viewer, 1, Cancel))!;

        var leak = Assert.Single(view.Leaks);
        Assert.Equal((leaked.Id, "LEAKED", "conversions?advertiser_id=1&coupon_code=LEAKED&has_click=no&range=last_7_days"), (leak.CouponId, leak.Code, leak.Href));
        Assert.Equal((new(30, 25), new(50, 5)), (leak.Sign.Recent, leak.Sign.Before));
        Assert.Empty((await Needs(store).GetAsync(EventsDatabase.Stranger, cancel: Cancel))!.Leaks);
    }

    [Theory, BothEngines]
    public async Task What_waits_for_somebody_is_counted_and_leads_to_where_it_is_done(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        await store.AddConversionAsync(c => c.Outcome = AttributionOutcome.AmbiguousOffer);
        await store.AddConversionAsync(c => (c.Outcome, c.AdvertiserId) = (AttributionOutcome.AmbiguousOffer, 2));
        await store.AddAsync(NewFeed("Working", EventsDatabase.Noon.AddHours(-1), 0));
        await store.AddAsync(NewFeed("Failing", EventsDatabase.Noon.AddHours(-1), 3));
        await store.AddAsync(NewFeed("Gone", EventsDatabase.Noon.AddHours(-4), 0));
        await store.AddAsync(NewCoupon("SOON", 5, EventsDatabase.Noon.AddDays(3)));
        foreach (var advertiser in (int[])[1, 2])
        {
            var failing = DomainRows.Verified(advertiser, $"go{advertiser}.shop.example");
            failing.FailingSince = EventsDatabase.Noon.AddHours(-3);
            await store.AddAsync(failing);
            await store.AddAsync(new SaleCase { PartnerId = 5, AdvertiserId = advertiser, Answer = "", EvidenceOrders = "", State = SaleCaseState.Open, OpenedAt = EventsDatabase.Noon, UpdatedAt = EventsDatabase.Noon });
        }

        var view = (await Needs(store).GetAsync(EventsDatabase.Manager, cancel: Cancel))!;

        Assert.Equal(
            ["Feeds that bring nothing: 2 (Failing, Gone)", "Orders held: their offer is ambiguous: 1 ()", "Codes that end within 14 days: 1 (SOON: 18 Jan 2026)", "Missing sales that wait for an answer: 1 ()", "Tracking domains that fail: 1 (go1.shop.example)"],
            view.Items.Select(i => $"{i.Text}: {i.Count} ({string.Join(", ", i.Details)})"));
        Assert.Equal("feeds?advertiser=1", (await Needs(store).GetAsync(EventsDatabase.Manager, 1, Cancel))!.Items[0].Href);
    }

    private static DashboardFigures Figures(EventsDatabase store) => new(store.Store, new ReportData(store.Store, store.Time), store.Time);

    private static DashboardAttention Needs(EventsDatabase store) => new(store.Store, new SilentDoors(store.Store, store.Time), new ReportData(store.Store, store.Time), new CapLines(store.Catalog, new CapCounters(), store.Time), store.Time);

    private static IEnumerable<Conversion> Orders(EventsDatabase store, Coupon coupon, int count, int clickless, int daysAgo) => Enumerable.Range(0, count).Select(i =>
    {
        var order = store.NewConversion(EventsDatabase.Noon.AddDays(-daysAgo));
        (order.CouponId, order.CouponCode, order.ClickId) = (coupon.Id, coupon.NormalCode, i < clickless ? null : i + 1);
        return order;
    });

    private static Coupon NewCoupon(string code, int owner, DateTime? ends = null) => new()
    {
        AdvertiserId = 1,
        OfferId = 10,
        Code = code,
        NormalCode = code,
        Visibility = CouponVisibility.Exclusive,
        OwnerId = owner,
        EndsAt = ends,
        EndDate = ends is { } end ? DateOnly.FromDateTime(end) : null,
        CreatedAt = EventsDatabase.Noon,
        UpdatedAt = EventsDatabase.Noon,
    };

    private static Feed NewFeed(string name, DateTime lastGood, int failures) => new()
    {
        AdvertiserId = 1,
        Name = name,
        Url = "https://shop.example/feed.xml",
        EveryMinutes = 60,
        LastGoodAt = lastGood,
        Failures = failures,
        CreatedAt = EventsDatabase.Noon,
        DueAt = EventsDatabase.Noon,
    };
}
