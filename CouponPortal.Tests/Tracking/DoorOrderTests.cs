using System.Globalization;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking;

/// <summary>
/// The doors themselves, over HTTP: the same requests in any order, each once or several times and two at a time, end in the same ledger to the minor unit (RULES §4). Every
/// round has orders of its own in one product, under the same names behind a prefix.
/// </summary>
public sealed class DoorOrderTests
{
    private const int Rounds = 8;
    private const int MostTimes = 3;
    private static readonly CancellationToken Cancel = CancellationToken.None;

    [Theory, BothEngines]
    public async Task Same_requests_in_any_order_and_however_often_end_in_the_same_ledger(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        using var client = host.Script(Admin);
        await PrepareAsync(host, client);
        string? expected = null;
        for (var round = 0; round < Rounds; round++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"R{round}-");
            var random = new Random(20_261_121 + round);
            var requests = (await RequestsAsync(client, prefix)).SelectMany(r => Enumerable.Repeat(r, random.Next(1, MostTimes + 1))).ToArray();
            random.Shuffle(requests);

            foreach (var pair in requests.Chunk(2))
            {
                await Task.WhenAll(pair.Select(r => SendAsync(client, r)));
            }

            await host.Services.GetRequiredService<OrderLedger>().ApplyArrivedAsync(Cancel);
            var ledger = await LedgerAsync(host, prefix);
            expected ??= ledger;
            Assert.True(expected == ledger, $"Round {round}:\n{ledger}\n\nand the first one:\n{expected}");
        }

