using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace CouponPortal.E2E.Support;

/// <summary>
/// A demo portal of its own to which hostile texts came: the corpus of script attacks in every text that people, shops and browsers send, all under one advertiser, whose
/// every text also bears <see cref="Mark"/>, which nobody else may ever be sent.
/// </summary>
public sealed class HostilePortal : IAsyncLifetime
{
    public const string Mark = "zqa7canary";

    private PortalProcess? _portal;

    public Uri BaseUrl => _portal!.BaseUrl;

    /// <summary>Payloads that went in.</summary>
    public IReadOnlyList<string> Corpus { get; } = Read();

    /// <summary>Addresses of the rows' own pages.</summary>
    public List<string> Pages { get; } = [];

    public int Advertiser { get; private set; }

    /// <summary>Addresses of the partner's own rows.</summary>
    public List<string> PartnerPages { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalProcess.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Bootstrap__ApiKey"] = DemoPortal.ApiKey });
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoPortal.ApiKey);
        await FillAsync(client);
        await FillPartnerAsync(client);
    }

    /// <summary>Opens a session and signs in through the form.</summary>
    public Task<(BrowserSession Session, IPage Page)> SignInAsync(Browser browser, string email) => DemoPortal.SignInAsync(browser, BaseUrl, email);

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
    }

    private async Task FillAsync(HttpClient client)
    {
        var texts = Corpus.Select(p => $"{Mark} {p}").ToList();
        Advertiser = await AddAsync(client, "advertisers", new { name = Short(texts[0]) });
        var offer = await AddAsync(client, "offers", new { advertiser_id = Advertiser, name = Short(texts[1]), base_destination_url = "https://shop.example/", payout = "5" });
        var partner = await AddAsync(client, "partners", new { name = Short(Corpus[2]), email = "mark@partner.example" });
        var coupon = await AddAsync(client, "coupons", new { code = "ZQA7CANARY", offer_id = offer, partner_id = partner, description = string.Join('\n', texts.Take(40)), internal_note = texts[3] });
        Pages.AddRange([$"/advertisers/{Advertiser}", $"/offers/{offer}", $"/offers/{offer}/coupons", $"/offers/{offer}/edit", $"/offers/{offer}/approvals", $"/partners/{partner}", $"/partners/{partner}/edit", $"/coupons/{coupon}"]);
        Pages.Add($"/connections/{await AddAsync(client, "connections", new { advertiser_id = Advertiser, kind = "woocommerce", name = Short(texts[4]) })}");
        Pages.Add($"/feeds/{await AddAsync(client, "feeds", new { advertiser_id = Advertiser, name = Short(texts[5]), url = "https://shop.example/feed.xml", state = "paused" })}");

        // Names in lists and in what chooses from them.
        for (var i = 0; i < texts.Count; i += 6)
        {
            await AddAsync(client, "offers", new { advertiser_id = Advertiser, name = Short(texts[i]), base_destination_url = "https://shop.example/" });

            // Without the mark: partners are the network's, and staff choose from them all (S1).
            await AddAsync(client, "partners", new { name = Short(Corpus[i]), email = "mark@partner.example" });
            await AddAsync(client, "coupons", new { code = "ZQA7CANARY" + i, offer_id = offer, partner_id = partner, description = texts[i], is_description_plain_text = i % 12 != 0, internal_note = texts[i] });
        }

        var orders = Corpus.Select((p, i) => new
        {
            advertiser_id = Advertiser,
            offer_id = offer,
            partner_id = partner,
            order_id = Mark + i,
            amount = "10.00",
            coupon_code = p,
            sub1 = p,
            sub2 = $"{Mark} {p}",
        }).ToList();
        using var sent = await client.PostAsJsonAsync(new Uri("/api/v1/conversions", UriKind.Relative), orders);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        foreach (var payload in Corpus)
        {
            // As a visitor's browser and a shop's server would send them, headers included.
            var text = Uri.EscapeDataString(payload);
            await SendAsync(client, $"/ZQA7CANARY?sub1={text}&sub2={text}&source_id={text}", payload);
            await SendAsync(client, $"/postback?aid={Advertiser}&order_id={text}&amount={text}&coupon_code={text}&event={text}&sub1={text}", payload);
        }

        using var list = await client.GetAsync(new Uri($"/api/v1/conversions?advertiser_id={Advertiser}&limit=3", UriKind.Relative));
        Pages.AddRange((await list.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").EnumerateArray().SelectMany(c => new[] { $"/conversions/{c.GetProperty("id")}", $"/conversions/{c.GetProperty("id")}/why" }));
        using var clicks = await client.GetAsync(new Uri("/api/v1/clicks?limit=3", UriKind.Relative));
        Pages.AddRange((await clicks.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").EnumerateArray().Select(c => $"/clicks/{c.GetProperty("id")}"));
    }

    // What advertisers, staff, shops and visitors write where the demo's partner reads it. Without the mark, which is another advertiser's.
    private async Task FillPartnerAsync(HttpClient client)
    {
        using var found = await client.GetAsync(new Uri("/api/v1/partners?limit=200", UriKind.Relative));
        var anna = (await found.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "Alpine Anna").GetProperty("id").GetInt32();
        var shop = await AddAsync(client, "advertisers", new { name = Short(Corpus[7]) });
        var offers = new List<int>();
        for (var i = 0; i < Corpus.Count; i += 9)
        {
            offers.Add(await AddAsync(client, "offers", new { advertiser_id = shop, name = Short(Corpus[i]), base_destination_url = "https://shop.example/", payout = "5", open_to_applications = true }));
        }

        var coupons = new List<int>();
        for (var i = 0; i < Corpus.Count; i += 4)
        {
            coupons.Add(await AddAsync(client, "coupons", new { code = "HOSTILE" + i, offer_id = offers[0], partner_id = anna, description = string.Join('\n', Corpus.Skip(i).Take(4)), is_description_plain_text = i % 8 != 0, internal_note = Corpus[i] }));
        }

        PartnerPages.AddRange(coupons.Take(3).SelectMany(id => new[] { $"/partner/codes/{id}", $"/partner/codes/{id}/flyer" }));
        foreach (var payload in Corpus)
        {
            var text = Uri.EscapeDataString(payload);
            await SendAsync(client, $"/HOSTILE0?sub1={text}&sub2={text}&source_id={text}", payload);
        }

        var orders = Corpus.Select((p, i) => new { advertiser_id = shop, offer_id = offers[0], order_id = $"{i} {Short(p)}", amount = "10.00", coupon_code = "HOSTILE" + (i / 4 * 4), sub1 = p, sub2 = p }).ToList();
        using var sent = await client.PostAsJsonAsync(new Uri("/api/v1/conversions", UriKind.Relative), orders);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        PartnerPages.AddRange(["/partner/codes?offer_id=" + offers[0], "/partner/requests/new?offer=" + offers[0]]);
    }

    private static async Task SendAsync(HttpClient client, string address, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        var ascii = string.Concat(header.Where(c => c is >= ' ' and < '\x7F'));
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 " + ascii);
        request.Headers.TryAddWithoutValidation("Referer", "https://blog.example/?" + ascii);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    // A name is refused for characters that no eye can see.
    private static string Short(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? ' ' : c))[..Math.Min(text.Length, 90)].Trim();

    private static async Task<int> AddAsync(HttpClient client, string resource, object row)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/" + resource, UriKind.Relative), row);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{resource}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetInt32();
    }

    private static List<string> Read()
    {
        using var stream = typeof(HostilePortal).Assembly.GetManifestResourceStream("xss-payloads.txt") ?? throw new InvalidOperationException("The list of payloads is not embedded.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("# ", StringComparison.Ordinal) && line.Length < 150)];
    }
}
