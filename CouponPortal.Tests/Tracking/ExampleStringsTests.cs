using System.Net;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>Request strings as the documents of other products print them, with nothing added but this test's own code and ids.</summary>
public sealed class ExampleStringsTests(RunningPortals portals)
{
    [Theory, BothEngines]
    public async Task S1_s_postback_with_the_code_alone_finds_its_advertiser(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("COUPONCODE");
        await shop.CouponAsync(code, shop.A);

        var order = await TakenAsync(shop, $"/postback?coupon_code={code}");

        Assert.Equal((shop.A, "pending", code), (order.GetProperty("partner_id").GetInt32(), Text(order, "status"), Text(order, "sub3")));
        Assert.Equal(["amount_missing"], order.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
    }

    [Theory, BothEngines]
    public async Task S3_s_server_postback_takes_the_offer_that_its_oid_names(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var (code, second) = (NewCode("thebestcodeever"), await shop.NewOfferAsync());
        await shop.CouponAsync(code, shop.A);
        await shop.CouponAsync(code, shop.A, offer: second);

        var root = await TakenAsync(shop, $"/?nid=1&transaction_id=&amount=5.00&coupon_code={code}&oid={second}");
        var bare = await TakenAsync(shop, $"/?nid=1&oid={second}&affid={shop.A}&amount=5.00&order_id=DIRECT");

        Assert.Equal((second, shop.A), (root.GetProperty("offer_id").GetInt32(), root.GetProperty("partner_id").GetInt32()));
        Assert.Equal((second, "direct"), (bare.GetProperty("offer_id").GetInt32(), Text(bare, "basis")));
    }

    [Theory, BothEngines]
    public async Task On_an_advertiser_s_own_domain_the_root_needs_no_nid_and_no_advertiser(DatabaseProvider engine)
    {
        var host = NewCode("go") + ".shop.example";
        using var shop = await portals.NewShopAsync(engine, new { name = "Own domain", tracking_domain = host });
        var code = NewCode("OWNDOMAIN");
        await shop.CouponAsync(code, shop.A);

        var order = await TakenAsync(shop, $"/?coupon_code={code}&order_id=1&amount=5.00", host);
        var admitad = await TakenAsync(shop, $"/r?order_id=2&price=5.00&promocode={code}", host);
        var pepperjam = await TakenAsync(shop, $"/track?OID=3&AMOUNT=5.00&PROMOCODE={code}", host);

        Assert.All([order, admitad, pepperjam], o => Assert.Equal((shop.Advertiser, shop.A), (o.GetProperty("advertiser_id").GetInt32(), o.GetProperty("partner_id").GetInt32())));
    }

    private static async Task<JsonElement> TakenAsync(TestShop shop, string path, string? host = null)
    {
        using var client = new HttpClient { BaseAddress = shop.Door };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return await shop.ConversionAsync(JsonDocument.Parse(text).RootElement);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
