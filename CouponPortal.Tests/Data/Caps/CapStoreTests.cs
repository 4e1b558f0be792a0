using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Data.Caps;

/// <summary>What a process that has just started, and one beside another, know of the use of caps.</summary>
public sealed class CapStoreTests
{
    private const string Zone = "America/New_York";
    private static readonly DateTime Now = TestDatabase.Start;

    [Theory, BothEngines]
    public async Task Use_is_known_again_after_a_restart_by_day_month_and_ever_and_by_partner(DatabaseProvider engine)
    {
        await using var test = await WorldAsync(engine);
        foreach (var (at, partner, outcome) in new[]
        {
            // Of last year, of October, of yesterday (all in New York, where it is five in the morning), and of today.
            (Now.AddDays(-400), 6, VisitOutcome.Delivered), (Now.AddDays(-1).AddHours(-7), 5, VisitOutcome.Delivered), (Now.AddHours(-6), 5, VisitOutcome.Delivered),
            (Now, 5, VisitOutcome.Delivered), (Now, 5, VisitOutcome.Delivered), (Now, 6, VisitOutcome.Delivered), (Now, 0, VisitOutcome.NoOwner), (Now, 5, VisitOutcome.Capped),
        })
        {
            await test.Writer.WriteAsync(new Click { Id = test.Keys.Next(at), AdvertiserId = 1, OfferId = 10, PartnerId = partner == 0 ? null : partner, CouponId = 70, Outcome = outcome });
        }

        Assert.True(await test.CapStore.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal((4, 5, 7), (Use(test.Counters, CapScope.Offer, 0, CapPeriod.Day), Use(test.Counters, CapScope.Offer, 0, CapPeriod.Month), Use(test.Counters, CapScope.Offer, 0, CapPeriod.Ever)));
        Assert.Equal((2, 1), (Use(test.Counters, CapScope.Partner, 5, CapPeriod.Day), Use(test.Counters, CapScope.Partner, 6, CapPeriod.Day)));
    }

    [Theory, BothEngines]
    public async Task Two_processes_learn_of_each_others_clicks_at_the_next_reading_and_count_none_twice(DatabaseProvider engine)
    {
        await using var test = await WorldAsync(engine);
        var other = new CapCounters();
        using var otherStore = new CapStore(test.Catalog, other, test.Database, test.Time);
        var offer = test.Catalog.Current.ByOffer(10)!.Offer(10)!;
        for (var i = 0; i < 6; i++)
        {
            (i % 2 == 0 ? test.Counters : other).Count(offer, Zone, 5, 70, Now);
            await test.Writer.WriteAsync(new Click { Id = test.Keys.Next(Now), AdvertiserId = 1, OfferId = 10, PartnerId = 5, CouponId = 70, Outcome = VisitOutcome.Delivered });
        }

        Assert.Equal((3, 3), (Use(test.Counters, CapScope.Offer, 0, CapPeriod.Day), Use(other, CapScope.Offer, 0, CapPeriod.Day)));
        for (var i = 0; i < 3; i++)
        {
            await test.CapStore.ReadAsync(TestContext.Current.CancellationToken);
            await otherStore.ReadAsync(TestContext.Current.CancellationToken);
            Assert.Equal((6, 6), (Use(test.Counters, CapScope.Offer, 0, CapPeriod.Day), Use(other, CapScope.Offer, 0, CapPeriod.Day)));
        }
    }

    [Theory, BothEngines]
    public async Task Use_of_orders_and_payout_follows_what_staff_and_reversals_change(DatabaseProvider engine)
    {
        await using var test = await WorldAsync(engine);
        var order = OrderOf(test, "1", 1_000);
        await test.AddAsync(order, OrderOf(test, "2", 500), OrderOf(test, "3", 70, currency: "EUR"), OrderOf(test, "4", 70, status: ConversionStatus.Rejected), OrderOf(test, "5", 70, partner: null));
        await test.CapStore.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((3, 1_500), (Use(test.Counters, CapScope.Offer, 0, CapPeriod.Week, CapMetric.Conversions), Use(test.Counters, CapScope.Offer, 0, CapPeriod.Month, CapMetric.Payout)));

        await using (var db = test.Db())
        {
            db.Attach(order).Entity.Status = ConversionStatus.Rejected;
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await test.CapStore.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((2, 500), (Use(test.Counters, CapScope.Offer, 0, CapPeriod.Week, CapMetric.Conversions), Use(test.Counters, CapScope.Offer, 0, CapPeriod.Month, CapMetric.Payout)));
    }

    private static async Task<TestDatabase> WorldAsync(DatabaseProvider engine)
    {
        var test = await TestDatabase.CreateAsync(engine);
        await test.AddAsync(
            new Advertiser { Id = 1, Name = "Shop", TimeZone = Zone },
            new Partner { Id = 5, Name = "Ana" },
            new Partner { Id = 6, Name = "Bo" });
        CapLimit clicks = new(CapScope.Offer, null, CapMetric.Clicks, CapPeriod.Day, 100);
        await test.AddAsync(new Offer
        {
            Id = 10,
            AdvertiserId = 1,
            Name = "Shoes",
            BaseDestinationUrl = "https://shop.example/",
            Currency = "USD",
            Caps = new()
            {
                Limits =
                [
                    clicks, clicks with { Period = CapPeriod.Month }, clicks with { Period = CapPeriod.Ever }, clicks with { Scope = CapScope.Partner }, clicks with { Scope = CapScope.Partner, SubjectId = 6 },
                    clicks with { Metric = CapMetric.Conversions, Period = CapPeriod.Week }, clicks with { Metric = CapMetric.Payout, Period = CapPeriod.Month },
                ],
            },
        });
        return test;
    }

    private static long Use(CapCounters counters, CapScope scope, int subject, CapPeriod period, CapMetric metric = CapMetric.Clicks) => counters.UseOf(new(10, scope, subject, metric, period), Now);

    private static Conversion OrderOf(TestDatabase test, string id, long payout, string currency = "USD", ConversionStatus status = ConversionStatus.Approved, int? partner = 5) => new()
    {
        Id = test.Keys.Next(Now),
        AdvertiserId = 1,
        OfferId = 10,
        PartnerId = partner,
        CouponId = 70,
        OrderKey = "o:" + id,
        OrderId = id,
        Status = status,
        Amount = payout * 10,
        Currency = currency,
        Payout = partner is null ? 0 : payout,
        Basis = partner is null ? AttributionBasis.None : AttributionBasis.CouponCode,
        Outcome = partner is null ? AttributionOutcome.Unattributed : AttributionOutcome.Credited,
        OrderTime = Now,
        ReceivedAt = Now,
        Door = "postback",
    };
}
