using System.Net;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Postbacks;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>What a postback may be sent like, and what it gets: a stable code or an order, the request kept, and never a fault of ours.</summary>
public sealed class MalformedPostbackTests(RunningPortals portals)
{
    [Theory]
    [InlineData("order_id=1&ORDER_ID=2", "repeated_parameter")]
    [InlineData("verification_token=a&verification_token=b", "repeated_parameter")]
    [InlineData("amount=1&amount=1", "repeated_parameter")]
    [InlineData("order_id=a%0d%0ab", "invalid_character")]
    [InlineData("order_id=a%09b", "invalid_character")]
    [InlineData("order_id=a%1bb", "invalid_character")]
    [InlineData("order_id=a%E2%80%AEb", "invalid_character")]
    [InlineData("order_id=a%E2%80%8Bb", "invalid_character")]
    [InlineData("order_id=1;amount=5", "separator")]
    [InlineData("order_id=%C3%28", "encoding")]
    [InlineData("amount=1.234,56", "amount_format")]
    [InlineData("amount=1,000", "amount_format")]
    [InlineData("amount=1%20000", "amount_format")]
    [InlineData("amount=1_000", "amount_format")]
    [InlineData("amount=$5", "amount_format")]
    [InlineData("amount=(5)", "amount_format")]
    [InlineData("amount=5-", "amount_format")]
    [InlineData("amount=%2B5", "amount_format")]
    [InlineData("amount=1e3", "amount_format")]
    [InlineData("amount=0x10", "amount_format")]
    [InlineData("amount=Infinity", "amount_format")]
    [InlineData("amount=%EF%BC%95", "amount_format")]
    [InlineData("amount=%D9%A5", "amount_format")]
    [InlineData("amount=99999999999999999999", "amount_too_large")]
    [InlineData("amount=1.2345&currency=KWD", "too_many_decimals")]
    [InlineData("amount=5&currency=US", "currency")]
    [InlineData("datetime=31/12/2026", "datetime_format")]
    [InlineData("affid=abc", "not_a_number")]
    public async Task A_refused_postback_has_a_code_and_is_kept(string query, string code)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        foreach (var path in (string[])["/postback", "/?nid=1"])
        {
            using var answer = await shop.VisitAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}aid={shop.Advertiser}&{query}");
            var problem = await JsonAsync(answer);
            Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, Text(problem, "code")));
            var (_, hit) = await shop.SendAsync(HttpMethod.Get, "hits/" + Text(problem, "hit_id"));
            Assert.Equal(("refused", code), (Text(hit, "verdict"), Text(hit, "reason")));
        }
    }

    [Theory]
    [InlineData("/r", "quantity=0", "quantity")]
    [InlineData("/r", "quantity=-1", "quantity")]
    [InlineData("/tt", "quantity=1.5", "quantity")]
    [InlineData("/tt", "quantity=abc", "quantity")]
    [InlineData("/r", "price=1,5", "price_format")]
    [InlineData("/r", "price=-5", "price_negative")]
    [InlineData("/r", "currency_code=RUR", "currency")]
    [InlineData("/r", "position_id=1&position_id=2", "repeated_parameter")]
    [InlineData("/track", "INT=OTHER", "int")]
    [InlineData("/track", "ITEM1=a&AMOUNT1=x", "price_format")]
    [InlineData("/track", "ITEM1=a&AMOUNT1=1&QTY1=0", "quantity")]
    [InlineData("/track", "PID=1&PROGRAM_ID=2", "repeated_parameter")]
    [InlineData("/track", "AMOUNT=5.005&CURRENCY=USD", "too_many_decimals")]
    public async Task A_refused_request_of_another_dialect_has_a_code_and_is_kept(string path, string query, string code)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var offer = query.Contains("PID", StringComparison.Ordinal) ? "" : path == "/track" ? $"PID={shop.Offer}&" : $"campaign_code={shop.Offer}&";

        using var answer = await shop.VisitAsync($"{path}?{offer}order_id=1&{(query.Contains("price", StringComparison.Ordinal) ? "" : "price=5.00&")}{query}");

        var problem = await JsonAsync(answer);
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, Text(problem, "code")));
        Assert.Equal(code, Text((await shop.SendAsync(HttpMethod.Get, "hits/" + Text(problem, "hit_id"))).Json, "reason"));
    }

    [Theory]
    [InlineData("amount=", "pending", "amount_missing")]
    [InlineData("amount=0", "approved", "zero_amount")]
    [InlineData("amount=5&uid=nonsense", "approved", "click_unknown")]
    [InlineData("amount=5&oid=99999999", "pending", "offer_unknown")]
    [InlineData("amount=5&datetime=2031-01-01T00:00:00Z", "pending", "time_out_of_range")]
    [InlineData("amount=5&datetime=2020-01-01T00:00:00Z", "pending", "time_out_of_range")]
    public async Task An_odd_order_is_kept_and_marked(string query, string status, string reason)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("ODDORDER");
        await shop.CouponAsync(code, shop.A);

        var (answered, json) = await shop.PostbackAsync($"aid={shop.Advertiser}&coupon_code={code}&order_id=1&{query}");

        Assert.Equal((HttpStatusCode.OK, status), (answered, Text(json, "status")));
        Assert.Contains(reason, json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task A_plus_is_a_blank_an_encoded_one_stays_and_case_tells_order_ids_apart()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var orders = new List<JsonElement>();
        foreach (var id in (string[])["A+1", "A%201", "A%2B1", "a+1", "+A+1+"])
        {
            orders.Add(await shop.ConversionAsync(await shop.OrderAsync("order_id=" + id)));
        }

        Assert.Equal(["A 1", "A 1", "A+1", "a 1", "A 1"], orders.Select(o => Text(o, "order_id")));
        Assert.Equal(3, orders.Select(o => Text(o, "id")).Distinct().Count());
    }

    [Fact]
    public async Task Every_door_is_found_in_every_spelling_and_no_code_can_take_its_place()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        foreach (var path in OrderDoors.Paths)
        {
            Assert.NotEqual(CodeFault.None, CouponCode.Check(path));
            foreach (var spelling in (string[])[path, path.ToUpperInvariant(), path[..1].ToUpperInvariant() + path[1..], path + "/"])
            {
                using var answer = await shop.VisitAsync($"/{spelling}?order_id=1&order_id=2");
                Assert.Equal("repeated_parameter", Text(await JsonAsync(answer), "code"));
            }
        }
    }

    [Theory, BothEngines]
    public async Task The_same_order_at_once_many_times_is_one_conversion(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => shop.OrderAsync("order_id=PARALLEL")));

        Assert.Equal(199, answers.Count(a => a.GetProperty("duplicate").GetBoolean()));
        Assert.Single(answers.Select(a => Text(a, "conversion_id")).Distinct());
    }

    [Theory]
    [InlineData("/postback", "PUT")]
    [InlineData("/r", "DELETE")]
    [InlineData("/track", "HEAD")]
    [InlineData("/reversal", "PATCH")]
    public async Task Another_method_is_refused_by_name(string path, string method)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var answer = await shop.VisitAsync(path, new HttpMethod(method));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow);
    }

    [Theory, BothEngines]
    public async Task Nothing_that_a_door_is_sent_is_a_fault_of_ours(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        using var client = new HttpClient { BaseAddress = shop.Door };
        string[] bodies = ["", "{", "[]", "null", "\"x\"", "{\"a\":{\"b\":[1]}}", "%", "=", "&&&===;;;", "a=%ff", new string('[', 60_000), new string('-', 60_000), "amount=" + new string('-', 50_000), "<x>", "\u0000", "ITEM1=\u0000"];
        string[] types = ["application/json", "application/x-www-form-urlencoded", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "nonsense"];
        var fine = 0;
        foreach (var path in (string[])["/postback", "/r", "/tt", "/track", "/reversal", "/?nid=1"])
        {
            foreach (var body in bodies)
            {
                foreach (var type in types)
                {
                    using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
                    content.Headers.TryAddWithoutValidation("Content-Type", type);
                    using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
                    Assert.True((int)answer.StatusCode < 500, $"{path} {type} {body[..Math.Min(40, body.Length)]}: {answer.StatusCode}");
                    fine++;
                }
            }
        }

        Assert.Equal(6 * 16 * 6, fine);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
