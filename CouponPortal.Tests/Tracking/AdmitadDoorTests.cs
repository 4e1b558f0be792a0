using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>Admitad's <c>/r</c> and <c>/tt</c> through HTTP, with S2's own example.</summary>
public sealed class AdmitadDoorTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task S2_s_example_postback_credits_the_owner_of_admitad500_after_the_host_name_alone_was_changed(DatabaseProvider engine)
    {
        var campaign = NewCode("your_campaign_code");
        using var shop = await portals.NewShopAsync(engine, new { name = "From Admitad", postback_security = "key", postback_key = "your_postback_key" });
        await shop.PatchAsync($"offers/{shop.Offer}", new { external_code = campaign });
        var code = NewCode("admitad500");
        await shop.CouponAsync(code, shop.B);

        using var answer = await shop.VisitAsync(
            $"/r?campaign_code={campaign}&postback=1&postback_key=your_postback_key&action_code=1&uid=03b374fa9c2f34069e8df0bda61b8627&order_id=123456"
            + $"&tariff_code=1&currency_code=RUB&price=50000&quantity=1&position_id=3&position_count=3&product_id=31&client_id=&payment_type=sale&promocode={code}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var order = await shop.ConversionAsync(await JsonAsync(answer));
        Assert.Equal((shop.B, shop.Offer, "admitad", "sale"), (order.GetProperty("partner_id").GetInt32(), order.GetProperty("offer_id").GetInt32(), Text(order, "door"), Text(order, "event")));
        Assert.Equal(("123456", "50000.00", "RUB", "5000.00"), (Text(order, "order_id"), Text(order, "amount"), Text(order, "currency"), Text(order, "payout")));
        Assert.Equal(["click_unknown", "incomplete"], order.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
        var item = Assert.Single(order.GetProperty("items").EnumerateArray());
        Assert.Equal(("3", "31", 1, "50000.00"), (Text(item, "position_id"), Text(item, "product_id"), item.GetProperty("quantity").GetInt32(), Text(item, "price")));
    }

    [Theory, BothEngines]
    public async Task Positions_make_one_order_of_items_whatever_order_they_come_in(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("POSITIONS");
        await shop.CouponAsync(code, shop.A);
        string[] sent = ["position_id=2&price=10.50&quantity=3", "position_id=1&price=5.00&quantity=1", "position_id=3&price=0.10&quantity=10", "position_id=1&price=5.00&quantity=1"];

        var answers = new List<JsonElement>();
        foreach (var position in sent)
        {
            using var answer = await shop.VisitAsync($"/tt?campaign_code={shop.Offer}&order_id=P-1&position_count=3&currency_code=USD&promocode={code}&{position}");
            answers.Add(await JsonAsync(answer));
        }

        var order = await shop.ConversionAsync(answers[0]);
        Assert.Single(answers.Select(a => Text(a, "conversion_id")).Distinct());
        Assert.Equal(("37.50", "3.75"), (Text(order, "amount"), Text(order, "payout")));
        Assert.Equal(["1", "2", "3"], order.GetProperty("items").EnumerateArray().Select(i => Text(i, "position_id")));
        Assert.Empty(order.GetProperty("flags").EnumerateArray());
        Assert.Equal(["position_added", "position_added", "duplicate"], answers.Skip(1).Select(a => a.GetProperty("reasons")[0].GetString()));
        Assert.Equal(["position", "position"], order.GetProperty("changes").EnumerateArray().Select(c => Text(c, "kind")));
    }

    [Fact]
    public async Task A_position_with_other_figures_is_flagged_and_changes_nothing()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var first = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id=D-1&position_id=1&position_count=1&price=10.00");
        using var other = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id=D-1&position_id=1&position_count=1&price=11.00");

        var order = await shop.ConversionAsync(await JsonAsync(other));
        Assert.Equal("10.00", Text(order, "amount"));
        Assert.Contains("differs", order.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
    }

    [Theory]
    [InlineData("position_id=4&position_count=3")]
    [InlineData("position_id=0&position_count=3")]
    [InlineData("position_id=first&position_count=3")]
    [InlineData("position_id=1&position_count=0")]
    [InlineData("position_id=1&position_count=many")]
    [InlineData("position_id=1&position_count=100000")]
    public async Task A_place_that_cannot_be_holds_the_order(string position)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("ODD");
        await shop.CouponAsync(code, shop.A);

        using var answer = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id=H-1&price=10.00&promocode={code}&{position}");

        var order = await shop.ConversionAsync(await JsonAsync(answer));
        Assert.Equal("pending", Text(order, "status"));
        Assert.Contains("odd_position", order.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal("10.00", Text(order, "amount"));
    }

    [Theory, BothEngines]
    public async Task An_odd_position_holds_the_order_whether_it_comes_first_or_last(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("ODDLAST");
        await shop.CouponAsync(code, shop.A);
        string[] positions = ["position_id=1&position_count=2&price=1.00", "position_id=9&position_count=2&price=2.00", "position_id=2&position_count=2"];
        var seen = new List<string>();
        foreach (var (order, id) in new[] { ((int[])[0, 1, 2], "L-1"), ([2, 1, 0], "L-2"), ([1, 2, 0], "L-3") })
        {
            JsonElement last = default;
            foreach (var at in order)
            {
                using var answer = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id={id}&promocode={code}&{positions[at]}");
                last = await JsonAsync(answer);
            }

            var stored = await shop.ConversionAsync(last);
            seen.Add($"{Text(stored, "amount")} {Text(stored, "status")} {stored.GetProperty("flags")} {stored.GetProperty("items").GetArrayLength()}");
        }

        Assert.Equal("3.00 pending [\"amount_missing\",\"odd_position\"] 3", Assert.Single(seen.Distinct()));
    }

    [Theory]
    [InlineData("channel=adm", "credited")]
    [InlineData("channel=na", "credited")]
    [InlineData("channel=other_network", "other_channel")]
    [InlineData("broker=other_network", "other_channel")]
    public async Task The_channel_parameter_says_whose_order_it_is(string channel, string outcome)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("CHANNEL");
        await shop.CouponAsync(code, shop.A);

        using var answer = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id=C-1&price=10.00&promocode={code}&{channel}");

        Assert.Equal(outcome, Text(await JsonAsync(answer), "outcome"));
    }

    [Fact]
    public async Task A_promocode_of_255_characters_is_an_unknown_code_and_one_of_256_holds_the_order()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var longest = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id=255&price=1.00&promocode={new string('A', 255)}");
        using var tooLong = await shop.VisitAsync($"/r?campaign_code={shop.Offer}&order_id=256&price=1.00&promocode={new string('A', 256)}");

        var (taken, held) = (await JsonAsync(longest), await JsonAsync(tooLong));
        Assert.Equal(("approved", "unattributed"), (Text(taken, "status"), Text(taken, "outcome")));
        Assert.Equal("pending", Text(held, "status"));
        Assert.Contains("code_too_long", held.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task A_campaign_code_that_is_no_offer_s_is_left_aside_and_a_number_that_is_none_holds_the_order()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("CAMPAIGN");
        await shop.CouponAsync(code, shop.A);
        using var text = await shop.VisitAsync($"/r?campaign_code=nosuchcampaign&order_id=T-1&price=10.00&promocode={code}");
        using var number = await shop.VisitAsync($"/r?campaign_code=99999999&order_id=T-2&price=10.00&promocode={code}");

        var (credited, held) = (await JsonAsync(text), await JsonAsync(number));
        Assert.Equal((shop.A, "approved"), (credited.GetProperty("partner_id").GetInt32(), Text(credited, "status")));
        Assert.Equal(["offer_code_unknown"], credited.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal("pending", Text(held, "status"));
        Assert.Contains("offer_unknown", held.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
    }

    [Theory]
    [InlineData("/R")]
    [InlineData("/tT")]
    [InlineData("/TT/")]
    [InlineData("/%72")]
    public async Task The_path_is_taken_in_every_spelling(string path)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var answer = await shop.VisitAsync($"{path}?CAMPAIGN_CODE={shop.Offer}&Order_Id=S-1&PRICE=10.00");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(32, Text(await JsonAsync(answer), "conversion_id")!.Length);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
