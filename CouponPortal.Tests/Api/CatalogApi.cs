using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.Api;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Api;

/// <summary>The whole product on a database of each engine, and clients with keys of every scope.</summary>
public sealed class CatalogApi : IAsyncDisposable
{
    private readonly Dictionary<DatabaseProvider, PortalHost> _hosts = [];
    private readonly Dictionary<DatabaseProvider, TestStore> _stores = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }
    }

    public async Task<TestStore> StoreAsync(DatabaseProvider engine)
    {
        if (!_stores.TryGetValue(engine, out var store))
        {
            var host = _hosts[engine] = await PortalHost.OnAsync(SnakeCase.Of(engine));
            _stores[engine] = store = TestStore.Over(host.Services.GetRequiredService<Database>());
        }

        return store;
    }

    internal Task<ApiClient> AdminAsync(DatabaseProvider engine) => ClientAsync(engine, Role.NetworkAdmin, null, canWrite: true);

    internal Task<ApiClient> ManagerAsync(DatabaseProvider engine, int advertiserId, bool canWrite = true) => ClientAsync(engine, Role.AdvertiserManager, advertiserId, canWrite);

    private async Task<ApiClient> ClientAsync(DatabaseProvider engine, Role scope, int? advertiserId, bool canWrite)
    {
        var store = await StoreAsync(engine);
        var token = Guid.NewGuid().ToString("N");
        await store.AddAsync(new ApiKey { Name = "test", Hash = Actors.HashOf(token), Scope = scope, AdvertiserId = advertiserId, CanWrite = canWrite, CreatedAt = DateTime.UnixEpoch });
        var http = _hosts[engine].CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ApiClient(http);
    }
}

internal sealed class ApiClient(HttpClient http)
{
    public Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(HttpMethod.Get, path, null, expected);

    public Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.Created) => SendAsync(HttpMethod.Post, path, body, expected);

    public Task<JsonElement> PatchAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(HttpMethod.Patch, path, body, expected);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, new Uri(ApiEndpoints.Prefix + path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        if (expected == HttpStatusCode.Created)
        {
            Assert.StartsWith(ApiEndpoints.Prefix, response.Headers.Location?.ToString(), StringComparison.Ordinal);
        }
        else if ((int)expected >= 400)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        return JsonDocument.Parse(text).RootElement.Clone();
    }
}

internal static class JsonReading
{
    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static IEnumerable<string> ErrorFields(this JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(p => p.Name);
}
