using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Reports;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>Three shops in two zones, and events of any kind made from a seed.</summary>
internal sealed class ReportWorld(TestDatabase test) : IAsyncDisposable
{
    public const int Berlin = 1, NewYork = 2, Berlin2 = 3;

    public static readonly DateOnly Today = DateOnly.FromDateTime(TestDatabase.Start);

    public static readonly Actor Admin = TestStore.Admin;

    private static readonly int?[] Partners = [null, 1, 2, 3];

    public TestDatabase Test => test;

    public ReportData Reports { get; } = new(test.Database, test.Time);

    public static async Task<ReportWorld> CreateAsync(DatabaseProvider engine)
    {
        var world = new ReportWorld(await TestDatabase.CreateAsync(engine));
        await world.Test.AddAsync(
            new Advertiser { Id = Berlin, Name = "Berlin", TimeZone = "Europe/Berlin" },
            new Advertiser { Id = NewYork, Name = "New York", TimeZone = "America/New_York" },
            new Advertiser { Id = Berlin2, Name = "Potsdam", TimeZone = "Europe/Berlin" },
            new Partner { Id = 1, Name = "Ann", Email = "a@a.example" },
            new Partner { Id = 2, Name = "Ben", Email = "b@b.example" },
            new Partner { Id = 3, Name = "Cid", Email = "c@c.example" });
        await world.Test.AddAsync([.. Enumerable.Range(1, 3).SelectMany(a => Enumerable.Range(0, 2).Select(n =>
            new Offer { Id = (a * 10) + n, AdvertiserId = a, Name = $"Offer {(a * 10) + n}", BaseDestinationUrl = "https://shop.example/" }))]);
        await world.Test.AddAsync([.. Enumerable.Range(1, 6).Select(i => new Coupon
        {
            Id = i,
            AdvertiserId = ((i - 1) / 2) + 1,
            OfferId = ((((i - 1) / 2) + 1) * 10) + (i % 2),
            Code = $"CODE{i}",
            NormalCode = $"CODE{i}",
            Visibility = (CouponVisibility)(i % 3),
            OwnerId = i % 3 == 0 ? null : (i % 3) + 1,
            CreatedAt = TestDatabase.Start,
            UpdatedAt = TestDatabase.Start,
        })]);
        return world;
    }

    public static string? Sub(Random random) => random.Next(4) switch { 0 => null, var n => "s" + n };

    /// <param name="back">How far back from now, at most, its time lies.</param>
    public Click Click(Random random, TimeSpan back)
    {
        int? advertiser = random.Next(8) == 0 ? null : random.Next(1, 4);
        var at = TestDatabase.Start - (back * random.NextDouble());
        return new()
        {
            Id = new EventKey(random.Next(EventKey.MaxNode)).Next(at) + random.Next(1 << 13),
            AdvertiserId = advertiser,
            OfferId = advertiser is { } a && random.Next(4) > 0 ? (a * 10) + random.Next(2) : null,
            PartnerId = advertiser is null ? null : random.GetItems(Partners, 1)[0],
            CouponId = advertiser is { } b && random.Next(3) > 0 ? (b * 2) - random.Next(2) : null,
            CouponCode = "CODE",
            Outcome = random.Next(2) == 0 ? VisitOutcome.Delivered : (VisitOutcome)random.Next(Enum.GetValues<VisitOutcome>().Length),
            Sub1 = Sub(random),
            Sub3 = Sub(random),
            Country = random.GetItems<string?>(["DE", "US", null], 1)[0],
            Device = random.GetItems<string?>(["mobile", "desktop", null], 1)[0],
        };
    }

    public Conversion Order(Random random, TimeSpan back, string? key = null, long? clickId = null)
    {
        var advertiser = random.Next(1, 4);
        var at = TestDatabase.Start - (back * random.NextDouble());
        return new()
        {
            Id = test.Keys.Next(TestDatabase.Start),
            AdvertiserId = advertiser,
            OfferId = random.Next(5) > 0 ? (advertiser * 10) + random.Next(2) : null,
            PartnerId = random.GetItems(Partners, 1)[0],
            OrderKey = "o:" + (key ?? Guid.NewGuid().ToString()),
            CouponId = random.Next(3) > 0 ? (advertiser * 2) - random.Next(2) : null,
            ClickId = clickId,
            Status = (ConversionStatus)random.Next(4),
            Amount = random.Next(10_000),
            Reversed = 0,
            Payout = random.Next(1_000),
            Currency = random.GetItems(["USD", "EUR", "JPY"], 1)[0],
            Basis = (AttributionBasis)random.Next(5),
            Flags = random.Next(10) == 0 ? ConversionFlags.Test : ConversionFlags.None,
            OrderTime = new DateTime(at.Ticks / 10 * 10, DateTimeKind.Utc),
            ReceivedAt = TestDatabase.Start,
            Door = random.GetItems(["postback", "woocommerce"], 1)[0],
            Sub1 = Sub(random),
            Sub3 = Sub(random),
        };
    }

    /// <summary>A report as it comes, against the model of all rows; both of one moment only while nobody writes.</summary>
    public async Task AgreesAsync(Actor actor, ReportSpec spec)
    {
        spec = spec with { PageSize = ReportSpec.MaxPageSize };
        await using var db = test.Db();
        var model = await ReportModel.ReadAsync(db);
        var result = (await Reports.RunAsync(actor, spec, TestContext.Current.CancellationToken))!;
        var rows = new List<ReportRow>(result.Rows);
        for (var page = 2; rows.Count < result.TotalRows && page < 50; page++)
        {
            rows.AddRange((await Reports.RunAsync(actor, spec with { Page = page }, TestContext.Current.CancellationToken))!.Rows);
        }

        Assert.Equal(model.Rows(actor, result.Spec), ReportModel.Of(rows, result.Totals, result.ComparedTotals));
        Assert.Equal(rows.Select(Text), await Reports.StreamAsync(actor, spec, TestContext.Current.CancellationToken).Select(Text).ToListAsync());
    }

    /// <summary>What a row opens to adds up to the row.</summary>
    public async Task OpensAsync(Actor actor, ReportSpec spec)
    {
        var result = (await Reports.RunAsync(actor, spec, TestContext.Current.CancellationToken))!;
        foreach (var row in result.Rows.Take(2))
        {
            var inside = (await Reports.RunAsync(actor, result.Spec.Inside(row), TestContext.Current.CancellationToken))!;
            Assert.Equal(ReportModel.Of([], row.Figures, null), ReportModel.Of([], inside.Totals, null));
        }
    }

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private static string Text(ReportRow row) => string.Join(" / ", row.Keys) + row.Figures + string.Join(", ", row.Figures.Money);
}
