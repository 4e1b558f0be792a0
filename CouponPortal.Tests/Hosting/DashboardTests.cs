using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Dashboard;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Hosting;

public sealed class DashboardTests
{
    [Theory, BothEngines]
    public async Task Figures_are_of_the_local_day_and_of_the_actors_advertisers(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await test.AddAsync(new Advertiser { Name = "Tokyo", TimeZone = "Asia/Tokyo", Currency = "JPY" });
        await test.AddAsync(new Advertiser { Name = "Other", TimeZone = "Europe/Berlin" });

        // 2 November 10:00 UTC is 19:00 in Tokyo, where the day began at 15:00 UTC of the first.
        var dayBegan = new DateTime(2026, 11, 1, 15, 0, 0, DateTimeKind.Utc);
        await test.AddAsync(
            Order(1, 1, dayBegan, 500, AttributionBasis.Click), Order(2, 1, dayBegan.AddMilliseconds(-1), 70, AttributionBasis.ExclusiveCode),
            Order(3, 2, dayBegan, 9_000, AttributionBasis.Click), Order(4, 1, dayBegan.AddHours(1), 30, AttributionBasis.Click, ConversionStatus.Invalid));
        var figures = new DashboardFigures(test.Database, new CouponPortal.Intake.SilentDoors(test.Database, test.Time), test.Time);

        var view = await figures.GetAsync(new Actor("staff", Role.AdvertiserManager, [1]));

        Assert.Equal("Asia/Tokyo", view.Zone);
        Assert.Equal(new CurrencyDay("JPY", 1, 500, 1, 70), Assert.Single(view.Currencies));
        Assert.Equal(DashboardFigures.Days, view.Days.Count);
        Assert.Equal((new DateOnly(2026, 11, 2), 1), (view.Days[^1].Day, view.Days[^1].Orders[AttributionBasis.Click]));
        Assert.Equal(1, view.Days[^2].Orders[AttributionBasis.ExclusiveCode]);
        Assert.Equal("UTC", (await figures.GetAsync(Actor.System)).Zone);
        Assert.Equal(3, (await figures.GetAsync(Actor.System)).Days.Sum(d => d.Orders.Values.Sum()));
        var partner = await figures.GetAsync(new Actor("partner", Role.Partner, [], PartnerId: 7));
        Assert.Equal(0, partner.Days.Sum(d => d.Orders.Values.Sum()));
        Assert.Empty(partner.Currencies);
    }

    private static Conversion Order(long id, int advertiser, DateTime at, long amount, AttributionBasis basis, ConversionStatus status = ConversionStatus.Pending) => new()
    {
        Id = id,
        AdvertiserId = advertiser,
        OrderKey = "o:" + id,
        Amount = amount,
        Currency = advertiser == 1 ? "JPY" : "EUR",
        Basis = basis,
        Outcome = AttributionOutcome.Credited,
        Status = status,
        OrderTime = at,
        ReceivedAt = at,
        Door = "postback",
    };
}
