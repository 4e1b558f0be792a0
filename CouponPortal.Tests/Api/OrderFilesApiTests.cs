using System.Text;
using CouponPortal.Data;
using CouponPortal.Tests.Intake.Feeds;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Api;

/// <summary>Orders as files through the API; each test's file has a code and an order of its own.</summary>
public sealed class OrderFilesApiTests(SharedPortals portals)
{
    [Theory, BothEngines]
    public async Task Dry_run_says_what_applying_does_and_the_same_file_again_adds_nothing(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var code = NewName("FILE");
        await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "coupons", $$"""{"code":"{{code}}","offer_id":10,"partner_ids":[5]}""");
        var file = TestWorkbook.Of(["promocode", "price", "order_id"], [code, "20.00", code + "-1"], [code, "1,50", ""], ["<c><v>10</v></c>", "5", ""], [code, "30", ""]);

        var preview = await SendAsync(host, file, "&dry_run=true");
        var applied = await SendAsync(host, file, "");
        var again = await SendAsync(host, file, "");

        Assert.Equal((200, 2, 0, 1, 1), Counts(preview));
        Assert.Equal((200, 2, 0, 1, 1), Counts(applied));
        Assert.Equal(["ready", "applied", "applied"], new[] { preview, applied, again }.Select(a => a.Json.GetProperty("file").GetProperty("state").GetString()));
        var (judged, became) = (preview.Json.GetProperty("rows")[0], applied.Json.GetProperty("rows")[0]);
        Assert.Equal((5, "credited"), (judged.GetProperty("partner_id").GetInt32(), judged.GetProperty("credit").GetString()));
        Assert.Equal((5, "credited"), (became.GetProperty("partner_id").GetInt32(), became.GetProperty("credit").GetString()));
        Assert.Equal(["price_format", "code_cell_type"], applied.Json.GetProperty("rows").EnumerateArray().Skip(1).Take(2).Select(r => r.GetProperty("reasons")[0].GetString()));
        await using var db = host.Db();
        var orders = await db.Conversions.Where(c => c.CouponCode == code).OrderBy(c => c.Amount).ToListAsync();
        Assert.Equal([2_000L, 3_000L], orders.Select(o => o.Amount));
        Assert.EndsWith("-UNIQUE_PROMOCODE", orders[1].OrderId, StringComparison.Ordinal);
        Assert.Equal(1, await db.Hits.CountAsync(h => h.Door == "order_file" && h.Reason == "price_format" && h.Raw.Contains(code)));
    }

    [Theory, BothEngines]
    public async Task Held_rows_become_orders_when_staff_has_them_read_again_and_a_row_with_a_bad_cell_says_what_to_do(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "coupons", """{"code":"10000","offer_id":10,"partner_ids":[5]}""");
        var file = TestWorkbook.Of(
            ["promocode", "price", "order_id", "datetime_action", "product_id"],
            ["<c><v>10000</v></c>", "<c><v>19.989999999999998</v></c>", "", "<c><v>46327.5</v></c>", ""],
            ["10000", "30", "X-1", "", ""], ["10000", "31", "X-1", "", ""], ["10000", "7", "J-1", "", "a"], ["10000", "8", "J-1", "", "b"], ["=1+1", "5", "", "", ""]);
        var applied = await SendAsync(host, file, "");
        var hits = (await host.GetAsync(PortalNetwork.Manager, "hits?door=order_file")).Json.GetProperty("data").EnumerateArray().Reverse().Select(h => (Id: h.GetProperty("id").GetString(), Reason: h.GetProperty("reason").GetString())).ToList();
        host.Time!.Advance(TimeSpan.FromDays(2));

        var number = await ReplayAsync("code_cell_type");
        var chosen = await ReplayAsync("conflict_in_file");
        var formula = await ReplayAsync("formula");

        Assert.Equal((200, 2, 0, 3, 1), Counts(applied));
        Assert.Equal(("accepted", "accepted", "refused"), (Verdict(number), Verdict(chosen), Verdict(formula)));
        Assert.Contains("upload the file again", formula.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await using var db = host.Db();
        var orders = await db.Conversions.OrderBy(c => c.Amount).ToListAsync();
        Assert.Equal([15_00L, 19_99L, 30_00L], orders.Select(o => o.Amount));
        Assert.EndsWith("-UNIQUE_PROMOCODE", orders[1].OrderId, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc), orders[1].OrderTime);
        Assert.Equal((TestDatabase.Start, "X-1", 5), (orders[2].OrderTime, orders[2].OrderId!, orders[2].PartnerId!.Value));

        Task<ApiAnswer> ReplayAsync(string reason) => host.SendAsync(PortalNetwork.Manager, HttpMethod.Post, $"hits/{hits.First(h => h.Reason == reason).Id}/replay", "{}");

        static string? Verdict(ApiAnswer answer) => answer.Json.GetProperty("verdict").GetString();
    }

    [Theory, BothEngines]
    public async Task Refused_file_says_why_and_is_kept_whole(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var text = Encoding.UTF8.GetBytes($"promocode,price\n\"{NewName("CUT")},5\n");

        var answer = await SendAsync(host, text, "", "orders.csv");

        Assert.Equal((400, "malformed", "file"), (answer.Status, answer.Code, answer.Fields));
        await using var db = host.Db();
        Assert.Contains(await db.OrderFileContents.Select(c => c.Content).ToListAsync(), c => c is not null && c.SequenceEqual(text));
    }

    [Fact]
    public async Task Same_file_is_another_advertisers_own_and_its_rows_are_other_orders()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var file = TestWorkbook.Of(["promocode", "price"], [NewName("TWICE"), "500"]);

        var ames = await SendAsync(host, file, "");
        var bond = await host.SendAsync(PortalNetwork.Stranger, HttpMethod.Post, "order-files", Form(file, "orders.xlsx"));

        Assert.Equal((200, 1, 0, 0, 0), Counts(ames));
        Assert.Equal((200, 1, 0, 0, 0), Counts(bond));
        Assert.NotEqual(OrderOf(ames), OrderOf(bond));

        static string? OrderOf(ApiAnswer answer) => answer.Json.GetProperty("rows")[0].GetProperty("order_id").GetString();
    }

    private static (int Status, int Accepted, int Duplicates, int Held, int Refused) Counts(ApiAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return (200, Number("accepted"), Number("duplicates"), Number("held"), Number("refused"));

        int Number(string name) => answer.Json.GetProperty(name).GetInt32();
    }

    private static Task<ApiAnswer> SendAsync(PortalHost host, byte[] file, string query, string name = "orders.xlsx") =>
        host.SendAsync(PortalNetwork.Manager, HttpMethod.Post, "order-files?advertiser_id=1" + query, Form(file, name));

    private static MultipartFormDataContent Form(byte[] file, string name) => new() { { new ByteArrayContent(file), "file", name } };

    private static string NewName(string word) => word + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();
}
