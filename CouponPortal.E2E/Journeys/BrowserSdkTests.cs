using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.E2E.Support;
using Microsoft.Playwright;

namespace CouponPortal.E2E.Journeys;

/// <summary><c>/sdk.js</c> on a shop's page of another origin, in a real browser.</summary>
public sealed class BrowserSdkTests(Browser browser, DemoPortal portal) : IAsyncLifetime
{
    private readonly ShopPages _shop = ShopPages.Start();
    private JsonElement _coupon;

    public async ValueTask InitializeAsync()
    {
        using var api = Api();
        var coupons = await api.GetFromJsonAsync<JsonElement>("/api/v1/coupons?visibility=private&status=active&limit=200");
        _coupon = coupons.GetProperty("data").EnumerateArray()
            .First(c => c.GetProperty("partner_id").ValueKind == JsonValueKind.Number && c.GetProperty("tracking_url").ValueKind == JsonValueKind.String && c.GetProperty("end_date").ValueKind == JsonValueKind.Null);
        var advertiser = await api.GetFromJsonAsync<JsonElement>($"/api/v1/advertisers/{Advertiser}");
        var origins = advertiser.GetProperty("allowed_origins").EnumerateArray().Select(o => o.GetString()!).Append(_shop.Origin);
        using var changed = await api.PatchAsJsonAsync($"/api/v1/advertisers/{Advertiser}", new { allowed_origins = origins });
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
    }

    private int Advertiser => _coupon.GetProperty("advertiser_id").GetInt32();

    private string Code => _coupon.GetProperty("code").GetString()!;

