using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Intake;

public sealed class SilentDoorsTests
{
    [Theory, BothEngines]
    public async Task A_door_with_a_daily_rhythm_is_silent_only_when_its_own_hours_stay_empty(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await test.AddAsync(new Advertiser { Id = 1, Name = "Day shop" });

        // Ten orders an hour from 8 to 18 UTC, for thirteen days; and five orders in all at another door.
        var midnight = test.Time.GetUtcNow().UtcDateTime.Date;
        var orders = Enumerable.Range(1, 13).SelectMany(day => Enumerable.Range(8, 10).SelectMany(hour => Enumerable.Range(0, 10).Select(i => midnight.AddDays(-day).AddHours(hour).AddMinutes(6 * i))))
            .Select((at, i) => Order(at, i, "postback")).Concat(Enumerable.Range(0, 5).Select(i => Order(midnight.AddDays(-10), 5_000 + i, "sdk")));
        await test.AddAsync(orders.ToArray<object>());
        var silent = new SilentDoors(test.Database, test.Time);

        test.Time.Set(new DateTimeOffset(midnight.AddHours(7)));
        Assert.Empty(await silent.FindAsync(Actor.System, TestContext.Current.CancellationToken));
        test.Time.Set(new DateTimeOffset(midnight.AddHours(11)));
        var door = Assert.Single(await silent.FindAsync(new Actor("staff", Role.AdvertiserManager, [1]), TestContext.Current.CancellationToken));
        Assert.Equal("postback", door.Door);
        Assert.InRange(door.Expected, 30, 31);
        Assert.Empty(await silent.FindAsync(new Actor("other", Role.AdvertiserManager, [2]), TestContext.Current.CancellationToken));
    }

    private static Conversion Order(DateTime at, int i, string door) => new()
    {
        Id = EventKey.First(at) + i,
        AdvertiserId = 1,
        OrderKey = $"o:{i}",
        Currency = "USD",
        OrderTime = at,
        ReceivedAt = at,
        Door = door,
    };
}
