using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using CouponPortal.Tests.Tracking.Screening;

[assembly: AssemblyFixture(typeof(ScreenedPortal))]

namespace CouponPortal.Tests.Tracking.Screening;

/// <summary>The product behind a trusted proxy, so that a test can come from whatever address it likes. Each test makes coupons of its own, and comes from networks of its own.</summary>
public sealed class ScreenedPortal : IAsyncDisposable
{
    public const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
    private static int _codes;
    private readonly Lazy<Task<PortalHost>> _host = new(() => PortalHost.WithNetworkAsync(DatabaseProvider.Sqlite, ("Proxy:Trusted", "127.0.0.0/8,::1,::ffff:127.0.0.0/104")));

    public async Task<FixedTimeProvider> TimeAsync() => (await _host.Value).Time!;

    /// <summary>A private code of partner Ana on the offer Shoes, whose destination tells the click id.</summary>
    public async Task<string> NewCodeAsync()
    {
        var code = "SCREEN" + Interlocked.Increment(ref _codes);
        await SendAsync(HttpMethod.Post, "coupons", new { code, offer_id = PortalNetwork.Shoes, visibility = "private", partner_ids = new[] { PortalNetwork.Ana } }, HttpStatusCode.Created);
        return code;
    }

    /// <summary>Opens a link as somebody at <paramref name="from"/>.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string from, string? agent = Phone, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var browser = (await _host.Value).Visitor();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        if (agent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The newest click of a code, as the API shows it; undefined when there is none.</summary>
    public async Task<JsonElement> LastClickAsync(string code) =>
        (await SendAsync(HttpMethod.Get, $"clicks?coupon_code={code}&limit=1", null, HttpStatusCode.OK)).GetProperty("data").EnumerateArray().FirstOrDefault();

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected, string key = PortalNetwork.Admin)
    {
        using var script = (await _host.Value).Script(key);
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await script.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Changes Ames's policy for the length of a test.</summary>
    public async Task<IAsyncDisposable> PolicyAsync(object screening)
    {
        await SendAsync(HttpMethod.Patch, $"advertisers/{PortalNetwork.Ames}", new { screening }, HttpStatusCode.OK);
        return new Restored(this);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated)
        {
            await (await _host.Value).DisposeAsync();
        }
    }

    private sealed class Restored(ScreenedPortal portal) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() =>
            await portal.SendAsync(HttpMethod.Patch, $"advertisers/{PortalNetwork.Ames}", new { screening = (object?)null }, HttpStatusCode.OK);
    }
}
