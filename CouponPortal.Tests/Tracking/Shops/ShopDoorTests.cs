using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Intake.Shops.ShopPayloads;

namespace CouponPortal.Tests.Tracking.Shops;

/// <summary>Webhooks of shops through HTTP, and what the API shows afterwards.</summary>
public sealed class ShopDoorTests(SharedPortals portals)
{
    private const string StripeSecret = "whsec_0123456789abcdef";

    [Theory, BothEngines]
    public async Task WooCommerce_is_connected_pinged_and_its_orders_credited(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var code = await CouponAsync(host);
        var shop = await ConnectAsync(host, "woocommerce");

        var ping = await PostAsync(host, shop.Url, "webhook_id=17", "application/x-www-form-urlencoded");
        var order = await WooAsync(host, shop, Woo("9007199254740993", codes: [code.ToLowerInvariant()]), "order.created");
        var refunded = await WooAsync(host, shop, Woo("9007199254740993", codes: [code], modified: "2026-11-02T09:50:00", refunds: [(1, "-3.00")]), "order.updated");

        Assert.Equal((200, "ignored", "ping"), Answer(ping));
        Assert.Equal((200, "accepted", null), Answer(order));
        Assert.Equal((200, "accepted", "new_state"), Answer(refunded));
        var conversion = (await host.GetAsync(PortalNetwork.Manager, "conversions/" + order.Json.GetProperty("conversion_id").GetString())).Json;
        Assert.Equal(("9007199254740993", "approved", "43.00", "4.00", PortalNetwork.Ana, "woocommerce"), (
            Text(conversion, "order_id")!.Split('-')[^1], Text(conversion, "status"), Text(conversion, "amount"), Text(conversion, "payout"), conversion.GetProperty("partner_id").GetInt32(), Text(conversion, "door")));
        var view = (await host.GetAsync(PortalNetwork.Manager, $"connections/{shop.Id}")).Json;
        Assert.Equal(("working", 3, 0, JsonValueKind.Null), (Text(view, "health"), view.GetProperty("deliveries").GetInt32(), view.GetProperty("refused").GetInt32(), view.GetProperty("secret").ValueKind));
    }

    [Theory, BothEngines]
    public async Task Shopify_s_order_refund_and_test_notification_do_what_they_say(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var code = await CouponAsync(host);
        var shop = await ConnectAsync(host, "shopify", "hush-of-the-shop");

        var early = await ShopifyAsync(host, shop, ShopifyRefund("450789469", 509562969, ("209.00", "refund", "success")), "refunds/create");
        var order = await ShopifyAsync(host, shop, Shopify("450789469", total: "598.94", current: "199.65", financial: "partially_refunded", codes: [code], refunds: [(509562969, "209.00")]), "orders/updated");
        var test = await ShopifyAsync(host, shop, Shopify("820982911946154508", test: true), "orders/create");

        Assert.Equal((200, "accepted", "waits_for_order"), Answer(early));
        Assert.Equal(200, order.Status);
        Assert.Equal((200, "ignored", "test_notification"), Answer(test));
        var conversion = (await host.GetAsync(PortalNetwork.Manager, "conversions/" + order.Json.GetProperty("conversion_id").GetString())).Json;
        Assert.Equal(("408.65", "19.96"), (Text(conversion, "amount"), Text(conversion, "payout")));
    }

    [Theory, BothEngines]
    public async Task Stripe_learns_what_a_promotion_code_stands_for_after_its_order(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var code = await CouponAsync(host);
        var shop = await ConnectAsync(host, "stripe", StripeSecret);
        var (payment, promotion) = ("pi_" + code, "promo_" + code);

        var order = await StripeAsync(host, shop, StripeSession("evt_a", payment, promotion: promotion));
        var path = "conversions/" + order.Json.GetProperty("conversion_id").GetString();
        var before = (await host.GetAsync(PortalNetwork.Manager, path)).Json;
        var learnt = await StripeAsync(host, shop, StripePromotion(promotion, code));
        var again = await StripeAsync(host, shop, StripeSession("evt_a", payment, promotion: promotion));
        var after = (await host.GetAsync(PortalNetwork.Manager, path)).Json;

        Assert.Equal((200, "ignored", "promotion_code_learnt"), Answer(learnt));
        Assert.Equal((200, "duplicate", "duplicate_delivery"), Answer(again));
        Assert.Equal(JsonValueKind.Null, before.GetProperty("partner_id").ValueKind);
        Assert.Equal((PortalNetwork.Ana, code, "4.30"), (after.GetProperty("partner_id").GetInt32(), Text(after, "coupon_code"), Text(after, "payout")));
    }

