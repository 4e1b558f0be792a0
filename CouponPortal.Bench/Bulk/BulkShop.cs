using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.Bench.Servers;

namespace CouponPortal.Bench.Bulk;

internal sealed record BulkResult(TimeSpan Took, TimeSpan Cpu, long PeakMegabytes, TimeSpan SlowestClick);

/// <summary>A shop with offers and partners, and one file posted to it while its shoppers click.</summary>
internal static class BulkShop
{
    private const string ClickedCode = "BENCHCLICK";

    public static async Task<BulkResult> ImportAsync(ServerProcess server, BulkFile file, int rows, CancellationToken cancel)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Product.ApiKey);
        await OpenAsync(client, cancel);
        await PostAsync(client, file.WarmUp, cancel);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var clicks = ClickAsync(client, done.Token);
        var (took, before) = (Stopwatch.StartNew(), server.ProcessorTime);
        var created = await PostAsync(client, file.Csv, cancel);
        var elapsed = took.Elapsed;
        await done.CancelAsync();
        var slowest = await clicks;
        // Two random codes may be the same one; both rows are then refused.
        return created >= rows - (rows / 1_000) ? new(elapsed, server.ProcessorTime - before, server.PeakMegabytes, slowest) : throw new InvalidOperationException($"{created} of {rows} coupons were created.");
    }

    /// <returns>How many coupons it created.</returns>
    private static async Task<int> PostAsync(HttpClient client, string csv, CancellationToken cancel)
    {
        await using var file = File.OpenRead(csv);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("add"), "mode" }, { new StringContent("1"), "advertiser_id" }, { new StreamContent(file), "file", "coupons.csv" },
        };
        using var answer = await client.PostAsync(new Uri("/api/v1/coupons/bulk", UriKind.Relative), form, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        using var json = answer.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
        return json.RootElement.GetProperty("created").GetInt32();
    }

    private static async Task OpenAsync(HttpClient client, CancellationToken cancel)
    {
        await CreateAsync(client, "advertisers", new { name = "Bench shop" }, cancel);
        for (var i = 1; i <= BulkFile.Offers; i++)
        {
            await CreateAsync(client, "offers", new { advertiser_id = 1, name = $"Offer {i}", base_destination_url = "https://shop.example/", payout = "10" }, cancel);
        }

        for (var i = 1; i <= BulkFile.Partners; i++)
        {
            await CreateAsync(client, "partners", new { name = $"Partner {i}", email = $"p{i}@partner.example" }, cancel);
        }

        await CreateAsync(client, "coupons", new { code = ClickedCode, offer_id = 1, partner_id = 1 }, cancel);
    }

    private static async Task<TimeSpan> ClickAsync(HttpClient client, CancellationToken done)
    {
        var slowest = TimeSpan.Zero;
        try
        {
            while (true)
            {
                var took = Stopwatch.StartNew();
                using var answer = await client.GetAsync(new Uri("/" + ClickedCode, UriKind.Relative), done);
                slowest = took.Elapsed > slowest ? took.Elapsed : slowest;
                await Task.Delay(10, done);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            return slowest;
        }
    }

    private static async Task CreateAsync(HttpClient client, string resource, object body, CancellationToken cancel)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/" + resource, UriKind.Relative), body, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"POST {resource} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }
}
