using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Api;

/// <summary>POST /api/v1/conversions/{id}/reverse, and the life that GET then shows.</summary>
public sealed class ReverseConversionTests
{
    [Theory, BothEngines]
    public async Task Refunds_are_taken_off_and_stand_in_the_order_s_life_with_who_and_why(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Post, "coupons", """{"code":"SAVE10","offer_id":10,"partner_id":5}""");
        var id = (await host.SendAsync(Manager, HttpMethod.Post, "conversions", """{"order_id":"1","amount":"100.00","coupon_code":"SAVE10"}""")).Json.GetProperty("id").GetString();

        var part = await ReverseAsync("""{"amount":"30.00","refund_id":"r1","note":"one shoe came back"}""");
        var again = await ReverseAsync("""{"amount":"30.00","refund_id":"r1"}""");
        var rest = await ReverseAsync("{}");

        Assert.Equal(("30.00", "7.00", "approved"), (Text(part.Json, "reversed"), Text(part.Json, "payout"), Text(part.Json, "status")));
        Assert.Contains("already", again.Json.GetProperty("notices")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(("100.00", "0.00", "rejected"), (Text(rest.Json, "reversed"), Text(rest.Json, "payout"), Text(rest.Json, "status")));
        var life = (await host.GetAsync(Manager, "conversions/" + id)).Json.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(["reversal 100.00 70.00 10.00 7.00", "reversal 70.00 0.00 7.00 0.00"], life.Select(c => $"{Text(c, "kind")} {Text(c, "from_amount")} {Text(c, "to_amount")} {Text(c, "from_payout")} {Text(c, "to_payout")}"));
        Assert.Equal(("API key " + Manager, "one shoe came back"), (Text(life[0], "by"), Text(life[0], "note")));
        Assert.Equal("partly_reversed", (await host.GetAsync(Manager, "hits/" + Text(life[0], "hit_id"))).Json.GetProperty("reason").GetString());
        Assert.False((await host.GetAsync(Manager, "conversions")).Json.GetProperty("data")[0].TryGetProperty("changes", out _));

        Task<ApiAnswer> ReverseAsync(string body) => host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/reverse", body);
    }

    [Theory]
    [InlineData("""{"amount":"0"}""", "amount")]
    [InlineData("""{"amount":"-5"}""", "amount")]
    [InlineData("""{"amount":"1.005"}""", "amount")]
    [InlineData("""{"amount":"all"}""", "amount")]
    [InlineData("""{"refund_id":""}""", "refund_id")]
    [InlineData("""{"currency":"USD"}""", "currency")]
    public async Task A_bad_reversal_is_refused_at_its_field(string body, string field)
    {
        await using var host = await PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite);
        var id = (await host.SendAsync(Manager, HttpMethod.Post, "conversions", """{"order_id":"1","amount":"100.00"}""")).Json.GetProperty("id").GetString();

        var answer = await host.SendAsync(Manager, HttpMethod.Post, $"conversions/{id}/reverse", body);

        Assert.Equal((400, field), (answer.Status, answer.Fields));
        Assert.Equal("0.00", Text((await host.GetAsync(Manager, "conversions/" + id)).Json, "reversed"));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
