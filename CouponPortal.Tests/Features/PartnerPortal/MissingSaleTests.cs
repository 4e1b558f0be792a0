using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Features.PartnerPortal.MissingSale;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>“Where is my sale?” over real orders and requests.</summary>
public sealed class MissingSaleTests
{
    [Theory, BothEngines]
    public async Task Question_is_answered_from_orders_requests_and_the_codes_history(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        await network.AddHitAsync("GET /postback?order_id=R%2F9&coupon_code=anasale&amount=1,0");
        await network.AddHitAsync("GET /postback?order_id=R-8&coupon_code=BOCANARY1&amount=1,0");
        await network.AddHitAsync("""POST /api/v1/conversions {"order_id":"H-7","coupon_code":"ANASALE"}""", HitVerdict.Held, "conflict_in_file");
        await network.AddHitAsync("GET /postback?order_id=R-6&coupon_code=ANASALE", advertiser: PortalNetwork.Bond);

        await Says(network, new() { Code = " anasale ", OrderId = "A-1" }, MissingSaleFinding.CreditedToYou, "is credited to you");
        await Says(network, new() { Code = "ANASALE", OrderId = "A-2" }, MissingSaleFinding.Rejected, "the shop rejected it");
        await Says(network, new() { Code = "ANASALE", OrderId = "BOCANARY-1" }, MissingSaleFinding.CreditedToAnother, "Your code ANASALE was not sent with this order.");
        await Says(network, new() { Code = "ANASALE", OrderId = "R/9" }, MissingSaleFinding.NotAccepted, "Its amount could not be read.");
        await Says(network, new() { Code = "ANASALE", OrderId = "H-7" }, MissingSaleFinding.Held, "kept for the shop's staff");

        // A request without the partner's own code, one of another shop, a part of a number: nothing.
        foreach (var number in (string[])["R-8", "R-6", "R", "9", "a-1", "A-1 x"])
        {
            await Says(network, new() { Code = "ANASALE", OrderId = number }, MissingSaleFinding.NeverArrived, "has arrived");
        }

        await Says(network, new() { Day = new(2026, 11, 3), Amount = "52" }, MissingSaleFinding.CreditedToYou, "A-1");
        await Says(network, new() { Day = new(2026, 11, 2), Amount = "70.00" }, MissingSaleFinding.NeverArrived, "No order of yours that fits");
        await Says(network, new() { Day = new(2026, 11, 2), Amount = "50.00", Currency = "eur" }, MissingSaleFinding.NeverArrived, "No order of yours that fits");
    }

    [Theory, BothEngines]
    public async Task Code_that_ended_is_the_reason(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);
        await using (var db = network.Host.Db())
        {
            var coupon = db.Coupons.Single(c => c.NormalCode == "ANASALE");
            await Api.ApiCalls.SendAsync(network.Host, PortalNetwork.Admin, HttpMethod.Patch, $"coupons/{coupon.Id}", """{"end_date":"2026-10-31"}""");
        }

        // Orders are judged by the terms of their time: the end that is set now counts for what is ordered from now on.
        await network.OrderAsync("EARLY-1", "10.00", "ANASALE");
        await network.OrderAsync("LATE-1", "10.00", "ANASALE", "2026-11-02T10:00:01Z");

