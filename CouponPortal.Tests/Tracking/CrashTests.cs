using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.E2E.Support;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Tracking;

/// <summary>kill -9 in the middle of 64 connections of postbacks: what was answered is there after the restart, once.</summary>
public sealed class CrashTests
{
    private const string Key = "crash-test-key-0123456789";
    private const int Connections = 64;
    private const int AcknowledgedBeforeKill = 1_500;

    [Theory, BothEngines]
    public async Task Every_order_answered_before_the_kill_is_there_once_after_the_restart(DatabaseProvider provider)
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-crash-").FullName;
        try
        {
            var settings = await SettingsAsync(provider);
            var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
            int unanswered;
            await using (var portal = await PortalProcess.StartAsync(settings, folder))
            {
                await SeedAsync(portal);
                unanswered = await SendUntilKilledAsync(portal, acknowledged);
            }

            await using var restarted = await PortalProcess.StartAsync(settings, folder);
            var stored = await StoredAsync(restarted);

            // A run in which nothing was under way at the kill proves nothing.
            Assert.InRange(unanswered, 1, Connections);
            Assert.True(acknowledged.Count >= AcknowledgedBeforeKill);
            Assert.Equal(stored.Count, stored.Select(s => s.Order).Distinct(StringComparer.Ordinal).Count());
            var byOrder = stored.ToDictionary(s => s.Order, s => s.Id, StringComparer.Ordinal);
            Assert.All(acknowledged, order => Assert.Equal(order.Value, byOrder.GetValueOrDefault(order.Key)));
            Assert.InRange(stored.Count - acknowledged.Count, 0, Connections);
            await RepeatsAreDuplicatesAsync(restarted, [.. acknowledged.Take(100)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(DatabaseProvider provider)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Bootstrap__ApiKey"] = Key, ["Demo__Enabled"] = "false" };
        if (provider == DatabaseProvider.Postgres)
        {
            settings["Database__Provider"] = "postgres";
            settings["Database__ConnectionString"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        }

        return settings;
    }

    private static async Task SeedAsync(PortalProcess portal)
    {
        using var api = Api(portal);
        await PostAsync(api, "advertisers", new { name = "Shop", exclusive_coupons_permission = true });
        await PostAsync(api, "offers", new { advertiser_id = 1, name = "Offer", base_destination_url = "https://shop.example/", payout_type = "percent", payout = "10", currency = "USD" });
        await PostAsync(api, "partners", new { name = "Influencer", email = "i@partner.example" });
        await PostAsync(api, "coupons", new { code = "SNAPDOG", offer_id = 1, visibility = "exclusive", partner_id = 1 });
    }

    /// <summary>Returns how many requests were under way when the process was killed.</summary>
    private static async Task<int> SendUntilKilledAsync(PortalProcess portal, ConcurrentDictionary<string, string> acknowledged)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = portal.BaseUrl };
        var killed = new TaskCompletionSource();
        var unanswered = 0;
        var senders = Enumerable.Range(0, Connections).Select(async sender =>
        {
            for (var i = 0; ; i++)
            {
                var order = $"S{sender}-{i}";
                try
                {
                    var answer = await client.GetFromJsonAsync<JsonElement>(new Uri($"/postback?coupon_code=SNAPDOG&amount=10.00&order_id={order}", UriKind.Relative));
                    acknowledged[order] = answer.GetProperty("conversion_id").GetString()!;
                }
                catch (Exception error) when (error is HttpRequestException or IOException or JsonException && killed.Task.IsCompleted)
                {
                    // Refused at once, it was not under way at the kill.
                    if (error.InnerException is not System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused })
                    {
                        Interlocked.Increment(ref unanswered);
                    }

                    return;
                }

                if (acknowledged.Count >= AcknowledgedBeforeKill && sender == 0 && !killed.Task.IsCompleted)
                {
                    killed.SetResult();
                    portal.Kill();
                }
            }
        }).ToList();
        await Task.WhenAll(senders);
        return unanswered;
    }

    private static async Task<List<(string Order, string Id)>> StoredAsync(PortalProcess portal)
    {
        using var api = Api(portal);
        var stored = new List<(string, string)>();
        string? cursor = null;
        do
        {
            var page = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/conversions?advertiser_id=1&limit=200{(cursor is null ? "" : "&cursor=" + cursor)}", UriKind.Relative));
            stored.AddRange(page.GetProperty("data").EnumerateArray().Select(c => (c.GetProperty("order_id").GetString()!, c.GetProperty("id").GetString()!)));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return stored;
    }

    private static async Task RepeatsAreDuplicatesAsync(PortalProcess portal, IReadOnlyList<KeyValuePair<string, string>> orders)
    {
        using var client = new HttpClient { BaseAddress = portal.BaseUrl };
        foreach (var (order, id) in orders)
        {
            var answer = await client.GetFromJsonAsync<JsonElement>(new Uri($"/postback?coupon_code=SNAPDOG&amount=10.00&order_id={order}", UriKind.Relative));
            Assert.True(answer.GetProperty("duplicate").GetBoolean());
            Assert.Equal(id, answer.GetProperty("conversion_id").GetString());
        }
    }

    private static HttpClient Api(PortalProcess portal)
    {
        var client = new HttpClient { BaseAddress = portal.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    private static async Task PostAsync(HttpClient api, string resource, object body)
    {
        using var answer = await api.PostAsJsonAsync(new Uri("/api/v1/" + resource, UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
