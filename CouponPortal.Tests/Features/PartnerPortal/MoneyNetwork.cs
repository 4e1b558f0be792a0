using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>
/// <see cref="PortalNetwork"/> with a code of Ana's (ANASALE) and one of Bo's, orders that came through the API's own door, and clicks. Whatever Ana must not read has a mark in it.
/// </summary>
internal sealed class MoneyNetwork : IAsyncDisposable
{
    /// <summary>Stands in everything that is Bo's, staff's or the shop's alone.</summary>
    public const string Mark = "CANARY";

    private const string BoCode = "BOCANARY1";

    private MoneyNetwork(PortalHost host) => Host = host;

    public PortalHost Host { get; }

    public PublicIds Ids => Host.Services.GetRequiredService<Catalog>().Current.Ids;

    public static Actor Ana { get; } = new("ana@partner.example", Role.Partner, [], PortalNetwork.Ana);

    public static Actor Bo { get; } = new("bo@partner.example", Role.Partner, [], PortalNetwork.Bo);

    public static Actor AmesManager { get; } = new("manager@ames.example", Role.AdvertiserManager, [Ames]);

    public static Actor BondManager { get; } = new("manager@bond.example", Role.AdvertiserManager, [Bond]);

    public static async Task<MoneyNetwork> CreateAsync(DatabaseProvider engine)
    {
        var network = new MoneyNetwork(await PortalHost.WithNetworkAsync(engine));
        await network.PostAsync("coupons", """{"code":"ANASALE","offer_id":10,"partner_id":5}""");
        await network.PostAsync("coupons", $$"""{"code":"{{BoCode}}","offer_id":10,"partner_id":6,"internal_note":"{{Mark}}"}""");
        await network.OrderAsync("A-1", "50.00", "ANASALE");
        await network.OrderAsync("A-2", "20.00", "ANASALE");
        await network.OrderAsync("BOCANARY-1", "70.00", BoCode);
        await network.AddEventsAsync();
        return network;
    }

    public T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>An order of Ames, as its shop reports it.</summary>
    public Task OrderAsync(string number, string amount, string code, string time = "2026-11-02T09:00:00Z") =>
        PostAsync("conversions", $$"""{"advertiser_id":1,"order_id":"{{number}}","amount":"{{amount}}","currency":"USD","coupon_code":"{{code}}","order_time":"{{time}}"}""");

    public async Task<long> KeyOfAsync(string number)
    {
        await using var db = Host.Db();
        return await db.Conversions.Where(c => c.OrderId == number).Select(c => c.Id).SingleAsync();
    }

    /// <summary>A request that was not accepted.</summary>
    public async Task AddHitAsync(string raw, HitVerdict verdict = HitVerdict.Refused, string reason = "amount_format", int advertiser = Ames)
    {
        await using var db = Host.Db();
        db.Add(new Hit { Id = Service<EventKey>().Next(TestDatabase.Start), AdvertiserId = advertiser, Door = "postback", Verdict = verdict, Reason = reason, Detail = Mark, Raw = raw + " " + Mark, RemoteIp = "198.51.100.77" });
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task PostAsync(string path, string body)
    {
        var answer = await Host.SendAsync(Admin, HttpMethod.Post, path, body);
        Assert.True(answer.Status is 200 or 201, answer.Text);
    }

    private async Task AddEventsAsync()
    {
        var keys = Service<EventKey>();
        await using var db = Host.Db();
        db.AddRange(
            new Click { Id = keys.Next(TestDatabase.Start), AdvertiserId = Ames, OfferId = Shoes, PartnerId = PortalNetwork.Ana, CouponCode = "ANASALE", Sub1 = "story-7", UserAgent = Mark, Destination = "https://ames.example/" + Mark, SourceId = Mark },
            new Click { Id = keys.Next(TestDatabase.Start), AdvertiserId = Ames, OfferId = Shoes, PartnerId = PortalNetwork.Bo, CouponCode = BoCode, Sub1 = Mark });

        // What staff and the shop have written to an order of Ana's.
        var own = await db.Conversions.SingleAsync(c => c.OrderId == "A-2");
        (own.Sub1, own.Door, own.SentCodes) = (Mark, Mark, own.SentCodes + "," + BoCode);
        var change = ConversionChange.Begin(own, ConversionChangeKind.Status, TestDatabase.Start, Mark, note: Mark);
        own.Status = ConversionStatus.Rejected;
        db.Add(change.Complete(own));
        await db.SaveChangesAsync();
    }
}