    [Theory, BothEngines]
    public async Task Flipped_bit_other_connection_s_secret_and_stale_time_are_refused_and_in_the_inbox(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var one = await ConnectAsync(host, "woocommerce");
        var two = await ConnectAsync(host, "woocommerce");
        var stripe = await ConnectAsync(host, "stripe", StripeSecret);
        var body = Woo("771");

        var flipped = await PostAsync(host, one.Url, body.Replace("771", "770", StringComparison.Ordinal), "application/json", ("X-WC-Webhook-Signature", Mac(one.Secret, body)));
        var swapped = await WooAsync(host, two with { Secret = one.Secret }, body, "order.created");
        var unsigned = await PostAsync(host, one.Url, body, "application/json");
        var stale = await StripeAsync(host, stripe, StripeSession("evt_old", "pi_old"), secondsAgo: 301);

        Assert.All([flipped, swapped, unsigned], answer => Assert.Equal((401, "not_authenticated"), (answer.Status, answer.Code)));
        Assert.Equal((401, "stale_signature"), (stale.Status, stale.Code));
        var hits = (await host.GetAsync(PortalNetwork.Manager, "hits?verdict=refused&limit=200")).Json.GetProperty("data").EnumerateArray().ToList();
        Assert.Contains(hits, h => Text(h, "reason") == "stale_signature" && Text(h, "raw")!.Contains(stripe.Url, StringComparison.Ordinal));
        Assert.Equal(2, hits.Count(h => Text(h, "reason") == "signature" && Text(h, "raw")!.Contains(one.Url, StringComparison.Ordinal)));
        Assert.All(hits, h => Assert.DoesNotContain(Mail, Text(h, "raw"), StringComparison.Ordinal));
        var view = (await host.GetAsync(PortalNetwork.Manager, $"connections/{two.Id}")).Json;
        Assert.Equal(("failing", "signature", 1), (Text(view, "health"), Text(view, "last_reason"), view.GetProperty("refused").GetInt32()));
    }

    [Fact]
    public async Task A_connection_that_is_not_there_answers_as_a_wrong_signature_does()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var shop = await ConnectAsync(host, "woocommerce");
        var wrong = await PostAsync(host, shop.Url, Woo(), "application/json", ("X-WC-Webhook-Signature", Mac("x", "y")));

        foreach (var url in new[] { "/hooks/woocommerce/0123456789abcdef0123456789abcdef", shop.Url.Replace("woocommerce", "shopify", StringComparison.Ordinal), "/hooks/woocommerce", "/hooks/x/y/z", "/hooks/woocommerce/" + new string('a', 3_000) })
        {
            var unknown = await PostAsync(host, url, Woo(), "application/json", ("X-WC-Webhook-Signature", Mac("x", "y")));
            Assert.Equal((wrong.Status, wrong.Text), (unknown.Status, unknown.Text));
        }

