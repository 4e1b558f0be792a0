using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Attribution.Rehearsals;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Native;
using CouponPortal.Intake.Rehearsal;
using CouponPortal.Intake.Replay;
using CouponPortal.Intake.Shops;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Intake.Rehearsal;

/// <summary>
/// A Dynamic advertiser with Exclusive codes in effect, an offer at 10 %, partners Ann, Ben and Cy (Cy not approved), the codes EXC (Exclusive), PRIV (Private) and
/// LEAK (Private), all of Ben; orders come as postbacks through the whole intake.
/// </summary>
internal sealed class RehearsalWorld : IAsyncDisposable
{
    public const int Shop = 1, Offer = 10, Ann = 1, Ben = 2, Cy = 3, Exc = 101, Priv = 102, Leak = 103;

    public static readonly Actor Manager = new("manager", Role.AdvertiserManager, [Shop]);

    private readonly TestDatabase _test;
    private readonly OrderIntake _intake;
    private readonly RehearseRules _rehearse;
    private int _sent;

    private RehearsalWorld(TestDatabase test)
    {
        var waiting = new WaitingCorrections();
        _test = test;
        test.Time.Advance(TimeSpan.FromHours(1));
        Ledger = new OrderLedger(test.Database, waiting, test.Catalog, test.Keys, test.Time);
        _intake = new OrderIntake(test.Catalog, test.Writer, new EventReader(test.Database), test.Keys, Ledger, new RepeatedOrder(Ledger, new RepeatedStatus(test.Database, Ledger)), waiting, new SecretUses(test.Database), new ReceivedWebhooks(test.Database), new OrderScreening(new OpenLeaks(), new PartnerMarks(test.Database, test.Time)), new OrderCaps(test.CapStore, test.Counters, test.Time));
        var memory = new ConnectionMemory(test.Database);
        var dialects = new DoorDialects(memory, new ShopIntake(_intake, memory, NullLogger<ShopIntake>.Instance));
        _rehearse = new RehearseRules(test.Database, test.Catalog, dialects, new NameBook(test.Database), test.Time);
    }

    public OrderLedger Ledger { get; }

    public Database Database => _test.Database;

    public DateTime Now => _test.Time.GetUtcNow().UtcDateTime;

    public static async Task<RehearsalWorld> NewAsync(DatabaseProvider engine, AttributionPriority priority = AttributionPriority.Click)
    {
        var test = await TestDatabase.CreateAsync(engine);
        await test.AddAsync(
            new Advertiser { Id = Shop, Name = "Shop", TrackingType = TrackingType.Dynamic, ExclusiveCouponsPermission = true, ExclusiveCodesEnabled = true, AttributionPriority = priority },
            new Advertiser { Id = 2, Name = "Basic", ExclusiveCouponsPermission = true },
            new Advertiser { Id = 3, Name = "Bare", TrackingType = TrackingType.Dynamic });
        await test.AddAsync(
            new Offer { Id = Offer, AdvertiserId = Shop, Name = "Shoes", BaseDestinationUrl = "https://shop.example/", PayoutType = PayoutType.Percent, PayoutValue = 100_000, Currency = "USD", AutoApproveConversions = true },
            new Partner { Id = Ann, Name = "Ann" },
            new Partner { Id = Ben, Name = "Ben" },
            new Partner { Id = Cy, Name = "Cy" });
        foreach (var partner in (int[])[Ann, Ben])
        {
            await test.AddAsync(
                new Approval { OfferId = Offer, PartnerId = partner, Status = ApprovalStatus.Approved },
                new ApprovalPeriod { OfferId = Offer, PartnerId = partner, From = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) });
        }

