using System.Text;
using CouponPortal.Data;
using CouponPortal.Intake.Replay;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>Rows of documents, each with a hit of its own, read again.</summary>
public sealed class ReplayDocumentTests
{
    [Theory, BothEngines]
    public async Task The_row_of_a_document_that_staff_holds_right_becomes_the_order(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""");
        string document = $"""<payment_list version="2">{Row("50.00")}{Row("60.00")}</payment_list>""";
        using var body = new StringContent(document, Encoding.UTF8, "application/xml");
        await host.SendAsync(null, HttpMethod.Post, "/feeds/payments?aid=1", body);
        var held = (await host.GetAsync(Manager, "hits?reason=conflict_in_file")).Json.GetProperty("data").EnumerateArray().Select(h => (Id: h.GetProperty("id").GetString(), Raw: h.GetProperty("raw").GetString()!)).ToList();
        Assert.Equal(2, held.Count);

        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"hits/{held.Single(h => h.Raw.Contains("60.00", StringComparison.Ordinal)).Id}/replay", """{"confirm":true,"reason":"the shop says so"}""");

        Assert.Equal((200, "accepted"), (answer.Status, answer.Json.GetProperty("verdict").GetString()));
        var order = Assert.Single((await host.GetAsync(Manager, "conversions")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(("60.00", Ana, "xml"), (order.GetProperty("amount").GetString(), order.GetProperty("partner_id").GetInt32(), order.GetProperty("door").GetString()));

        static string Row(string price) => $"<payment><order_id>x1</order_id><price>{price}</price><quantity>1</quantity><currency_code>USD</currency_code><position_id>1</position_id><promocode>SAVE10</promocode></payment>";
    }

    [Fact]
    public void A_joined_order_of_a_file_is_read_with_all_its_positions()
    {
        const string Row = """[{"promocode":"TEN","price":"5","order_id":"J","product_id":"a","read":{"datetime_action":"2026-11-01T12:00:00Z"}},{"promocode":"TEN","price":"6.000000001","order_id":"J","product_id":"b","read":{"price":"6"}}]""";

        var facts = Assert.IsType<Reading.Order>(CouponPortal.Intake.Dialects.Sheet.SheetRow.ReadAgain(Encoding.UTF8.GetBytes(Row))).Facts;

        Assert.Equal([("1", "a", "5"), ("2", "b", "6")], facts.Items.Select(i => (i.Key, i.ProductId!, i.PriceText)));
        Assert.Equal(new DateTime(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc), facts.SentTime);
    }

    [Theory]
    [InlineData("""{"order_id":"7","amount":"5.00","advertiser_id":2}""")]
    [InlineData("""<payment_list version="2"><payment><order_id>7</order_id><price>5.00</price></payment></payment_list>""")]
    public void A_fetched_row_is_read_by_what_it_is(string row)
    {
        var request = new RawRequest("GET", "", "/", "", new Dictionary<string, string>(StringComparer.Ordinal), Encoding.UTF8.GetBytes(row), "", TestDatabase.Start);

        var read = Assert.Single(DoorDialects.Document(DoorDialects.Pull, request, advertiserId: null)!.Rows);

        var facts = Assert.IsType<Reading.Order>(read.Reading).Facts;
        Assert.Equal(("7", "pull"), (facts.OrderId, facts.Door));
    }
}