    private string Offer => _coupon.GetProperty("offer_id").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("ga4", "dataLayer.push({event:'purchase', ecommerce:{transaction_id:'ORDER', value:80.5, currency:'USD', coupon:'CODE', items:[{item_id:'a', coupon:'CODE'}]}})")]
    [InlineData("gtag", "(function(){dataLayer.push(arguments)})('event','purchase',{transaction_id:'ORDER', value:80.5, currency:'USD', coupon:'CODE'})")]
    [InlineData("enhanced", "dataLayer.push({event:'x', ecommerce:{currencyCode:'USD', purchase:{actionField:{id:'ORDER', revenue:'80.50', coupon:'CODE'}, products:[]}}})")]
    [InlineData("universal", "dataLayer.push({transactionId:'ORDER', transactionTotal:80.5, transactionCurrency:'USD', transactionProducts:[{sku:'a', coupon:'CODE'}]})")]
    [InlineData("everflow", "EF.conversion({offer_id: OFFER, coupon_code:'CODE', amount:80.5, currency:'USD', order_id:'ORDER'})")]
    [InlineData("native", "CouponPortal.conversion({offer_id: OFFER, coupon_code:'CODE', amount:80.5, currency:'USD', order_id:'ORDER'})")]
    [InlineData("admitad", "ADMITAD.Invoice.broker='adm'; ADMITAD.Invoice.referencesOrder.push({orderNumber:'ORDER', discountCode:'CODE', orderedItem:[{Product:{productID:'a', price:'40.25', priceCurrency:'USD'}, orderQuantity:'2'}]})")]
    public async Task Purchase_on_a_page_of_another_origin_is_credited_by_its_coupon(string shape, string script)
    {
        var order = "SDK-" + shape;
        _shop.Show(Sdk("data-auto=\"purchase\""));
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var (page, errors) = await OpenAsync(session);

        var answered = page.WaitForResponseAsync(r => r.Url.Contains("/sdk/conversion", StringComparison.Ordinal));
        await page.EvaluateAsync("() => {" + script.Replace("ORDER", order, StringComparison.Ordinal).Replace("CODE", Code, StringComparison.Ordinal).Replace("OFFER", Offer, StringComparison.Ordinal) + "}");
        var answer = await answered;

        Assert.True(answer.Ok, await answer.TextAsync());
        var row = await OrderAsync(order);
        Assert.Equal(_coupon.GetProperty("partner_id").GetInt32(), row.GetProperty("partner_id").GetInt32());
        Assert.Equal(("80.50", "USD", Code.ToUpperInvariant(), "sdk"), (Text(row, "amount"), Text(row, "currency"), Text(row, "coupon_code"), Text(row, "door")));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Click_is_remembered_by_the_page_and_credits_the_order_that_names_no_code()
    {
        _shop.Show(Sdk(""));
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var (page, errors) = await OpenAsync(session);

        var click = await page.EvaluateAsync<string>($"() => EF.click({{coupon_code:'{Code}', offer_id:{Offer}}})");
        await page.ReloadAsync();
        Assert.Contains("cp_click=" + click, await page.EvaluateAsync<string>("() => document.cookie"), StringComparison.Ordinal);
        var answer = await page.EvaluateAsync<JsonElement>($"() => EF.conversion({{offer_id:{Offer}, amount:10, order_id:'SDK-click'}})");

        Assert.Equal(32, click.Length);
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        Assert.Equal(("click", click), (Text(await OrderAsync("SDK-click"), "basis"), Text(await OrderAsync("SDK-click"), "click_id")));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Link_that_brought_the_visitor_is_remembered_and_not_where_consent_is_asked_for_or_refused()
    {
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var click = new string('a', 32);
        _shop.Show(Sdk(""));
        var (page, _) = await OpenAsync(session, "?transaction_id=" + click);
        Assert.Contains(click, await page.EvaluateAsync<string>("() => document.cookie"), StringComparison.Ordinal);

        await page.EvaluateAsync("() => CouponPortal.consent(false)");
        Assert.DoesNotContain(click, await page.EvaluateAsync<string>("() => document.cookie + JSON.stringify(localStorage)"), StringComparison.Ordinal);

        _shop.Show(Sdk("data-consent=\"required\""));
        await page.GotoAsync(_shop.Origin + "/?transaction_id=" + click);
        Assert.DoesNotContain(click, await page.EvaluateAsync<string>("() => document.cookie + JSON.stringify(localStorage)"), StringComparison.Ordinal);
        await page.EvaluateAsync("() => CouponPortal.consent(true)");
        Assert.Contains(click, await page.EvaluateAsync<string>("() => document.cookie"), StringComparison.Ordinal);

        await using var gpc = await browser.OpenAsync(portal.BaseUrl);
        await gpc.Context.AddInitScriptAsync("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })");
        _shop.Show(Sdk(""));
        var (quiet, _) = await OpenAsync(gpc, "?transaction_id=" + click);
        Assert.Equal("", await quiet.EvaluateAsync<string>("() => document.cookie"));
        Assert.Equal(click, await quiet.EvaluateAsync<string>("() => CouponPortal.clickId()"));
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("broken")]
    [InlineData("null")]
    public async Task Blocked_network_or_a_broken_answer_never_throws_into_the_page_and_every_promise_settles(string how)
    {
        _shop.Show(Sdk("data-auto=\"purchase\""));
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        await session.Context.RouteAsync("**/sdk/*", route => how switch
        {
            "abort" => route.AbortAsync(),
            "broken" => route.FulfillAsync(new() { Status = 200, Body = "<html>", Headers = Cors() }),
            _ => route.FulfillAsync(new() { Status = 500, Body = "null", Headers = Cors() }),
        });
        var (page, errors) = await OpenAsync(session);

        var settled = await page.EvaluateAsync<bool[]>("""
            async () => {
              dataLayer.push(null, 7, 'x', {ecommerce: null}, {event: 'purchase'}, {event: 'purchase', ecommerce: {transaction_id: {}, items: [null]}});
              ADMITAD.Invoice.referencesOrder.push(null, {}, {orderedItem: [null]});
              const all = await Promise.all([CouponPortal.click(), CouponPortal.conversion(null), CouponPortal.conversion({amount: 1n}), EF.conversion({order_id: 'x'})]);
              return all.map(a => a.ok === false);
            }
            """);

        Assert.Equal([true, true, true, true], settled);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Page_of_an_origin_that_is_not_listed_is_refused_and_the_request_kept()
    {
        await using var stranger = ShopPages.Start();
        stranger.Show(Sdk(""));
        await using var session = await browser.OpenAsync(portal.BaseUrl);
        var page = await session.NewPageAsync();
        await page.GotoAsync(stranger.Origin);

        var answer = await page.EvaluateAsync<JsonElement>($"() => CouponPortal.conversion({{offer_id:{Offer}, coupon_code:'{Code}', amount:5, order_id:'SDK-stranger'}})");

        Assert.False(answer.GetProperty("ok").GetBoolean());
        using var api = Api();
        var hits = await api.GetFromJsonAsync<JsonElement>("/api/v1/hits?reason=origin_not_allowed");
        Assert.Contains(hits.GetProperty("data").EnumerateArray(), h => Text(h, "raw")!.Contains("SDK-stranger", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    private static Dictionary<string, string> Cors() => new(StringComparer.Ordinal) { ["access-control-allow-origin"] = "*" };

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private string Sdk(string attributes) =>
        $"<script>window.dataLayer=[]</script><script src=\"{portal.BaseUrl}sdk.js\" data-advertiser=\"{Advertiser}\" {attributes}></script>";

    private async Task<(IPage Page, List<string> Errors)> OpenAsync(BrowserSession session, string query = "")
    {
        var page = await session.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(_shop.Origin + "/" + query);
        return (page, errors);
    }

    private async Task<JsonElement> OrderAsync(string order)
    {
        using var api = Api();
        var found = await api.GetFromJsonAsync<JsonElement>("/api/v1/conversions?order_id=" + order);
        return Assert.Single(found.GetProperty("data").EnumerateArray());
    }

    private HttpClient Api()
    {
        var api = new HttpClient { BaseAddress = portal.BaseUrl };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        return api;
    }
}