        await test.AddAsync(Coupon(Exc, "EXC", CouponVisibility.Exclusive), Coupon(Priv, "PRIV", CouponVisibility.Private), Coupon(Leak, "LEAK", CouponVisibility.Private));
        return new RehearsalWorld(test);
    }

    /// <summary>A postback of 100 USD, two days before now unless said otherwise.</summary>
    /// <param name="query">More of it, after an ampersand.</param>
    public async Task SendAsync(string orderId, string query = "", int daysAgo = 2, string amount = "100.00")
    {
        var at = Now.AddDays(-daysAgo).AddSeconds(++_sent);
        var raw = new RawRequest(
            "GET", "portal.example", "/postback", $"aid={Shop}&order_id={orderId}&amount={amount}{(query.Length > 0 ? "&" + query : "")}", new Dictionary<string, string>(StringComparer.Ordinal), [], "203.0.113.9", at);
        var (parameters, _) = Parameters.Of(raw);
        var answer = await _intake.ReceiveAsync(NativePostback.Read(raw, parameters!), NativePostback.Door, raw, TestContext.Current.CancellationToken);
        Assert.NotNull(answer.Receipt);
    }

    /// <summary>Many orders of PRIV, spread over the last days, every second one with a click of Ann: judged and stored as the door does, written in groups.</summary>
    public async Task FillAsync(int orders)
    {
        const int Group = 5_000;
        var (snapshot, begin, step) = (_test.Catalog.Current, Now.AddDays(-25), TimeSpan.FromDays(24) / orders);
        var keys = new EventKey(1);
        var pending = new List<Task>();
        for (var i = 0; i < orders; i++)
        {
            var at = begin + (step * i);
            var click = new Click { Id = keys.Next(at), AdvertiserId = Shop, OfferId = Offer, PartnerId = Ann };
            var claims = i % 2 == 0 ? [] : new List<ClickClaim> { new(ClickSource.Explicit, snapshot.Ids.Format(click.Id), new RecordedClick(click.Id, Shop, Offer, Ann, null)) };
            var query = $"aid={Shop}&order_id=B{i}&amount=49.90&currency=USD&coupon=PRIV{(i % 2 == 0 ? "" : $"&click_id={claims[0].SentId}")}&sub1=summer&sub2=landing-page-{i % 100}";
            var raw = new RawRequest("GET", "portal.example", "/postback", query, new Dictionary<string, string>(StringComparer.Ordinal) { ["user-agent"] = "shop/1.0" }, [], "203.0.113.9", at);
            var reading = (Reading.Order)NativePostback.Read(raw, Parameters.Of(raw).Read!);
            var hit = new Hit { Id = keys.Next(at), Door = NativePostback.Door, AdvertiserId = Shop, Raw = raw.ToStoredText(), RemoteIp = raw.RemoteIp };
            var row = Judgement.Of(reading.Facts, claims, snapshot.Advertiser(Shop)!, keys.Next(at), at).Row!;
            pending.Add(_test.Writer.WriteAsync(click));
            pending.Add(_test.Writer.WriteAsync(new OrderWrite(row, hit)));
            if (pending.Count >= Group)
            {
                await Task.WhenAll(pending);
                pending.Clear();
            }
        }

        await Task.WhenAll(pending);
        if (Database.Provider == DatabaseProvider.Postgres)
        {
            // What its own housekeeping does soon after so many rows.
            await ChangeAsync(db => db.Database.ExecuteSqlAsync($"ANALYZE"));
        }
    }

    /// <summary>A click of a partner.</summary>
    /// <returns>The query of an order that names it.</returns>
    public async Task<string> ClickAsync(int partner, int daysAgo = 3)
    {
        var click = new Click { Id = EventKey.First(Now.AddDays(-daysAgo)) + ++_sent, AdvertiserId = Shop, OfferId = Offer, PartnerId = partner };
        await _test.AddAsync(click);
        return $"click_id={_test.Catalog.Current.Ids.Format(click.Id)}";
    }

    public async Task<RehearsalResult> RunAsync(RuleChange change, int days = 30, IProgress<RehearsalProgress>? progress = null) =>
        Assert.IsType<Outcome<RehearsalResult>.Done>(await TryAsync(Manager, change, days, Shop, progress)).Value;

    public Task<Outcome<RehearsalResult>> TryAsync(Actor actor, RuleChange change, int days = 30, int advertiserId = Shop, IProgress<RehearsalProgress>? progress = null, CancellationToken? cancel = null) =>
        _rehearse.RunAsync(actor, advertiserId, days, change, progress, cancel ?? TestContext.Current.CancellationToken);

    public async Task ChangeAsync(Func<PortalDbContext, Task> change)
    {
        await using var db = _test.Db();
        await change(db);
        await db.SaveChangesAsync();
    }

    public async Task<List<Conversion>> OrdersAsync()
    {
        await using var db = _test.Db();
        return await db.Conversions.AsNoTracking().OrderBy(c => c.Id).ToListAsync();
    }

    /// <summary>Rows and a checksum of every table.</summary>
    public async Task<string> ChecksumAsync()
    {
        await using var db = _test.Db();
        await db.Database.OpenConnectionAsync();
        var lines = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct().Order(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // A table's name from the model.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            var (rows, sum) = (0, new List<string>());
            while (await reader.ReadAsync())
            {
                rows++;
                sum.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
            }

            lines.Add($"{table} {rows} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sum.Order(StringComparer.Ordinal)))))}");
        }

        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        _rehearse.Dispose();
        await _test.DisposeAsync();
    }

    private static Coupon Coupon(int id, string code, CouponVisibility visibility) =>
        new() { Id = id, AdvertiserId = Shop, OfferId = Offer, Code = code, NormalCode = code, Visibility = visibility, OwnerId = Ben };
}
