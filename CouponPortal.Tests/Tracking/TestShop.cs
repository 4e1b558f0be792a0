using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;

namespace CouponPortal.Tests.Tracking;

/// <summary>One advertiser with an offer and two partners, A and B, made through the API of a running portal; speaks to its doors as shops and shoppers do.</summary>
public sealed class TestShop : IDisposable
{
    private static int _numbers = 100;

    private readonly HttpClient _api;
    private readonly HttpClient _door;

    private TestShop(Uri portal)
    {
        _api = new HttpClient { BaseAddress = portal };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningPortals.ApiKey);
        _door = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal };
    }

    public Uri Door => _door.BaseAddress!;

    public int Advertiser { get; private set; }

    public int Offer { get; private set; }

    public int A { get; private set; }

    public int B { get; private set; }

    /// <summary>Unlike any other test's.</summary>
    public static string NewCode(string word) => word + Interlocked.Increment(ref _numbers);

    public static async Task<TestShop> CreateAsync(Uri portal, object? advertiser)
    {
        var shop = new TestShop(portal);
        shop.Advertiser = Id(await shop.CreateAsync("advertisers", advertiser ?? new { name = "Shop", exclusive_coupons_permission = true }));
        shop.Offer = await shop.NewOfferAsync();
        shop.A = Id(await shop.CreateAsync("partners", new { name = "A", email = "a@partner.example" }));
        shop.B = Id(await shop.CreateAsync("partners", new { name = "B", email = "b@partner.example" }));
        return shop;
    }

    public async Task<int> NewOfferAsync(string url = "https://shop.example/landing?from=portal") => Id(await CreateAsync("offers", new
    {
        advertiser_id = Advertiser,
        name = "Offer",
        base_destination_url = url,
        payout_type = "percent",
        payout = "10",
        currency = "USD",
        auto_approve_conversions = true,
    }));

    /// <summary>A coupon on the shop's offer; returns its id.</summary>
    public async Task<int> CouponAsync(string code, int? partner, string visibility = "private", int? offer = null, string? end = null) =>
        Id(await CreateAsync("coupons", new { code, offer_id = offer ?? Offer, visibility, partner_ids = partner is { } id ? new[] { id } : [], end_date = end }));

    public async Task<JsonElement> CreateAsync(string resource, object body)
    {
        var (status, json) = await SendAsync(HttpMethod.Post, resource, body);
        Assert.True(status == HttpStatusCode.Created, $"{resource}: {status} {json}");
        return json;
    }

    public Task<(HttpStatusCode Status, JsonElement Json)> PatchAsync(string resource, object body) => SendAsync(HttpMethod.Patch, resource, body);

    public async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(HttpMethod method, string resource, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + resource, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _api.SendAsync(request);
        return (answer.StatusCode, await JsonAsync(answer));
    }

    /// <summary>Opens a tracking URL; returns the click id that reached the shop, and where the visitor was sent.</summary>
    public async Task<(string ClickId, Uri Location)> ClickAsync(string path)
    {
        using var answer = await VisitAsync(path);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var location = answer.Headers.Location!;
        return (HttpUtility.ParseQueryString(location.Query)["transaction_id"]!, location);
    }

    public Task<HttpResponseMessage> VisitAsync(string path, HttpMethod? method = null) =>
        _door.SendAsync(new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(path, UriKind.Relative)));

    /// <summary>A postback that must be taken.</summary>
    public async Task<JsonElement> OrderAsync(string query)
    {
        var (status, json) = await PostbackAsync($"aid={Advertiser}&amount=100.00&{query}");
        Assert.True(status == HttpStatusCode.OK, $"{query}: {status} {json}");
        return json;
    }

    public async Task<(HttpStatusCode Status, JsonElement Json)> PostbackAsync(string query, HttpContent? form = null)
    {
        var address = new Uri("/postback" + (query.Length > 0 ? "?" + query : ""), UriKind.Relative);
        using var answer = form is null ? await _door.GetAsync(address) : await _door.PostAsync(address, form);
        return (answer.StatusCode, await JsonAsync(answer));
    }

    public async Task<JsonElement> ConversionAsync(JsonElement answer) =>
        (await SendAsync(HttpMethod.Get, "conversions/" + answer.GetProperty("conversion_id").GetString())).Json;

    /// <summary>Rows of today's Attribution Report for one order.</summary>
    public async Task<List<JsonElement>> ReportAsync(string orderId, string feature = "exclusive_codes", string from = "2000-01-01")
    {
        var (_, json) = await SendAsync(HttpMethod.Get, $"attribution-report?advertiser_id={Advertiser}&feature={feature}&from={from}&to=2099-12-31");
        return [.. json.GetProperty("data").EnumerateArray().Where(r => r.GetProperty("order_id").GetString() == orderId)];
    }

    public async Task<List<JsonElement>> ListAsync(string resource) =>
        [.. (await SendAsync(HttpMethod.Get, resource)).Json.GetProperty("data").EnumerateArray()];

    public void Dispose()
    {
        _api.Dispose();
        _door.Dispose();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    private static int Id(JsonElement json) => json.GetProperty("id").GetInt32();
}