        await Says(network, new() { Code = "ANASALE", OrderId = "EARLY-1" }, MissingSaleFinding.CreditedToYou, "is credited to you");
        await Says(network, new() { Code = "ANASALE", OrderId = "LATE-1" }, MissingSaleFinding.CreditedToNobody, "Code ANASALE had ended at the order time.");
        await Says(network, new() { Code = "ANASALE", OrderId = "LATE-1" }, MissingSaleFinding.CreditedToNobody, "ANASALE ran until 31 Oct 2026.");
        await Says(network, new() { Code = "ANASALE", OrderId = "NEVER-1" }, MissingSaleFinding.NeverArrived, "Your code ANASALE has ended.");
    }

    [Theory, BothEngines]
    public async Task Foreign_code_and_foreign_shop_are_answered_as_missing_ones(DatabaseProvider engine)
    {
        await using var network = await MoneyNetwork.CreateAsync(engine);

        foreach (var code in (string[])["BOCANARY1", "NEVERMADE"])
        {
            Assert.Equal($"{code} is no code of yours at this shop.", (await FaultsAsync(network, new() { AdvertiserId = 1, Code = code, OrderId = "A-1" })).ToString());
        }

        foreach (var shop in (int?[])[4711, null, 0])
        {
            Assert.Equal("Choose the shop.", (await FaultsAsync(network, new() { AdvertiserId = shop, Code = "ANASALE", OrderId = "A-1" })).ToString());
        }

        Assert.Equal(["code"], (await FaultsAsync(network, new() { AdvertiserId = 1, OrderId = "A-1" })).ByField.Keys);
        Assert.Equal(["order_id"], (await FaultsAsync(network, new() { AdvertiserId = 1, Code = "ANASALE", Day = new(2026, 11, 2) })).ByField.Keys);
        Assert.Equal(["code", "amount", "day"], (await FaultsAsync(network, new() { AdvertiserId = 1, Code = "no code", OrderId = "X", Amount = "1,5", Day = new(2027, 1, 1) })).ByField.Keys);
        Assert.Equal(["order_id"], (await FaultsAsync(network, new() { AdvertiserId = 1, Code = "ANASALE", OrderId = "A\u200b1" })).ByField.Keys);
        Assert.Equal(["currency"], (await FaultsAsync(network, new() { AdvertiserId = 1, Amount = "5", Currency = "XXX", Day = new(2026, 11, 1) })).ByField.Keys);
    }

    [Fact]
    public async Task Partner_asks_so_many_times_an_hour_and_staff_not_at_all()
    {
        await using var network = await MoneyNetwork.CreateAsync(DatabaseProvider.Sqlite);
        var ask = network.Service<AskMissingSale>();
        var draft = new MissingSaleDraft { AdvertiserId = PortalNetwork.Ames, Code = "ANASALE", OrderId = "A-1" };

        // Also what is not understood counts: it says which codes are hers.
        for (var i = 0; i < AskMissingSale.PerHour; i++)
        {
            Assert.IsNotType<Outcome<AskedSale>.Conflict>(await ask.AskAsync(MoneyNetwork.Ana, draft with { Code = i % 2 == 0 ? "ANASALE" : $"GUESS{i}" }));
        }

        var refused = Assert.IsType<Outcome<AskedSale>.Conflict>(await ask.AskAsync(MoneyNetwork.Ana, draft));
        Assert.Equal(("too_many_requests", "You have asked often within the last hour. Ask again from 11:00 UTC on."), (refused.Code, refused.Message));

        // Others are not held up, and an hour later she asks again.
        Assert.IsType<Outcome<AskedSale>.Invalid>(await ask.AskAsync(MoneyNetwork.Bo, draft));
        network.Host.Time!.Advance(TimeSpan.FromHours(1));
        Assert.IsType<Outcome<AskedSale>.Done>(await ask.AskAsync(MoneyNetwork.Ana, draft));
        foreach (var actor in (Actor[])[MoneyNetwork.AmesManager, Actor.System, new("nobody", Role.Partner, [])])
        {
            Assert.IsType<Outcome<AskedSale>.Forbidden>(await ask.AskAsync(actor, draft));
        }
    }

    private static async Task Says(MoneyNetwork network, MissingSaleDraft draft, MissingSaleFinding finding, string words)
    {
        var answer = await AskAsync(network, draft);
        Assert.True(finding == answer.Finding, $"{draft}: {Text(answer)}");
        Assert.Contains(words, Text(answer), StringComparison.Ordinal);
        Assert.DoesNotContain(MoneyNetwork.Mark, Text(answer).Replace("BOCANARY-1", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<MissingSaleAnswer> AskAsync(MoneyNetwork network, MissingSaleDraft draft)
    {
        // Not counted: the limit has a test of its own.
        var outcome = await network.Service<AskMissingSale>().AnswerAsync(MoneyNetwork.Ana, draft with { AdvertiserId = PortalNetwork.Ames }, TestContext.Current.CancellationToken);
        return Assert.IsType<Outcome<AskedSale>.Done>(outcome).Value.Answer;
    }

    private static async Task<FieldErrors> FaultsAsync(MoneyNetwork network, MissingSaleDraft draft) =>
        Assert.IsType<Outcome<AskedSale>.Invalid>(await network.Service<AskMissingSale>().AnswerAsync(MoneyNetwork.Ana, draft, TestContext.Current.CancellationToken)).Errors;

    private static string Text(MissingSaleAnswer a) => string.Join('\n', a.Matches.SelectMany(m => m.Reasons.Append(m.Headline).Append(m.Own?.OrderId)).Concat([a.Headline, a.Advice, .. a.Reasons]));
}