        // What each of them must come to, reckoned by hand; 10 % for Ana, and 5 % for tea.
        Assert.Equal(
            """
            - approved 30.00 taken 5.00 pays 2.50 USD to 5 []
            admitad approved 24.50 taken 4.50 pays 2.00 USD to 5 [1:2x10.00 2:1x4.50]
            api rejected 60.00 taken 1.25 pays 5.88 USD to 5 [1:3x20.00]
            many approved 47.00 taken 0.01 pays 4.70 USD to 5 [1:1x12.00 2:5x7.00]
            native approved 33.33 taken 3.33 pays 3.00 USD to 5 []
            root rejected 50.00 taken 50.00 pays 0.00 USD to 5 []
            track approved 19.99 taken 9.99 pays 1.00 USD to 5 []
            tea pending 1234 taken 34 pays 60 JPY to 5 []
            xml rejected 15.00 taken 0.00 pays 1.50 USD to 5 [1:1x10.50 2:1x4.50]
            """.ReplaceLineEndings("\n").Split('\n').Order(StringComparer.Ordinal),
            expected!.Split('\n'));
    }

    private static async Task PrepareAsync(PortalHost host, HttpClient client)
    {
        foreach (var (code, offer) in ((string, int)[])[("DOORS", Shoes), ("TEATIME", Tea)])
        {
            using var body = Json($$"""{"code":"{{code}}","offer_id":{{offer}},"partner_id":5}""");
            using var made = await client.PostAsync(new Uri("/api/v1/coupons", UriKind.Relative), body, Cancel);
            Assert.Equal(201, (int)made.StatusCode);
        }

        // The root form and documents without parameters say by their host whose they are. And a script orders within milliseconds of its click.
        await using var db = host.Db();
        (await db.Advertisers.SingleAsync(a => a.Id == Ames, Cancel)).OrderChecks = OrderCheckPolicy.None;
        db.Add(DomainRows.Verified(Ames, "127.0.0.1"));
        await db.SaveChangesAsync(Cancel);
    }

    private static async Task<IReadOnlyList<Sent>> RequestsAsync(HttpClient client, string p)
    {
        using var clicked = await client.GetAsync(new Uri("/clk?oid=10&affid=5&async=json", UriKind.Relative), Cancel);
        using var answer = JsonDocument.Parse(await clicked.Content.ReadAsStringAsync(Cancel));
        var click = answer.RootElement.GetProperty("transaction_id").GetString();
        return
        [
            // Everflow's two forms, and refunds by order id, by amount and by id.
            new($"/postback?aid=1&order_id={p}native&amount=33.33&coupon_code=DOORS"),
            new("/postback", $"aid=1&order_id={p}native&amount=33.33&coupon_code=doors"),
            new($"/reversal?aid=1&order_id={p}native&amount=1.11&refund_id=a"),
            new($"/reversal?aid=1&order_id={p}native&amount=2.22"),
            new($"/?nid=1&oid=10&order_id={p}root&amount=50.00&coupon_code=DOORS"),
            new($"/reversal?aid=1&order_id={p}root"),
            new($"/?nid=1&oid=10&transaction_id={click}&amount=30.00&sub1={p}-"),
            new($"/reversal?transaction_id={click}&amount=5.00&refund_id=c"),

            // One order through two systems, with what is taken back by both.
            new($"/track?PID=10&OID={p}track&AMOUNT=19.99&TYPE=1&PROMOCODE=DOORS"),
            new($"/postback?aid=1&oid=10&order_id={p}track&amount=19.99&coupon_code=DOORS"),
            new($"/reversal?aid=1&order_id={p}track&amount=9.99"),
            new($"/track?PROGRAM_ID=10&ORDER_ID={p}many&INT=DYNAMIC&ITEM_ID1=a&ITEM_PRICE1=12.00&QUANTITY1=1&ITEM_ID2=b&ITEM_PRICE2=7.00&QUANTITY2=5&COUPON=NOBODYS,DOORS"),
            new($"/reversal?order_id={p}many&amount=0.01"),

            // Positions, one request or one element each, from two doors.
            new($"/r?campaign_code=10&order_id={p}admitad&position_id=1&position_count=2&price=10.00&quantity=2&promocode=DOORS"),
            new("/feeds/payments?aid=1", List(Payment(p + "admitad", 2, "4.50"))),
            new($"/reversal?aid=1&order_id={p}admitad&amount=4.50&refund_id=x"),
            new("/feeds/payments?aid=1", List(Payment(p + "xml", 1, "10.50"), Payment(p + "xml", 2, "4.50"))),
            new("/feeds/payments?aid=1", List(Payment(p + "xml", 2, "4.50"))),
            new("/feeds/payments?aid=1", Revision(p + "xml", 2, "2026-11-01T12:00:00Z")),
            new("/feeds/payments?aid=1", Revision(p + "xml", 1, "2026-11-01T11:00:00Z")),

            // States of an order by their time, a revision between them and one after.
            new("/api/v1/conversions", Row(p + "api", "90.00", "approved", "2026-11-01T09:00:00Z", 1, "90.00")),
            new("/api/v1/conversions", Row(p + "api", "60.00", "pending", "2026-11-01T10:00:00Z", 3, "20.00")),
            new("/api/v1/conversions", Row(p + "api", "80.00", "approved", "2026-11-01T08:00:00Z", 2, "40.00")),
            new("/feeds/payments?aid=1", Revision(p + "api", 1, "2026-11-01T09:30:00Z")),
            new("/feeds/payments?aid=1", Revision(p + "api", 2, "2026-11-01T10:30:00Z")),
            new($"/reversal?aid=1&order_id={p}api&amount=1.25&refund_id=r"),

            // Another advertiser's, in a currency without decimals.
            new($"/postback?aid=2&order_id={p}tea&amount=1234&currency=JPY&coupon_code=TEATIME"),
            new($"/reversal?aid=2&order_id={p}tea&amount=34"),
        ];
    }

    private static async Task<string> LedgerAsync(PortalHost host, string prefix)
    {
        await using var db = host.Db();
        var rows = await db.Conversions.AsNoTracking().Where(c => c.OrderId!.StartsWith(prefix) || c.Sub1 == prefix + "-").ToListAsync(Cancel);
        var ids = rows.ConvertAll(r => r.Id);
        var items = (await db.ConversionItems.AsNoTracking().Where(i => ids.Contains(i.ConversionId)).ToListAsync(Cancel)).ToLookup(i => i.ConversionId);
        return string.Join('\n', rows.Select(r => LineOf(r, items[r.Id].OrderBy(i => i.Key, StringComparer.Ordinal), prefix)).Order(StringComparer.Ordinal));
    }

    private static string LineOf(Conversion r, IEnumerable<ConversionItem> items, string prefix)
    {
        var positions = string.Join(' ', items.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Key}:{i.Quantity}x{Money(i.Price)}")));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{(r.OrderId ?? r.Sub1)![prefix.Length..]} {SnakeCase.Of(r.Status)} {Money(r.Amount)} taken {Money(r.Reversed)} pays {Money(r.Payout)} {r.Currency} to {r.PartnerId} [{positions}]");
        return r.Flags == ConversionFlags.None ? line : $"{line} {r.Flags}";

        string Money(long minor) => MoneyText.Plain(minor, r.Currency);
    }

    private static async Task SendAsync(HttpClient client, Sent sent)
    {
        using var body = sent.Body is null ? null
            : sent.Body.StartsWith('{') ? Json(sent.Body)
            : new StringContent(sent.Body, Encoding.UTF8, sent.Body.StartsWith('<') ? "application/xml" : "application/x-www-form-urlencoded");
        using var answer = body is null ? await client.GetAsync(new Uri(sent.Path, UriKind.Relative), Cancel) : await client.PostAsync(new Uri(sent.Path, UriKind.Relative), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{sent.Path}: {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string List(params string[] payments) => $"<payment_list version=\"2\">{string.Concat(payments)}</payment_list>";

    private static string Payment(string order, int position, string price) =>
        $"<payment><order_id>{order}</order_id><position_id>{position}</position_id><position_count>2</position_count><price>{price}</price><promocode>DOORS</promocode></payment>";

    private static string Revision(string order, int status, string at) => $"<Payments><Payment><OrderID>{order}</OrderID><Status>{status}</Status><datetime>{at}</datetime></Payment></Payments>";

    private static string Row(string order, string amount, string status, string at, int quantity, string price) =>
        $$"""{"advertiser_id":1,"order_id":"{{order}}","amount":"{{amount}}","coupon_code":"DOORS","status":"{{status}}","updated_at":"{{at}}","items":[{"quantity":{{quantity}},"price":"{{price}}"}]}""";

    /// <param name="Body">Null = a GET.</param>
    private sealed record Sent(string Path, string? Body = null);
}
