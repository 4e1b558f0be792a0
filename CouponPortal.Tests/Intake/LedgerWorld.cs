using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Json;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Intake;

/// <summary>One advertiser, one offer at 10 %, the code SNAPDOG of partner 1, and the whole intake over a real store.</summary>
internal sealed class LedgerWorld : IAsyncDisposable
{
    private readonly TestDatabase _test;
    private int _sent;

    private LedgerWorld(TestDatabase test)
    {
        var waiting = new WaitingCorrections();
        _test = test;

        // Requests arrive from the start on, a millisecond apart; it is a little later now.
        test.Time.Advance(TimeSpan.FromMinutes(1));
        Ledger = new OrderLedger(test.Database, waiting, test.Catalog, test.Keys, test.Time);
        Intake = new OrderIntake(test.Catalog, test.Writer, new EventReader(test.Database), test.Keys, Ledger, new RepeatedOrder(Ledger, new RepeatedStatus(test.Database, Ledger)), waiting, new SecretUses(test.Database), new ReceivedWebhooks(test.Database), new OrderScreening(Leaks, new PartnerMarks(test.Database, test.Time)), new OrderCaps(test.CapStore, test.Counters, test.Time));
    }

    public OpenLeaks Leaks { get; } = new();

    public OrderIntake Intake { get; }

    public Database Database => _test.Database;

    public CouponPortal.Data.Catalog.Catalog Catalog => _test.Catalog;

    public FixedTimeProvider Time => _test.Time;

    public Task AddAsync(params object[] rows) => _test.AddAsync(rows);

    public OrderLedger Ledger { get; }

    public static async Task<LedgerWorld> NewAsync(DatabaseProvider engine, PostbackSecurity security = PostbackSecurity.None)
    {
        var test = await TestDatabase.CreateAsync(engine);
        await test.AddAsync(new Advertiser { Id = 1, Name = "Shop", PostbackSecurity = security, PostbackKey = "right" });
        await test.AddAsync(
            new Offer { Id = 1, AdvertiserId = 1, Name = "Offer", BaseDestinationUrl = "https://shop.example/", PayoutType = PayoutType.Percent, PayoutValue = 100_000, Currency = "USD", AutoApproveConversions = true },
            new Partner { Id = 1, Name = "Ann" });
        await test.AddAsync(
            new Approval { OfferId = 1, PartnerId = 1, Status = ApprovalStatus.Approved },
            new ApprovalPeriod { OfferId = 1, PartnerId = 1, From = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) },
            new Coupon { AdvertiserId = 1, OfferId = 1, Code = "SNAPDOG", NormalCode = "SNAPDOG", OwnerId = 1 });
        return new LedgerWorld(test);
    }

    public static OrderFacts Order(string id, string? amount = "100.00") => new() { Door = "test", AdvertiserId = 1, OrderId = id, AmountText = amount, Codes = ["SNAPDOG"] };

    public static OrderFacts Position(string id, string key, string price, int quantity = 1, int count = 2) => Order(id, null) with
    {
        Items = [new(key, "P" + key, quantity, price)],
        PositionCount = count,
        Repeat = RepeatMeaning.NextPosition,
    };

    public static OrderFacts State(string id, string amount, DateTime version, ConversionStatus status) => Order(id, amount) with
    {
        Repeat = RepeatMeaning.NewState,
        Version = version,
        SentTime = TestDatabase.Start.AddHours(-1),
        Status = status,
    };

    public static CorrectionFacts Reversal(string orderId, string? amount = null, string? key = null) =>
        new() { Door = "reversal", AdvertiserId = 1, OrderId = orderId, AmountText = amount, Key = key };

    public Task<IntakeAnswer> SendAsync(OrderFacts facts, ChannelProof? proof = null) => SendAsync(new Reading.Order(facts, proof ?? ChannelProof.None));

    public Task<IntakeAnswer> SendAsync(CorrectionFacts facts) => SendAsync(new Reading.Correction(facts, ChannelProof.None));

    public Task<IntakeAnswer> SendAsync(Reading reading) => SendAsync(reading, "test", []);

    /// <summary>A row of POST /api/v1/conversions, of an advertiser's key.</summary>
    public Task<IntakeAnswer> SendRowAsync(string json)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(json);
        var order = (Reading.Order)JsonOrder.Of(body, idempotencyKey: null).Reading;
        return SendAsync(order with { Facts = order.Facts with { AdvertiserId = 1 } }, JsonOrder.Door, body);
    }

    private Task<IntakeAnswer> SendAsync(Reading reading, string door, byte[] body)
    {
        var at = TestDatabase.Start.AddMilliseconds(Interlocked.Increment(ref _sent));
        var raw = new RawRequest("GET", "portal.example", "/test", "", new Dictionary<string, string>(StringComparer.Ordinal), body, "203.0.113.9", at);
        return Intake.ReceiveAsync(reading, door, raw, TestContext.Current.CancellationToken);
    }

    public async Task<Conversion> OneAsync(string orderId)
    {
        await using var db = _test.Db();
        return await db.Conversions.AsNoTracking().SingleAsync(c => c.OrderId == orderId);
    }

    public async Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read)
    {
        await using var db = _test.Db();
        return await read(db);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
