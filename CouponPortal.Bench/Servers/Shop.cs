using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CouponPortal.Bench.Servers;

/// <summary>A shop made through the API: one advertiser with exclusive codes, an offer, two partners, and codes of both by turns.</summary>
internal static class Shop
{
    public static string CodeOf(int number) => $"BENCH{number:D5}";

    /// <returns>Every code with the public id of a click of it that is stored.</returns>
    public static async Task<List<(string Code, string ClickId)>> OpenAsync(ServerProcess server, int codes, CancellationToken cancel)
    {
        using var client = ClientOf(server);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Product.ApiKey);
        var advertiser = await CreateAsync(client, "advertisers", new { name = "Bench shop", tracking_type = "itemized", exclusive_coupons_permission = true, exclusive_codes_enabled = true, time_zone = "UTC", currency = "USD" }, cancel);
        var offer = await CreateAsync(client, "offers", new { advertiser_id = advertiser, name = "Bench offer", base_destination_url = "https://shop.example/landing?tid={transaction_id}", payout_type = "percent", payout = "10", currency = "USD", auto_approve_conversions = true }, cancel);
        int[] partners = [await PartnerAsync("one"), await PartnerAsync("two")];
        for (var i = 0; i < codes; i++)
        {
            var visibility = i % 2 == 0 ? "exclusive" : "private";
            await CreateAsync(client, "coupons", new { code = CodeOf(i), advertiser_id = advertiser, offer_id = offer, visibility, partner_ids = new[] { partners[i % 2] } }, cancel);
        }

        return await ClickAsync(server, codes, cancel);

        async Task<int> PartnerAsync(string name)
        {
            var partner = await CreateAsync(client, "partners", new { name = "Bench partner " + name, email = name + "@partner.example" }, cancel);
            await CreateAsync(client, "approvals", new { offer_id = offer, partner_id = partner, status = "approved" }, cancel);
            return partner;
        }
    }

    /// <summary>A click of each code of a shop that is open already.</summary>
    public static async Task<List<(string Code, string ClickId)>> ClickAsync(ServerProcess server, int codes, CancellationToken cancel)
    {
        using var client = ClientOf(server);
        var clicks = new List<(string, string)>(codes);
        for (var i = 0; i < codes; i++)
        {
            clicks.Add((CodeOf(i), await ClickAsync(client, CodeOf(i), cancel)));
        }

        return clicks;
    }

    private static HttpClient ClientOf(ServerProcess server) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };

    private static async Task<string> ClickAsync(HttpClient client, string code, CancellationToken cancel)
    {
        const string Parameter = "tid=";
        using var answer = await client.GetAsync(new Uri("/" + code, UriKind.Relative), cancel);
        var target = answer.StatusCode == HttpStatusCode.Found ? answer.Headers.Location!.Query : "";
        var at = target.IndexOf(Parameter, StringComparison.Ordinal);
        return at >= 0 ? target[(at + Parameter.Length)..].Split('&')[0] : throw new InvalidOperationException($"A click of {code} was answered {answer.StatusCode} {target}.");
    }

    /// <returns>The new object's id; 0 where it has none.</returns>
    private static async Task<int> CreateAsync(HttpClient client, string resource, object body, CancellationToken cancel)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/" + resource, UriKind.Relative), body, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"POST {resource} was answered {(int)answer.StatusCode}: {text}");
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty("id", out var id) ? id.GetInt32() : 0;
    }
}
