using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.E2E.Support;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Coupons.Bulk;

/// <summary>kill -9 in the middle of an import: after the restart nothing of it is there, and the same file goes in.</summary>
public sealed class BulkCrashTests
{
    private const string Key = "bulk-crash-test-key-0123456789";
    private const int Rows = 50_000;

    [Theory, BothEngines]
    public async Task Import_that_was_killed_is_taken_back_after_the_restart(DatabaseProvider provider)
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-bulk-crash-").FullName;
        try
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Bootstrap__ApiKey"] = Key, ["Demo__Enabled"] = "false" };
            if (provider == DatabaseProvider.Postgres)
            {
                settings["Database__Provider"] = "postgres";
                settings["Database__ConnectionString"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
            }

            int written;
            await using (var portal = await PortalProcess.StartAsync(settings, folder))
            {
                written = await ImportUntilKilledAsync(portal);
            }

            await using var restarted = await PortalProcess.StartAsync(settings, folder);
            using var api = Api(restarted);
            var end = await EndAsync(api);

            // A kill before the first or after the last row proves nothing.
            Assert.InRange(written, 1, Rows - 1);
            Assert.Equal("failed", end.GetProperty("state").GetString());
            Assert.StartsWith("The portal stopped while this was being applied", end.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>(new Uri("coupons", UriKind.Relative))).GetProperty("data").GetArrayLength());
            using var again = await api.PostAsync(new Uri("coupons/bulk", UriKind.Relative), File());
            Assert.Equal(Rows, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("created").GetInt32());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>Rows that were stored when the process was killed.</returns>
    private static async Task<int> ImportUntilKilledAsync(PortalProcess portal)
    {
        using var api = Api(portal);
        await PostAsync(api, "advertisers", new { name = "Shop" });
        await PostAsync(api, "offers", new { advertiser_id = 1, name = "Offer", base_destination_url = "https://shop.example/", payout = "10" });
        await PostAsync(api, "partners", new { name = "Influencer", email = "i@partner.example" });
        var import = api.PostAsync(new Uri("coupons/bulk", UriKind.Relative), File());
        while (true)
        {
            var batches = (await api.GetFromJsonAsync<JsonElement>(new Uri("imports", UriKind.Relative))).GetProperty("data");
            if (batches.GetArrayLength() == 1 && batches[0].GetProperty("state").GetString() == "applying" && batches[0].GetProperty("done").GetInt32() is > 0 and var done)
            {
                portal.Kill();
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => import);
                return done;
            }

            Assert.False(import.IsCompleted, "The import ended before it could be killed.");
        }
    }

    private static async Task<JsonElement> EndAsync(HttpClient api)
    {
        JsonElement batch = default;
        for (var tries = 0; tries < 600; tries++)
        {
            batch = (await api.GetFromJsonAsync<JsonElement>(new Uri("imports", UriKind.Relative))).GetProperty("data")[0];
            if (batch.GetProperty("state").GetString() is not ("applying" or "undoing"))
            {
                break;
            }

            await Task.Delay(50);
        }

        return batch;
    }

    private static MultipartFormDataContent File()
    {
        var csv = new StringBuilder("offer_id,affiliate_id,coupon_code,status\n");
        for (var i = 0; i < Rows; i++)
        {
            csv.Append("1,1,CRASH").Append((i * 7_919L % 1_000_003).ToString("000000", System.Globalization.CultureInfo.InvariantCulture)).Append(",active\n");
        }

        return new() { { new StringContent("add"), "mode" }, { new StringContent("1"), "advertiser_id" }, { new StringContent(csv.ToString()), "file", "coupons.csv" } };
    }

    private static HttpClient Api(PortalProcess portal)
    {
        var client = new HttpClient { BaseAddress = new Uri(portal.BaseUrl, "/api/v1/"), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    private static async Task PostAsync(HttpClient api, string resource, object body)
    {
        using var answer = await api.PostAsJsonAsync(new Uri(resource, UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