        Assert.Equal(405, (await host.SendAsync(null, HttpMethod.Get, shop.Url)).Status);
        Assert.Equal(413, (await PostAsync(host, shop.Url, new string('x', (2 * 1024 * 1024) + 1), "application/json")).Status);
    }

    [Theory]
    [InlineData("{\"id\":1,\"id\":2}", "duplicate_key")]
    [InlineData("{\"id\":1,\"status\":\"processing\"}", "amount_missing")]
    [InlineData("{\"id\":-1,\"status\":\"processing\",\"total\":\"1.00\"}", "order_id")]
    [InlineData("{\"id\":1,\"status\":\"\\u0000\"}", "invalid_character")]
    [InlineData("{\"id\":1,\"status\":\"\\ud800\"}", "encoding")]
    [InlineData("{\"id\":1,", "json")]
    [InlineData("", "body_empty")]
    public async Task What_is_signed_and_malformed_is_answered_with_success_and_held(string body, string code)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var shop = await ConnectAsync(host, "woocommerce");

        var answer = await WooAsync(host, shop, body, "order.updated");

        Assert.Equal((200, "held", code), Answer(answer));
    }

    [Fact]
    public async Task Depth_and_size_cost_little_and_are_held()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var shop = await ConnectAsync(host, "woocommerce");
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 300_000));
        var strings = "{\"id\":\"" + new string('\\', 1_900_000) + "\"";

        Assert.Equal((200, "held", "too_deep"), Answer(await WooAsync(host, shop, deep, "order.updated")));
        Assert.Equal((200, "held", "json"), Answer(await WooAsync(host, shop, strings, "order.updated")));
        var keys = "{" + string.Join(',', Enumerable.Range(0, 150_000).Select(i => $"\"k{i}\":1")) + "}";
        Assert.Equal((200, "held", "order_id"), Answer(await WooAsync(host, shop, keys, "order.updated")));
    }

    [Fact]
    public async Task Secret_is_shown_once_rotated_with_a_day_s_grace_and_entered_by_people()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var woo = await ConnectAsync(host, "woocommerce");
        var shopify = await ConnectAsync(host, "shopify");
        var path = $"connections/{woo.Id}";

        var rotated = await host.SendAsync(PortalNetwork.Manager, HttpMethod.Patch, path, """{"rotate_secret":true}""");
        var fresh = woo with { Secret = Text(rotated.Json, "secret")! };
        Assert.NotEqual(woo.Secret, fresh.Secret);
        Assert.Equal(200, (await WooAsync(host, woo, Woo("881"), "order.created")).Status);
        Assert.Equal(200, (await WooAsync(host, fresh, Woo("882"), "order.created")).Status);
        Assert.Equal(JsonValueKind.Null, (await host.GetAsync(PortalNetwork.Manager, path)).Json.GetProperty("secret").ValueKind);

        Assert.Equal((409, "secret_is_the_shops"), Problem(await host.SendAsync(PortalNetwork.Manager, HttpMethod.Patch, $"connections/{shopify.Id}", """{"rotate_secret":true}""")));
        var early = await ShopifyAsync(host, shopify with { Secret = "hush-of-the-shop" }, Shopify("5"), "orders/create");
        await host.SendAsync(PortalNetwork.Manager, HttpMethod.Patch, $"connections/{shopify.Id}", """{"secret":"hush-of-the-shop"}""");
        var late = await ShopifyAsync(host, shopify with { Secret = "hush-of-the-shop" }, Shopify("5"), "orders/create");
        Assert.Equal((401, 200), (early.Status, late.Status));

        Assert.Equal(204, (await host.SendAsync(PortalNetwork.Manager, HttpMethod.Delete, path)).Status);
        Assert.Equal(401, (await WooAsync(host, fresh, Woo("883"), "order.created")).Status);
    }

    [Theory]
    [InlineData("""{"advertiser_id":1}""", "kind")]
    [InlineData("""{"advertiser_id":1,"kind":"magento"}""", "kind")]
    [InlineData("""{"advertiser_id":1,"kind":"stripe","secret":"a b c d e f"}""", "secret")]
    [InlineData("""{"advertiser_id":1,"kind":"stripe","offer_id":20}""", "offer_id")]
    [InlineData("""{"advertiser_id":1,"kind":"shopify","shop":"not a host"}""", "shop")]
    [InlineData("""{"advertiser_id":1,"kind":"shopify","public_id":"mine"}""", "public_id")]
    public async Task Bad_field_is_told_by_its_name(string body, string field)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "connections", body);

        Assert.Equal((400, field), (answer.Status, answer.Fields));
    }

    private static int _codes;

    private static async Task<string> CouponAsync(PortalHost host)
    {
        var code = $"HOOK{Interlocked.Increment(ref _codes)}X{Random.Shared.Next(1_000_000)}";
        var answer = await host.SendAsync(PortalNetwork.Admin, HttpMethod.Post, "coupons", JsonSerializer.Serialize(new { code, offer_id = PortalNetwork.Shoes, partner_id = PortalNetwork.Ana }));
        Assert.True(answer.Status == 201, answer.Text);
        return code;
    }

    private static async Task<ConnectedShop> ConnectAsync(PortalHost host, string kind, string? secret = null)
    {
        var answer = await host.SendAsync(PortalNetwork.Manager, HttpMethod.Post, "connections", JsonSerializer.Serialize(new { advertiser_id = PortalNetwork.Ames, kind, name = "Shop", secret }));
        Assert.True(answer.Status == 201, answer.Text);
        return new(answer.Json.GetProperty("id").GetInt32(), new Uri(Text(answer.Json, "url")!).AbsolutePath, secret ?? Text(answer.Json, "secret") ?? "");
    }

    private static Task<ApiAnswer> WooAsync(PortalHost host, ConnectedShop shop, string body, string topic) =>
        PostAsync(host, shop.Url, body, "application/json", ("X-WC-Webhook-Signature", Mac(shop.Secret, body)), ("X-WC-Webhook-Topic", topic));

    private static Task<ApiAnswer> ShopifyAsync(PortalHost host, ConnectedShop shop, string body, string topic) =>
        PostAsync(host, shop.Url, body, "application/json", ("X-Shopify-Hmac-Sha256", Mac(shop.Secret, body)), ("X-Shopify-Topic", topic), ("X-Shopify-Webhook-Id", Guid.NewGuid().ToString()));

    private static Task<ApiAnswer> StripeAsync(PortalHost host, ConnectedShop shop, string body, int secondsAgo = 0)
    {
        var time = host.Time!.GetUtcNow().ToUnixTimeSeconds() - secondsAgo;
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(shop.Secret), Encoding.UTF8.GetBytes($"{time}.{body}")));
        return PostAsync(host, shop.Url, body, "application/json", ("Stripe-Signature", $"t={time},v1={mac},v0=00"));
    }

    private static Task<ApiAnswer> PostAsync(PortalHost host, string url, string body, string type, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return host.SendAsync(null, HttpMethod.Post, url, content, headers);
    }

    private static string Mac(string secret, string body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private static (int Status, string? Verdict, string? Reason) Answer(ApiAnswer answer) => answer.Status == 200 ? (200, Text(answer.Json, "status"), Text(answer.Json, "reason")) : (answer.Status, answer.Text, null);

    private static (int Status, string? Code) Problem(ApiAnswer answer) => (answer.Status, answer.Code);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private sealed record ConnectedShop(int Id, string Url, string Secret);
}
