using System.Net;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Intake.Feeds;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Feeds;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Tracking.Feeds;

/// <summary>XML documents through HTTP; every test names its orders with an id of its own.</summary>
public sealed class PaymentsDoorTests(SharedPortals portals)
{
    [Theory, BothEngines]
    public async Task Example_of_the_products_document_is_credited_and_the_same_document_again_adds_nothing(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var (code, order) = (NewName("TENOFF"), NewName("order"));
        await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":10,"partner_ids":[5]}""");
        var document = XmlFeedTests.Example.Replace("10OFF", code, StringComparison.Ordinal).Replace(">15<", $">{order}<", StringComparison.Ordinal);

        var (status, first) = await PostAsync(host, "?aid=1", document);
        var (_, second) = await PostAsync(host, "?aid=1", document);

        Assert.Equal((HttpStatusCode.OK, 1), (status, first.GetProperty("accepted").GetInt32()));
        var row = Assert.Single(first.GetProperty("rows").EnumerateArray());
        Assert.Equal((5, "approved", "credited"), (row.GetProperty("partner_id").GetInt32(), row.GetProperty("status").GetString(), row.GetProperty("credit").GetString()));
        Assert.Equal((0, 1), (second.GetProperty("accepted").GetInt32(), second.GetProperty("duplicates").GetInt32()));
        await using var db = host.Db();
        Assert.Equal(2_000, (await db.Conversions.SingleAsync(c => c.OrderId == order)).Amount);
        var hits = await db.Hits.Where(h => h.Raw.Contains(order)).OrderBy(h => h.Id).ToListAsync();
        Assert.Equal([HitVerdict.Accepted, HitVerdict.Duplicate], hits.Select(h => h.Verdict));
        Assert.All(hits, h => Assert.Contains("<tracking>Hand tools - chainsaw</tracking>", h.Raw, StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task Positions_of_one_order_join_and_a_revision_may_come_before_it(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var order = NewName("order");
        var revision = $"<Payments><Payment><OrderID>{order}</OrderID><Status>2</Status></Payment></Payments>";

        var (early, waiting) = await PostAsync(host, "?aid=1", revision);
        var (_, taken) = await PostAsync(host, "?aid=1", $"<payment_list version='2'>{Payment(order, 1, "10.50")}{Payment(order, 2, "4.50")}</payment_list>");
        var (_, again) = await PostAsync(host, "?aid=1", revision);

        Assert.Equal((HttpStatusCode.OK, 1), (early, waiting.GetProperty("waiting").GetInt32()));
        Assert.Equal(2, taken.GetProperty("accepted").GetInt32());
        Assert.Equal(1, again.GetProperty("duplicates").GetInt32());
        await using var db = host.Db();
        var stored = await db.Conversions.SingleAsync(c => c.OrderId == order);
        Assert.Equal((1_500, ConversionStatus.Rejected, 2), (stored.Amount, stored.Status, await db.ConversionItems.CountAsync(i => i.ConversionId == stored.Id)));
    }

    [Theory, BothEngines]
    public async Task Revision_that_comes_back_is_applied_again_and_each_document_again_adds_nothing(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var order = NewName("order");
        await PostAsync(host, "?aid=1", $"<payment_list version='2'>{Payment(order, 1, "10.50")}</payment_list>");

        var outcomes = new List<string>();
        foreach (var status in (int[])[1, 1, 2, 2, 1, 1])
        {
            var (_, answer) = await PostAsync(host, "?aid=1", $"<Payments><Payment><OrderID>{order}</OrderID><Status>{status}</Status></Payment></Payments>");
            outcomes.Add(answer.GetProperty("rows")[0].GetProperty("outcome").GetString()!);
        }

        Assert.Equal(["accepted", "duplicate", "accepted", "duplicate", "accepted", "duplicate"], outcomes);
        await using var db = host.Db();
        Assert.Equal(ConversionStatus.Approved, (await db.Conversions.SingleAsync(c => c.OrderId == order)).Status);
    }

    [Theory, BothEngines]
    public async Task Delivery_that_comes_again_later_says_what_it_said_then(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await PostAsync(host, "?aid=1", $"<payment_list version='2'>{Payment("D-1", 1, "10.50")}</payment_list>");
        await using (var ames = host.Db())
        {
            // A signed document has no parameters: the host name says whose it is.
            ames.Add(DomainRows.Verified(PortalNetwork.Ames, "127.0.0.1"));
            await ames.SaveChangesAsync();
        }


        var outcomes = new List<string>();
        foreach (var (id, status) in ((string, int)[])[("msg_1", 1), ("msg_2", 2), ("msg_1", 1), ("msg_3", 1)])
        {
            host.Time!.Advance(TimeSpan.FromSeconds(1));
            var (_, answer) = await PostAsync(host, "", $"<Payments><Payment><OrderID>D-1</OrderID><Status>{status}</Status></Payment></Payments>", id);
            outcomes.Add(answer.GetProperty("rows")[0].GetProperty("outcome").GetString()!);
            await using var db = host.Db();
            outcomes.Add((await db.Conversions.SingleAsync(c => c.OrderId == "D-1")).Status.ToString());
        }

        Assert.Equal(["accepted", "Approved", "accepted", "Rejected", "duplicate", "Rejected", "accepted", "Approved"], outcomes);
    }

    [Theory, BothEngines]
    public async Task Bad_payment_leaves_the_others_and_a_bad_document_takes_none_but_is_kept(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var (good, bad, cut) = (NewName("good"), NewName("bad"), NewName("cut"));

        var (status, mixed) = await PostAsync(host, "?aid=1", $"<payment_list>{Payment(good, 1, "5")}{Payment(bad, 1, "1,50")}</payment_list>");
        var (refused, problem) = await PostAsync(host, "?aid=1", $"<payment_list>{Payment(cut, 1, "5")}<payment>");

        Assert.Equal((HttpStatusCode.OK, 1, 1), (status, mixed.GetProperty("accepted").GetInt32(), mixed.GetProperty("refused").GetInt32()));
        Assert.Equal("price_format", mixed.GetProperty("rows")[1].GetProperty("reasons")[0].GetString());
        Assert.Equal((HttpStatusCode.BadRequest, "truncated"), (refused, problem.GetProperty("code").GetString()));
        await using var db = host.Db();
        Assert.Equal([good], await db.Conversions.Where(c => c.OrderId == good || c.OrderId == bad || c.OrderId == cut).Select(c => c.OrderId!).ToListAsync());
        var hits = await db.Hits.Where(h => h.Raw.Contains(bad) || h.Raw.Contains(cut)).OrderBy(h => h.Id).ToListAsync();
        Assert.Equal([("price_format", 1), ("truncated", 1)], hits.Select(h => (h.Reason!, h.AdvertiserId!.Value)));
    }

    [Theory, BothEngines]
    public async Task Key_is_asked_before_the_document_and_is_never_stored(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await using (var db = host.Db())
        {
            var ames = await db.Advertisers.SingleAsync(a => a.Id == PortalNetwork.Ames);
            (ames.PostbackSecurity, ames.PostbackKey) = (PostbackSecurity.Key, "key-of-ames-0123456789");
            await db.SaveChangesAsync();
        }

        var document = $"<payment_list>{Payment("O1", 1, "5")}</payment_list>";

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, "?aid=1", document)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, "?aid=1&postback_key=wrong", "<no xml")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, "?aid=1&postback_key=key-of-ames-0123456789", document)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(host, "", document)).Status);
        await using var after = host.Db();
        var hits = await after.Hits.OrderBy(h => h.Id).ToListAsync();
        Assert.Equal(["not_authenticated", "not_authenticated", null, "advertiser_unknown"], hits.Select(h => h.Reason));
        Assert.DoesNotContain(hits, h => h.Raw.Contains("key-of-ames", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Document_over_the_cap_another_method_and_a_foreign_advertiser_are_refused()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(host, "?aid=1", new string(' ', PaymentsDoor.MaxBody + 1))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(host, "?aid=4711", "<payment_list/>")).Status);
        using var answer = await host.Visitor().GetAsync(new Uri("/feeds/payments?aid=1", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    private static string Payment(string order, int position, string price) =>
        $"<payment><order_id>{order}</order_id><position_id>{position}</position_id><price>{price}</price></payment>";

    private static string NewName(string word) => word + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();

    private static async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(PortalHost host, string query, string document, string? webhookId = null)
    {
        using var content = new StringContent(document, Encoding.UTF8, "application/xml");
        if (webhookId is not null)
        {
            content.Headers.Add("webhook-id", webhookId);
            content.Headers.Add("webhook-timestamp", "1793613600");
            content.Headers.Add("webhook-signature", "v1,bm8=");
        }

        using var answer = await host.Visitor().PostAsync(new Uri(PaymentsDoor.Path + query, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, JsonDocument.Parse(text).RootElement.Clone());
    }
}
