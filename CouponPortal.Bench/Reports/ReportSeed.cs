using System.Diagnostics;
using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Bench.Reports;

/// <summary>
/// A network with much traffic, stored by the product's own event store, which keeps the rollups: 20 advertisers, the first with two fifths of the codes, ten offers each,
/// 1,000 partners, 5,000 codes of which a fifth has most of the traffic; a third of the orders has no click, one in twenty is rejected, one in fifty went to its code instead of to another partner, and one in fifty was partly reversed.
/// </summary>
internal sealed class ReportSeed(Database database, int clicks, int orders, int days)
{
    public const int Advertisers = 20, OffersEach = 10, Partners = 1_000, Coupons = 5_000;
    public const string Zone = "Europe/Berlin";

    public static readonly DateTime Now = new(2026, 11, 2, 22, 0, 0, DateTimeKind.Utc);

    private const int Group = 2_000;
    private static readonly string[] Countries = ["DE", "US", "FR", "GB", "NL", "AT"];

    // As long as those of usual orders are.
    private static readonly string Trace = new('x', 700);

    private readonly Random _random = new(5);
    private readonly EventKey _keys = new(0);
    private readonly (int Advertiser, int Offer, int Partner)[] _coupons = new (int, int, int)[Coupons + 1];
    private int _sent;

    public async Task<TimeSpan> FillAsync(CancellationToken cancel)
    {
        await AddCatalogAsync(cancel);
        return await FillDaysAsync(0, days, cancel);
    }

    /// <param name="from">The first day, 0 for the oldest.</param>
    /// <param name="until">Exclusive.</param>
    public async Task<TimeSpan> FillDaysAsync(int from, int until, CancellationToken cancel)
    {
        using EventStore store = database.Provider == DatabaseProvider.Sqlite ? new SqliteEventStore(database) : new PostgresEventStore(database);
        var watch = Stopwatch.StartNew();
        for (var day = from; day < until; day++)
        {
            var start = Now.AddDays(day - days);
            var times = Enumerable.Range(0, Share(clicks, day)).Select(_ => (At: start.AddMilliseconds(_random.Next(86_400_000)), Click: true))
                .Concat(Enumerable.Range(0, Share(orders, day)).Select(_ => (At: start.AddMilliseconds(_random.Next(86_400_000)), Click: false))).OrderBy(t => t.At);
            foreach (var part in times.Chunk(Group))
            {
                cancel.ThrowIfCancellationRequested();
                var group = new EventGroup();
                foreach (var (at, isClick) in part)
                {
                    if (isClick)
                    {
                        group.Clicks.Add(Click(at));
                    }
                    else
                    {
                        var order = Order(at);
                        group.Orders.Add(new OrderWrite(order, new Hit { Id = order.Id, Door = "postback", AdvertiserId = order.AdvertiserId, Raw = "" }));
                    }
                }

                store.Commit(group);
                store.Maintain();
            }

            if (day % 30 == 29 || day == days - 1)
            {
                await Console.Error.WriteLineAsync($"{database.Provider}: {day + 1} of {days} days, {watch.Elapsed.TotalSeconds:F0} s");
            }
        }

        return watch.Elapsed;
    }

    private int Share(int all, int day) => (int)(((long)all * (day + 1) / days) - ((long)all * day / days));

    private int Coupon() => (int)(Coupons * Math.Pow(_random.NextDouble(), 3)) + 1;

    private Click Click(DateTime at)
    {
        var id = Coupon();
        var (advertiser, offer, partner) = _coupons[id];
        var delivered = _random.Next(50) > 0;
        return new()
        {
            Id = _keys.Next(at),
            AdvertiserId = advertiser,
            OfferId = offer,
            PartnerId = delivered ? partner : null,
            CouponId = id,
            CouponCode = "CODE" + id,
            Outcome = delivered ? VisitOutcome.Delivered : VisitOutcome.Ended,
            Sub3 = "CODE" + id,
            Country = Countries[_random.Next(Countries.Length)],
            Device = _random.Next(3) == 0 ? "desktop" : "mobile",
            UserAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15",
            Destination = "https://shop.example/?click=00000000000000000000000000000000",
        };
    }

    private Conversion Order(DateTime at)
    {
        var id = Coupon();
        var (advertiser, offer, partner) = _coupons[id];
        var clickless = id % 3 == 0;
        var status = _random.Next(20) switch { 0 => ConversionStatus.Rejected, _ when (Now - at).TotalDays < 10 => ConversionStatus.Pending, _ => ConversionStatus.Approved };
        var amount = _random.Next(1_000, 20_000);
        var isExclusive = _random.Next(50) == 0;
        return new()
        {
            Id = _keys.Next(at),
            AdvertiserId = advertiser,
            OfferId = offer,
            PartnerId = partner,
            CounterfactualPartnerId = isExclusive ? (partner % Partners) + 1 : partner,
            OrderKey = "o:" + (++_sent),
            OrderId = (_sent + 100_000_000).ToString(null, null),
            CouponCode = "CODE" + id,
            CouponId = id,
            ClickId = clickless ? null : _keys.Next(at),
            Status = status,
            Amount = amount,
            Reversed = _random.Next(50) == 0 ? amount / 2 : 0,
            Payout = amount / 10,
            Currency = advertiser % 5 == 0 ? "USD" : "EUR",
            Basis = isExclusive ? AttributionBasis.ExclusiveCode : clickless ? AttributionBasis.CouponCode : AttributionBasis.Click,
            OrderTime = at,
            ReceivedAt = at,
            Door = "postback",
            SentCodes = "CODE" + id,
            Trace = Trace,
            Sub3 = "CODE" + id,
        };
    }

    /// <summary>The empty store, with advertisers, offers, partners and coupons.</summary>
    public async Task AddCatalogAsync(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        await db.Database.MigrateAsync(cancel);
        db.NetworkStates.Add(new NetworkState { Name = "Bench network", IdKey = new byte[32] });
        db.Advertisers.AddRange(Enumerable.Range(1, Advertisers).Select(i => new Advertiser { Id = i, Name = $"Shop {i}", TimeZone = Zone }));
        await db.SaveChangesAsync(cancel);
        db.Offers.AddRange(Enumerable.Range(0, Advertisers * OffersEach).Select(n =>
            new Offer { Id = n + 1, AdvertiserId = (n / OffersEach) + 1, Name = $"Offer {n + 1}", BaseDestinationUrl = "https://shop.example/" }));
        db.Partners.AddRange(Enumerable.Range(1, Partners).Select(i => new Partner { Id = i, Name = $"Partner {i}", Email = $"p{i}@partner.example" }));
        for (var i = 1; i <= Coupons; i++)
        {
            var advertiser = _random.Next(5) < 2 ? 1 : _random.Next(2, Advertisers + 1);
            _coupons[i] = (advertiser, ((advertiser - 1) * OffersEach) + _random.Next(OffersEach) + 1, (int)(Partners * Math.Pow(_random.NextDouble(), 2)) + 1);
            db.Coupons.Add(new Coupon { Id = i, AdvertiserId = advertiser, OfferId = _coupons[i].Offer, OwnerId = _coupons[i].Partner, Code = "CODE" + i, NormalCode = "CODE" + i, CreatedAt = Now, UpdatedAt = Now });
        }

        await db.SaveChangesAsync(cancel);
    }
}
