using System.Globalization;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>POST /api/v1/conversions: one order or a list, each row judged, stored and answered by itself.</summary>
public sealed class ConversionBatchTests
{
    [Theory, BothEngines]
    public async Task One_order_with_all_its_fields_is_created_and_the_same_again_is_the_same(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine);
        const string Order = """
            {"order_id": 9007199254740993, "offer_id": 10, "coupon_code": ["NOSUCH", "SAVE10"], "currency": "usd", "order_time": "2026-11-02T09:00:00Z", "event": "sale", "channel": "adm",
             "sub1": "one", "new_customer": true, "adv1": "x", "cupon": "typo",
             "items": [{"position_id": "a", "product_id": 31, "category": "Shoes", "quantity": 2, "price": "1,234.50"}, {"sku": "B", "price": 0.5}]}
            """;

        var (created, again) = (await host.SendAsync(Manager, HttpMethod.Post, "conversions", Order), await host.SendAsync(Manager, HttpMethod.Post, "conversions", Order));

        var row = created.Json;
        Assert.Equal((201, 200, true), (created.Status, again.Status, again.Json.GetProperty("duplicate").GetBoolean()));
        Assert.Equal("/api/v1/conversions/" + row.GetProperty("id").GetString(), created.Header("Location"));
        Assert.Equal(row.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.Equal(
            ("9007199254740993", 1, 10, 5, "SAVE10", "2469.50", "246.95", "approved", "api", "one", "2026-11-02T09:00:00Z"),
            (Text(row, "order_id"), row.GetProperty("advertiser_id").GetInt32(), row.GetProperty("offer_id").GetInt32(), row.GetProperty("partner_id").GetInt32(), Text(row, "coupon_code"), Text(row, "amount"),
                Text(row, "payout"), Text(row, "status"), Text(row, "door"), Text(row, "sub1"), Text(row, "order_time")));
        Assert.Equal("""[{"position_id":"2","product_id":"B","category":null,"quantity":1,"price":"0.50","amount":"0.50"},{"position_id":"a","product_id":"31","category":"Shoes","quantity":2,"price":"1234.50","amount":"2469.00"}]""",
            "[" + string.Join(',', row.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()).Order(StringComparer.Ordinal)) + "]");
        Assert.Equal(["adv1", "cupon"], row.GetProperty("ignored").EnumerateArray().Select(i => i.GetString()));
        Assert.Equal(["new_to_file"], row.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
    }

    [Theory, BothEngines]
    public async Task A_list_has_a_result_for_each_row_and_its_good_rows_are_stored(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine);
        var answer = await host.SendAsync(Manager, HttpMethod.Post, "conversions", """
            {"conversions": [
              {"order_id": "1", "amount": "10.00", "coupon_code": "SAVE10"},
              {"order_id": "1", "amount": "10.00", "coupon_code": "SAVE10"},
              {"order_id": "2", "amount": "1,50"},
              {"order_id": "3", "amount": "5.00", "advertiser_id": 2},
              7,
              {"order_id": "4", "order_id": "5"},
              {"order_id": "6", "amount": "5.00", "items": [{"price": "1.00", "quantity": 0}]},
              {"order_id": "7", "amount": "5.00", "status": "rejected"},
              {"order_id": "8", "amount": "5.00", "test": true}
            ]}
            """);

        Assert.Equal((200, 3, 1, 5), (answer.Status, answer.Json.GetProperty("accepted").GetInt32(), answer.Json.GetProperty("duplicates").GetInt32(), answer.Json.GetProperty("refused").GetInt32()));
        Assert.Equal(
            [
                "1 accepted", "2 duplicate", "3 refused amount_format amount", "4 refused advertiser_id advertiser_id", "5 refused json row", "6 refused duplicate_key row",
                "7 refused quantity items[0].quantity", "8 accepted", "9 accepted",
            ],
            Rows(answer).Select(Line));
        Assert.Equal(Text(Rows(answer)[0], "conversion_id"), Text(Rows(answer)[1], "conversion_id"));
        Assert.Equal(("credited", 5), (Text(Rows(answer)[0], "credit"), Rows(answer)[0].GetProperty("partner_id").GetInt32()));
        Assert.Equal("rejected", Text(Rows(answer)[7], "status"));
        Assert.Contains("test", Rows(answer)[8].GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
        var hits = (await host.GetAsync(Manager, "hits")).Json.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(9, hits.Count);
        Assert.Contains(hits, h => Text(h, "raw")!.EndsWith("""{"order_id": "2", "amount": "1,50"}""", StringComparison.Ordinal) && Text(h, "reason") == "amount_format");
    }

