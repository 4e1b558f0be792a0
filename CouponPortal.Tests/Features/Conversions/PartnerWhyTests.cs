using System.Net;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.PartnerPortal.Conversions;
using CouponPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Features.Conversions;

/// <summary>The partner's own view of why: whose it is, what it holds back, and that for all others it does not exist.</summary>
public sealed class PartnerWhyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Partner_reads_its_own_orders_and_those_that_it_has_a_claim_on(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var why = new PartnerWhy(store.Store);
        var order = await store.AddConversionAsync(Taken);

        var winner = (await why.FindAsync(Partner(6), order.Id, Cancel))!;
        var loser = (await why.FindAsync(Partner(5), order.Id, Cancel))!;

        Assert.Equal(("Ames & Co", "America/New_York", new PartnerEarning("A-1", ConversionStatus.Pending, 9_000, 900, "USD")), (winner.AdvertiserName, winner.Zone, winner.Earned));
        Assert.Equal("This order is credited to you.", winner.Story.Headline);
        Assert.Null(loser.Earned);
        Assert.DoesNotContain("SECRET", string.Join(' ', loser.Story.Headline, loser.Story.How, loser.Story.Otherwise, string.Join(' ', loser.Story.Own)), StringComparison.Ordinal);
        Assert.Equal("Without the other partner's exclusive code it would have been credited to you.", loser.Story.Otherwise);
        Assert.Contains("Ana", Assert.Single(loser.Story.Own), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task For_everybody_else_it_is_not_there(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var why = new PartnerWhy(store.Store);
        var order = await store.AddConversionAsync(Taken);

        foreach (var actor in (Actor[])[Partner(7), EventsDatabase.Admin, EventsDatabase.Manager, EventsDatabase.Stranger, new("no partner", Role.Partner, [])])
        {
            Assert.Null(await why.FindAsync(actor, order.Id, Cancel));
        }

        Assert.Null(await why.FindAsync(Partner(6), order.Id + 1, Cancel));
    }

    [Fact]
    public async Task Pages_answer_404_alike_for_a_missing_order_and_for_one_that_is_not_the_readers()
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var key = EventKey.First(TestDatabase.Start);
        await using (var db = host.Db())
        {
            var row = new Conversion { Id = key, AdvertiserId = PortalNetwork.Ames, OfferId = PortalNetwork.Shoes, OrderKey = "o:A-1", Currency = "USD", OrderTime = TestDatabase.Start, ReceivedAt = TestDatabase.Start };
            Taken(row);
            db.Add(row);
            await db.SaveChangesAsync(Cancel);
        }

        using var ana = await host.PartnerSignedInAsync(PortalNetwork.Ana);
        using var bo = await host.PartnerSignedInAsync(PortalNetwork.Bo);
        using var cy = await host.PartnerSignedInAsync(PortalNetwork.Cy);
        using var admin = await host.SignedInAsync();
        var ids = host.Services.GetRequiredService<Catalog>().Current.Ids;
        var (own, missing) = ($"/why/{ids.Format(key)}", $"/why/{ids.Format(key + 1)}");

        Assert.Contains("credited to another partner", await TextAsync(ana, own, HttpStatusCode.OK), StringComparison.Ordinal);
        var won = await TextAsync(bo, own, HttpStatusCode.OK);
        Assert.Contains("credited to you", won, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", won, StringComparison.Ordinal);
        foreach (var other in (HttpClient[])[cy, admin])
        {
            Assert.Contains("There is nothing here", await TextAsync(other, own, HttpStatusCode.NotFound), StringComparison.Ordinal);
        }

        Assert.Contains("There is nothing here", await TextAsync(bo, missing, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("There is nothing here", await TextAsync(bo, "/why/anything", HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("Every step of the decision", await TextAsync(admin, $"/conversions/{ids.Format(key)}/why", HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.Contains("There is nothing here", await TextAsync(bo, $"/conversions/{ids.Format(key)}/why", HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("There is nothing here", await TextAsync(admin, $"/conversions/{ids.Format(key + 1)}/why", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    // Ana clicked, Bo's exclusive code was used.
    private static void Taken(Conversion row)
    {
        (row.PartnerId, row.CounterfactualPartnerId, row.Basis, row.Outcome, row.OrderId) = (6, 5, AttributionBasis.ExclusiveCode, AttributionOutcome.Credited, "A-1");
        (row.Amount, row.Reversed, row.Payout, row.CouponCode, row.SentCodes) = (10_000, 1_000, 900, "SECRET", "SECRET");
        row.Assists = TraceJson.Write([new Assist(5, AttributionBasis.Click, null, 10)]);
        row.Trace = TraceJson.Write(
        [
            new TraceLine(AttributionStep.ResolveCode, TraceVerdict.Valid, TraceReason.None, "SECRET", 6, 10, "exclusive"),
            new TraceLine(AttributionStep.JudgeClick, TraceVerdict.Valid, TraceReason.None, null, 5, 10, "2026-01-15 11:00:00 UTC"),
            new TraceLine(AttributionStep.ExclusiveCode, TraceVerdict.Decided, TraceReason.ExclusiveOwner, "SECRET", 6, 10),
        ]);
    }

    private static Actor Partner(int id) => new($"partner {id}", Role.Partner, [], id);

    private static async Task<string> TextAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        return text;
    }
}
