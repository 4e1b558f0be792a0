using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Tracking.TestShop;

namespace CouponPortal.Tests.Tracking;

/// <summary>What the tracking doors withstand (HARDENING, first sections), through HTTP.</summary>
public sealed class DoorTests(RunningPortals portals)
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("?url=https://evil.example&redirect=//evil.example&next=javascript:x")]
    public async Task A_coupon_url_leads_to_the_stored_destination_alone_and_is_never_cached(string tail)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("LINK");
        await shop.CouponAsync(code, shop.A);

        using var answer = await shop.VisitAsync("/" + code.ToLowerInvariant() + tail);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("shop.example", answer.Headers.Location!.Host);
        Assert.DoesNotContain("evil", answer.Headers.Location.ToString(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("noindex", Assert.Single(answer.Headers.GetValues("X-Robots-Tag")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task HEAD_redirects_alike_and_counts_no_click()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("HEAD");
        await shop.CouponAsync(code, shop.A);

        using var answer = await shop.VisitAsync("/" + code, HttpMethod.Head);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Empty(await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}"));
    }

    [Theory]
    [InlineData("/nosuchcode77")]
    [InlineData("/SALE10%2Fx")]
    [InlineData("/SALE10;a=1")]
    [InlineData("/%EF%BC%B3ALE10")]
    [InlineData("/%E2%84%AAELVIN")]
    [InlineData("/x/../nosuchcode77")]
    [InlineData("/AB")]
    public async Task An_address_that_is_no_live_code_is_a_plain_404(string path)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        using var answer = await shop.VisitAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Theory, BothEngines]
    public async Task A_dead_code_leads_to_the_fallback_and_the_miss_is_recorded(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("DEAD");
        await shop.CouponAsync(code, shop.A, end: "2020-01-01");
        using var plain = await shop.VisitAsync("/" + code);
        await shop.PatchAsync($"advertisers/{shop.Advertiser}", new { fallback_url = "https://shop.example/sorry" });

        using var answer = await shop.VisitAsync("/" + code);

        Assert.Equal(HttpStatusCode.NotFound, plain.StatusCode);
        Assert.StartsWith("https://shop.example/sorry", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        var clicks = await shop.ListAsync($"clicks?advertiser_id={shop.Advertiser}&coupon_code={code}");
        Assert.Equal(["ended", "ended"], clicks.Select(c => c.GetProperty("outcome").GetString()));
        Assert.All(clicks, c => Assert.Equal(JsonValueKind.Null, c.GetProperty("partner_id").ValueKind));
    }

    [Fact]
    public async Task Where_two_advertisers_share_a_domain_and_a_code_the_url_s_offer_says_whose_miss_it_is()
    {
        var code = NewCode("BOTH");
        using var first = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var second = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        await first.CouponAsync(code, first.A);
        await second.CouponAsync(code, second.A, end: "2020-01-01");
        await second.PatchAsync($"advertisers/{second.Advertiser}", new { fallback_url = "https://second.example/sorry" });

        using var answer = await second.VisitAsync($"/{code}?oid={second.Offer}");

        Assert.Equal("second.example", answer.Headers.Location?.Host);
        Assert.Equal("ended", Assert.Single(await second.ListAsync($"clicks?advertiser_id={second.Advertiser}")).GetProperty("outcome").GetString());
        Assert.Empty(await first.ListAsync($"clicks?advertiser_id={first.Advertiser}"));
    }

    [Theory, BothEngines]
    public async Task An_offer_click_is_recorded_for_the_partner_and_answers_a_redirect_or_json(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        await shop.CreateAsync("approvals", new { offer_id = shop.Offer, partner_id = shop.A, status = "approved" });

        var (click, _) = await shop.ClickAsync($"/clk?oid={shop.Offer}&affid={shop.A}&sub2=x");
        using var json = await shop.VisitAsync($"/clk?oid={shop.Offer}&affid={shop.A}&async=json");
        using var refused = await shop.VisitAsync($"/clk?oid={shop.Offer}&affid={shop.B}");

        var order = await shop.ConversionAsync(await shop.OrderAsync($"transaction_id={click}&order_id=O1"));
        Assert.Equal((shop.A, "x"), (order.GetProperty("partner_id").GetInt32(), order.GetProperty("sub2").GetString()));
        Assert.Equal(32, JsonDocument.Parse(await json.Content.ReadAsStringAsync()).RootElement.GetProperty("transaction_id").GetString()!.Length);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Theory]
    [InlineData("order_id=1&order_id=2", 400, "repeated_parameter")]
    [InlineData("order_id=a%00b", 400, "invalid_character")]
    [InlineData("amount=1,50", 400, "amount_format")]
    [InlineData("amount=1%00", 400, "invalid_character")]
    [InlineData("amount=-5", 400, "amount_negative")]
    [InlineData("amount=0.005", 400, "too_many_decimals")]
    [InlineData("amount=10.5&currency=JPY", 400, "too_many_decimals")]
    [InlineData("amount=NaN", 400, "amount_format")]
    public async Task Bad_input_is_refused_with_a_code_and_kept_in_the_inbox(string query, int status, string code)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        var (answered, problem) = await shop.PostbackAsync($"aid={shop.Advertiser}&{query}");

        Assert.Equal((status, code), ((int)answered, problem.GetProperty("code").GetString()));
        var (_, hit) = await shop.SendAsync(HttpMethod.Get, "hits/" + problem.GetProperty("hit_id").GetString());
        Assert.Equal(("refused", code), (hit.GetProperty("verdict").GetString(), hit.GetProperty("reason").GetString()));
        Assert.Contains(query.Split('&')[0], hit.GetProperty("raw").GetString(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task A_key_is_asked_for_its_refusal_kept_and_never_stored_in_clear(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine, new { name = "Keyed", postback_security = "key", postback_key = "pk_0123456789abcdef0123" });

        var (without, problem) = await shop.PostbackAsync($"aid={shop.Advertiser}&amount=1.00&order_id=O1");
        var (wrong, same) = await shop.PostbackAsync($"aid={shop.Advertiser}&amount=1.00&order_id=O1&verification_token=pk_0123456789abcdef0124");
        var (right, taken) = await shop.PostbackAsync($"aid={shop.Advertiser}&amount=1.00&order_id=O1&verification_token=pk_0123456789abcdef0123");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without, wrong, right));
        Assert.Equal(problem.GetProperty("detail").GetString(), same.GetProperty("detail").GetString());
        Assert.False(taken.GetProperty("duplicate").GetBoolean());
        var hits = await shop.ListAsync($"hits?advertiser_id={shop.Advertiser}");
        Assert.Equal(3, hits.Count);
        Assert.All(hits, h => Assert.DoesNotContain("pk_0123", h.GetProperty("raw").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_may_cover_the_order_id_or_the_whole_request()
    {
        const string Secret = "whsec-0123456789abcdef0123";
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite, new { name = "Signed", postback_security = "signature", signing_secret = Secret });
        var orderOnly = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), "O1"u8));
        var query = $"aid={shop.Advertiser}&amount=5.00&order_id=O2";
        var whole = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"GET\n127.0.0.1\n/postback\n{query}")));

        Assert.Equal(HttpStatusCode.OK, (await shop.PostbackAsync($"aid={shop.Advertiser}&amount=5.00&order_id=O1&signature={orderOnly}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shop.PostbackAsync($"{query}&signature={whole}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostbackAsync($"{query.Replace("5.00", "6.00", StringComparison.Ordinal)}&signature={whole}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostbackAsync($"{query}&signature={whole}&coupon_code=MINE")).Status);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("coupon_code", "MINE")]);
        var signedPost = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"POST\n127.0.0.1\n/postback\n{query}")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostbackAsync($"{query}&signature={signedPost}", form)).Status);
    }

    [Theory, BothEngines]
    public async Task The_same_order_twice_is_one_conversion_and_a_changed_one_is_flagged(DatabaseProvider engine)
    {
        using var shop = await portals.NewShopAsync(engine);
        var code = NewCode("TWICE");
        await shop.CouponAsync(code, shop.A);

        var first = await shop.OrderAsync($"coupon_code={code}&order_id=O1");
        var again = await shop.OrderAsync($"coupon_code={code}&order_id=O1");
        var (_, changed) = await shop.PostbackAsync($"aid={shop.Advertiser}&coupon_code={code}&order_id=O1&amount=99.00");

        Assert.Equal((false, true, true), (Duplicate(first), Duplicate(again), Duplicate(changed)));
        Assert.Equal(Id(first), Id(again));
        var stored = await shop.ConversionAsync(changed);
        Assert.Equal("100.00", stored.GetProperty("amount").GetString());
        Assert.Equal(["differs"], stored.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));

        static bool Duplicate(JsonElement json) => json.GetProperty("duplicate").GetBoolean();
        static string? Id(JsonElement json) => json.GetProperty("conversion_id").GetString();
    }

    [Fact]
    public async Task Without_an_order_id_a_click_counts_once_an_event()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("NOID");
        await shop.CouponAsync(code, shop.A);
        var (click, _) = await shop.ClickAsync("/" + code);

        var sale = await shop.OrderAsync($"transaction_id={click}");
        var saleAgain = await shop.OrderAsync($"transaction_id={click}&event_id=0");
        var lead = await shop.OrderAsync($"transaction_id={click}&event=lead");
        var bare = await shop.OrderAsync($"coupon_code={code}");
        var bareAgain = await shop.OrderAsync($"coupon_code={code}");

        Assert.Equal([false, true, false, false, false], new[] { sale, saleAgain, lead, bare, bareAgain }.Select(o => o.GetProperty("duplicate").GetBoolean()));
    }

    [Fact]
    public async Task An_order_that_names_no_advertiser_is_held_and_not_lost()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        using var another = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        var (status, json) = await shop.PostbackAsync("coupon_code=NOBODYHASTHIS&amount=5.00&order_id=LOST1");

        Assert.Equal((HttpStatusCode.Accepted, "held"), (status, json.GetProperty("status").GetString()));
        var (_, hit) = await shop.SendAsync(HttpMethod.Get, "hits/" + json.GetProperty("hit_id").GetString());
        Assert.Equal("held", hit.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task The_root_form_with_a_nid_is_a_postback_and_a_form_post_says_the_same()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        var code = NewCode("ROOT");
        await shop.CouponAsync(code, shop.A);

        using var root = await shop.VisitAsync($"/?nid=1&coupon_code={code}&order_id=O1&amount=5.00");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["coupon_code"] = code, ["order_id"] = "O1", ["amount"] = "5.00" });
        var (_, posted) = await shop.PostbackAsync("", form);

        Assert.Equal(HttpStatusCode.OK, root.StatusCode);
        Assert.True(posted.GetProperty("duplicate").GetBoolean());
    }

    [Theory]
    [InlineData("img", "image/gif")]
    [InlineData("text", "text/plain")]
    [InlineData("json", "application/json")]
    public async Task The_answer_has_the_form_that_was_asked_for(string type, string mediaType)
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        using var answer = await shop.VisitAsync($"/postback?aid={shop.Advertiser}&amount=5.00&order_id=O1&response_type={type}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_reserved_word_is_no_code_on_any_way_in_and_still_leads_to_the_portal()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);
        foreach (var word in CouponCode.Reserved)
        {
            var (status, problem) = await shop.SendAsync(HttpMethod.Post, "coupons", new { code = word, offer_id = shop.Offer, partner_id = shop.A });
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.True(problem.GetProperty("errors").TryGetProperty("code", out _));
        }
    }

    [Fact]
    public async Task A_long_url_is_taken_up_to_the_limit_and_a_large_body_refused()
    {
        using var shop = await portals.NewShopAsync(DatabaseProvider.Sqlite);

        var (status, _) = await shop.PostbackAsync($"aid={shop.Advertiser}&amount=5.00&order_id=O1&adv1={new string('x', 12_000)}");
        using var large = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["adv1"] = new string('x', 100_000) });
        var (tooLarge, problem) = await shop.PostbackAsync("", large);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (tooLarge, problem.GetProperty("code").GetString()));
    }
}