    [Theory, BothEngines]
    public async Task A_thousand_rows_are_taken_in_their_order_and_one_more_is_refused_whole(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine);
        var rows = Enumerable.Range(0, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"order_id":"T-{{i % 500}}","amount":"{{i}}.00"}""")).ToList();

        var answer = await host.SendAsync(Manager, HttpMethod.Post, "conversions", $"[{string.Join(',', rows)}]");
        var tooMany = await host.SendAsync(Manager, HttpMethod.Post, "conversions", $"[{string.Join(',', rows)},{rows[0]}]");

        Assert.Equal((200, 500, 500), (answer.Status, answer.Json.GetProperty("accepted").GetInt32(), answer.Json.GetProperty("duplicates").GetInt32()));
        Assert.All(Rows(answer).Take(500), r => Assert.Equal("accepted", Text(r, "outcome")));
        Assert.Equal((400, "too_many_rows"), (tooMany.Status, tooMany.Code));
        await using var db = host.Db();
        Assert.Equal(499 * 500 / 2 * 100, await db.Conversions.SumAsync(c => c.Amount, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "json")]
    [InlineData("[]", "no_rows")]
    [InlineData("7", "json")]
    [InlineData("{\"order_id\":\"1\"", "json")]
    [InlineData("{\"order_id\":NaN}", "json")]
    [InlineData("{\"order_id\":\"1\",}", "json")]
    [InlineData("{\"order_id\":\"1\"} // note", "json")]
    [InlineData("{\"order_id\":\"1\"}{\"order_id\":\"2\"}", "json")]
    [InlineData("{\"order_id\":\"1\",\"order_id\":\"2\"}", "duplicate_key")]
    [InlineData("{\"order_id\":\"\\ud800\"}", "encoding")]
    [InlineData("{\"\\ud800\":\"1\"}", "encoding")]
    [InlineData("{\"order_id\":\"a\\u0000b\"}", "invalid_character")]
    [InlineData("{\"order_id\":\"a\\u202eb\"}", "invalid_character")]
    [InlineData("{\"order_id\":\"1\",\"amount\":1e3}", "amount_format")]
    [InlineData("{\"order_id\":\"1\",\"amount\":-1}", "amount_negative")]
    [InlineData("{\"order_id\":\"1\",\"amount\":\"1.005\"}", "too_many_decimals")]
    [InlineData("{\"order_id\":\"1\",\"currency\":\"XXX\"}", "currency")]
    [InlineData("{\"order_id\":\"1\",\"status\":\"paid\"}", "status")]
    [InlineData("{\"order_id\":\"1\",\"items\":{}}", "items")]
    [InlineData("{\"order_id\":\"1\",\"items\":[{\"key\":\"1\",\"price\":\"1\"},{\"key\":\"1\",\"price\":\"1\"}]}", "items")]
    [InlineData("{\"order_id\":\"1\",\"items\":[{\"price\":\"1\",\"quantity\":1.5}]}", "quantity")]
    [InlineData("{\"order_id\":\"1\",\"items\":[{\"price\":\"1,5\"}]}", "price_format")]
    public async Task A_malformed_body_is_refused_with_a_code_and_kept(string body, string code)
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);

        var answer = await host.SendAsync(Manager, HttpMethod.Post, "conversions", body);

        Assert.Equal((400, code), (answer.Status, answer.Code));
        var hit = Assert.Single((await host.GetAsync(Manager, "hits")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(("refused", code, "api"), (Text(hit, "verdict"), Text(hit, "reason"), Text(hit, "door")));
        Assert.EndsWith(body.Replace("\ufeff", "", StringComparison.Ordinal), Text(hit, "raw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encodings_depth_types_and_sizes_are_bounded()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var deep = "{\"order_id\":\"1\",\"x\":" + new string('[', 65) + new string(']', 65) + "}";
        Assert.Equal((400, "json"), Short(await host.SendAsync(Manager, HttpMethod.Post, "conversions", deep)));
        Assert.Equal((400, "json"), Short(await SendAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(new string('[', 200_000))), "application/json")));
        Assert.Equal((400, "encoding"), Short(await SendAsync(new ByteArrayContent([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']), "application/json")));
        Assert.Equal((415, "content_type"), Short(await SendAsync(new ByteArrayContent("{}"u8.ToArray()), "text/plain")));
        Assert.Equal((415, "content_type"), Short(await SendAsync(new ByteArrayContent(Encoding.Unicode.GetBytes("{}")), "application/json; charset=utf-16")));
        Assert.Equal(201, (await SendAsync(new ByteArrayContent([0xEF, 0xBB, 0xBF, .. "{\"order_id\":\"BOM\",\"amount\":\"1.00\"}"u8]), "application/json; charset=utf-8")).Status);
        Assert.Equal((400, "row_too_large"), Short(await host.SendAsync(Manager, HttpMethod.Post, "conversions", $$"""{"order_id":"1","x":"{{new string('x', 600_000)}}"}""")));
        Assert.Equal(413, (await SendAsync(new ByteArrayContent(new byte[(16 * 1024 * 1024) + 1]), "application/json")).Status);
        var bomb = new byte[16 * 1024 * 1024];
        bomb.AsSpan().Fill((byte)'0');
        for (var i = 1; i < bomb.Length; i += 2)
        {
            bomb[i] = (byte)',';
        }

        (bomb[0], bomb[1], bomb[^1]) = ((byte)'[', (byte)' ', (byte)']');
        Assert.Equal((400, "too_many_rows"), Short(await SendAsync(new ByteArrayContent(bomb), "application/json")));
        Assert.True(Text((await host.GetAsync(Manager, "hits?reason=too_many_rows")).Json.GetProperty("data")[0], "raw")!.Length < 1_100_000, "its beginning");
        var kept = (await host.GetAsync(Manager, "hits?reason=row_too_large")).Json.GetProperty("data")[0];
        Assert.True(Text(kept, "raw")!.Length > 600_000, "kept whole");

        static (int, string?) Short(ApiAnswer answer) => (answer.Status, answer.Code);

        Task<ApiAnswer> SendAsync(ByteArrayContent content, string type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);

            // Asked before it is sent: a refused upload would otherwise break off in the middle.
            return host.SendAsync(Manager, HttpMethod.Post, "conversions", content, ("Expect", "100-continue"));
        }
    }

    [Theory, BothEngines]
    public async Task Without_order_ids_the_request_s_idempotency_key_makes_each_row_count_once(DatabaseProvider engine)
    {
        await using var host = await StartAsync(engine);
        const string Rows = """[{"amount":"1.00"},{"amount":"1.00"},{"amount":"2.00"}]""";

        var first = await host.SendAsync(Manager, HttpMethod.Post, "conversions", Rows, ("Idempotency-Key", "batch-1"));
        var replayed = await host.SendAsync(Manager, HttpMethod.Post, "conversions", Rows, ("Idempotency-Key", "batch-1"));
        await using (var db = host.Db())
        {
            await db.IdempotentAnswers.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        var afterwards = await host.SendAsync(Manager, HttpMethod.Post, "conversions", Rows, ("Idempotency-Key", "batch-1"));

        Assert.Equal(3, first.Json.GetProperty("accepted").GetInt32());
        Assert.Equal((first.Text, "true"), (replayed.Text, replayed.Header("Idempotent-Replayed")));
        Assert.Equal(3, afterwards.Json.GetProperty("duplicates").GetInt32());
        Assert.Equal(3, (await host.GetAsync(Manager, "conversions")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_network_s_key_may_leave_the_advertiser_to_the_order_and_another_s_may_not()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var byCode = await host.SendAsync(Admin, HttpMethod.Post, "conversions", """{"order_id":"A","amount":"5.00","coupon_code":"SAVE10"}""");
        var nobody = await host.SendAsync(Admin, HttpMethod.Post, "conversions", """{"order_id":"B","amount":"5.00","coupon_code":"NOBODYS"}""");
        var foreignOffer = await host.SendAsync(Stranger, HttpMethod.Post, "conversions", """{"order_id":"C","amount":"5","offer_id":10}""");
        var foreign = await host.SendAsync(Stranger, HttpMethod.Post, "conversions", """{"order_id":"D","amount":"5","advertiser_id":1}""");
        var missing = await host.SendAsync(Stranger, HttpMethod.Post, "conversions", """{"order_id":"D","amount":"5","advertiser_id":4711}""");

        Assert.Equal((201, 1), (byCode.Status, byCode.Json.GetProperty("advertiser_id").GetInt32()));
        Assert.Equal((202, "held", "advertiser_unknown"), (nobody.Status, Text(nobody.Json, "outcome"), nobody.Json.GetProperty("reasons")[0].GetString()));
        Assert.Equal((201, 2, "pending"), (foreignOffer.Status, foreignOffer.Json.GetProperty("advertiser_id").GetInt32(), Text(foreignOffer.Json, "status")));
        Assert.Equal((400, "advertiser_id", 400), (foreign.Status, foreign.Fields, missing.Status));
        Assert.Equal(0, (await host.GetAsync(Manager, "hits?verdict=refused")).Json.GetProperty("data").GetArrayLength());
    }

    private static async Task<PortalHost> StartAsync(DatabaseProvider engine)
    {
        var host = await PortalHost.WithNetworkAsync(engine);
        Assert.Equal(201, (await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""")).Status);
        return host;
    }

    private static JsonElement[] Rows(ApiAnswer answer) => [.. answer.Json.GetProperty("rows").EnumerateArray()];

    private static string Line(JsonElement row) => $"{row.GetProperty("row")} {Text(row, "outcome")} {Text(row, "code")} {(row.GetProperty("errors") is { ValueKind: JsonValueKind.Object } errors ? string.Join(',', errors.EnumerateObject().Select(e => e.Name)) : "")}".Trim();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
