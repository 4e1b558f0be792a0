using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>Pepperjam's <c>/track</c> in its three forms, through HTTP.</summary>
public sealed class PepperjamDoorTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task Basic_names_order_offer_and_code_by_Pepperjam_s_words(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("BASIC");
        await shop.CouponAsync(code, shop.A, "exclusive");

        var order = await TrackAsync(shop, $"PID={shop.Offer}&OID=B-1&AMOUNT=1,234.50&TYPE=1&PROMOCODE={code}");

        Assert.Equal(("B-1", "1234.50", "123.45", "pepperjam", "sale"), (Text(order, "order_id"), Text(order, "amount"), Text(order, "payout"), Text(order, "door"), Text(order, "event")));
        Assert.Equal((shop.A, shop.Offer, "exclusive_code"), (order.GetProperty("partner_id").GetInt32(), order.GetProperty("offer_id").GetInt32(), Text(order, "basis")));
        Assert.Equal("lead", Text(await TrackAsync(shop, $"PID={shop.Offer}&OID=B-1&AMOUNT=0&TYPE=2"), "event"));
    }

    [Theory, BothEngines]
    public async Task Itemized_sums_its_items_by_number(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("ITEMIZED");
        await shop.CouponAsync(code, shop.A);

        var order = await TrackAsync(shop, $"INT=ITEMIZED&PID={shop.Offer}&OID=I-1&PROMOCODE={code}&ITEM1=SKU-1&QTY1=2&AMOUNT1=10.00&ITEM2=SKU-2&QTY2=1&AMOUNT2=5.50&ITEM10=SKU-10&QTY10=1&AMOUNT10=0.25");

        Assert.Equal("25.75", Text(order, "amount"));
        Assert.Equal(["1 SKU-1 2 10.00", "2 SKU-2 1 5.50", "10 SKU-10 1 0.25"], Items(order));
    }

    [Theory, BothEngines]
    public async Task Dynamic_has_a_list_of_codes_categories_and_the_newest_valid_click(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (code, older, newer) = (NewCode("DYNAMIC"), NewCode("OLDER"), NewCode("NEWER"));
        await shop.CouponAsync(older, shop.A);
        await shop.CouponAsync(newer, shop.B);
        var (clickA, _) = await shop.ClickAsync("/" + older);
        var (clickB, _) = await shop.ClickAsync("/" + newer);

        var order = await TrackAsync(
            shop,
            $"INT=DYNAMIC&PROGRAM_ID={shop.Offer}&ORDER_ID=D-1&NEW_TO_FILE=1&COUPON=NOSUCH77,{code}&CURRENCY=USD&CLICK_ID={clickA},{clickB},00000000000000000000000000000000"
            + "&ITEM_ID1=A1&ITEM_PRICE1=20.00&QUANTITY1=3&CATEGORY1=Shoes&ITEM_ID2=B2&ITEM_PRICE2=1.00&QUANTITY2=1&CATEGORY2=Socks");

        Assert.Equal((shop.B, clickB, "61.00"), (order.GetProperty("partner_id").GetInt32(), Text(order, "click_id"), Text(order, "amount")));
        Assert.Equal(["Shoes", "Socks"], order.GetProperty("items").EnumerateArray().Select(i => Text(i, "category")));
        Assert.Contains("new_to_file", order.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
    }

    [Theory, BothEngines]
    public async Task The_signature_of_the_order_id_is_asked_for_and_checked(DatabaseProvider engine)
    {
        // printf %s A-1001 | openssl dgst -sha256 -hmac pepper-secret-0123456789, and with another-secret-0123456789
        const string Right = "8950e74a94d4a36ff1dc77e0dc6b17d30d0542c4a12547d6e3a24f83c02168e8";
        const string Another = "a31923c4f2fca148e4b310b7a69fb7179e21b61f9203e1e83a2a446e73359b5b";
        using var shop = await portals.NewShopAsync(engine, new { name = "Signed", postback_security = "signature", signing_secret = "pepper-secret-0123456789" });
        var query = $"/track?PID={shop.Offer}&OID=A-1001&AMOUNT=10.00&SIGNATURE=";

        foreach (var wrong in (string[])["", Another, Right[..^1] + "9", Right[..^2]])
        {
            using var refused = await shop.VisitAsync(query + wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var taken = await shop.VisitAsync(query + Right.ToUpperInvariant());
        using var otherOrder = await shop.VisitAsync($"/track?PID={shop.Offer}&OID=A-1002&AMOUNT=10.00&SIGNATURE={Right}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (taken.StatusCode, otherOrder.StatusCode));
        var hits = await shop.ListAsync($"hits?advertiser_id={shop.Advertiser}&verdict=refused");
        Assert.Equal(Enumerable.Repeat("not_authenticated", 5), hits.Select(h => Text(h, "reason")));
        Assert.All(hits, h => Assert.DoesNotContain("8950e74a", Text(h, "raw"), StringComparison.OrdinalIgnoreCase));
    }

    [Theory, BothEngines]
    public async Task A_pixel_without_proof_is_kept_unverified_until_the_shop_s_server_confirms_it(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine, new { name = "Pixel", postback_security = "key", postback_key = "pk_0123456789abcdef" });
        var code = NewCode("PIXEL");
        await shop.CouponAsync(code, shop.A);

        using var pixel = await shop.VisitAsync($"/track?PID={shop.Offer}&OID=X-1&AMOUNT=900.00&PROMOCODE={code}&response_type=img");
        var held = Assert.Single(await shop.ListAsync($"conversions?advertiser_id={shop.Advertiser}"));
        using var server = await shop.VisitAsync($"/track?PID={shop.Offer}&OID=X-1&AMOUNT=90.00&PROMOCODE={code}&postback_key=pk_0123456789abcdef");
        using var without = await shop.VisitAsync($"/track?PID={shop.Offer}&OID=X-2&AMOUNT=90.00&PROMOCODE={code}");

        Assert.Equal("image/gif", pixel.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("pending", "[\"unverified\"]"), (Text(held, "status"), held.GetProperty("flags").ToString()));
        var confirmed = Assert.Single(await shop.ListAsync($"conversions?advertiser_id={shop.Advertiser}"));
        Assert.Equal(("approved", "90.00", "[]"), (Text(confirmed, "status"), Text(confirmed, "amount"), confirmed.GetProperty("flags").ToString()));
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }

    private static async Task<JsonElement> TrackAsync(TestShop shop, string query)
    {
        using var answer = await shop.VisitAsync("/track?" + query);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return await shop.ConversionAsync(JsonDocument.Parse(text).RootElement);
    }

    private static IEnumerable<string> Items(JsonElement order) => order.GetProperty("items").EnumerateArray()
        .Select(i => $"{Text(i, "position_id")} {Text(i, "product_id")} {i.GetProperty("quantity")} {Text(i, "price")}");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
