using System.Diagnostics;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Offers;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data.RowSecurity;

/// <summary>What the second wall costs a list: the same pages with and without it, turn by turn in one run.</summary>
public sealed class RowRulesSpeedTests
{
    private const int Orders = 20_000;

    [Fact]
    public async Task A_list_of_orders_is_about_as_fast_behind_the_wall()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await test.AddAsync(new Advertiser { Id = 1, Name = "A" }, new Advertiser { Id = 2, Name = "B" });
        await test.AddAsync(new Offer { Id = 10, AdvertiserId = 1, Name = "A" }, new Offer { Id = 20, AdvertiserId = 2, Name = "B" });
        var user = new PortalUser { UserName = "a", NormalizedUserName = "A", Email = "a@a.example", Role = Role.AdvertiserManager };
        user.Advertisers.Add(new UserAdvertiser { AdvertiserId = 1 });
        await test.AddAsync(user);
        var first = EventKey.First(TestDatabase.Start);
        await using (var db = test.Db())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO conversions (id, advertiser_id, offer_id, event, order_key, order_id, status, amount, reversed, currency, payout, basis, outcome, flags, assists, trace, order_time, received_at, door, sent_codes)
                SELECT {first} + n, 1 + n % 2, 10 * (1 + n % 2), 'sale', 'o:' || n, n, 'pending', n, 0, 'USD', 0, 'none', 'unattributed', 0, '[]', '[]', c.at + n, c.at + n, 'postback', ''
                FROM generate_series(1, {Orders}) n, (SELECT {Microseconds()} AS at) c
                """, TestContext.Current.CancellationToken);
            await using var connection = await test.Database.OpenAsync(TestContext.Current.CancellationToken);
            await RowPolicies.ApplyAsync(connection, db.Model, TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlRawAsync("ANALYZE", TestContext.Current.CancellationToken);
        }

        var actor = new Actor("a", Role.AdvertiserManager, [1], UserId: user.Id);
        var (plain, walled) = (new List<double>(), new List<double>());
        for (var i = 0; i < 60; i++)
        {
            plain.Add(await TimeAsync(null));
            walled.Add(await TimeAsync(RowScope.OfUser(user.Id)));
        }

        // Early rounds pay for plans and pools.
        var ratio = Median(walled[10..]) / Median(plain[10..]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Median(plain[10..]):0.00} ms, behind the wall {Median(walled[10..]):0.00} ms, {ratio:0.00} times");
        Assert.InRange(ratio, 0, 1.5);

        async Task<double> TimeAsync(IDisposable? scope)
        {
            using var closing = scope;
            var started = Stopwatch.GetTimestamp();
            await using var db = test.Db();
            var rows = db.Conversions.VisibleTo(actor);
            var total = await rows.CountAsync(TestContext.Current.CancellationToken);
            var page = await rows.OrderByDescending(c => c.Id).Take(50).ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal((Orders / 2, 50), (total, page.Count));
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static long Microseconds() => CouponPortal.Data.ValueConverters.UtcMicroseconds.FromUtc(TestDatabase.Start);
}
