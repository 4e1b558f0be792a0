using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CouponPortal.E2E.Support;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;

namespace CouponPortal.Tests.Operation;

/// <summary>The built product as a service manager and a collector of telemetry see it.</summary>
public sealed class OperatedProcessTests
{
    private const string Canary = "canary_9c41e7";

    [Fact]
    public async Task Process_tells_its_manager_and_its_collector_how_it_is_and_stops_on_SIGTERM_with_nothing_secret_said()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-notify-").FullName;
        await using var collector = await Collector.StartAsync();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var address = Path.Combine(folder, "notify");
        manager.Bind(new UnixDomainSocketEndPoint(address));
        manager.ReceiveTimeout = 10_000;
        try
        {
            await using var portal = await PortalProcess.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Demo__Enabled"] = "false",
                ["NOTIFY_SOCKET"] = address,
                ["Log__Format"] = "json",
                ["Logging__LogLevel__Microsoft.AspNetCore"] = "Information",
                ["Drain__Seconds"] = "1",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
                ["OTEL_SERVICE_NAME"] = "portal-under-test",
            });
            Assert.Equal("READY=1", Receive(manager));
            using var shop = new HttpClient { BaseAddress = portal.BaseUrl };
            using var order = await shop.GetAsync(new Uri($"/postback?order_id=1&postback_key={Canary}", UriKind.Relative), TestContext.Current.CancellationToken);
            await Until.TrueAsync(() => collector.Has("/v1/metrics", "couponportal.requests.kept") && collector.Has("/v1/traces", "GET /postback") && collector.Has("/v1/logs", "Request starting"));

            await portal.TerminateAsync();
            Assert.Equal("STOPPING=1", Receive(manager));
            using var ready = await shop.GetAsync(new Uri("/healthz/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal(0, await portal.EndAsync(TimeSpan.FromSeconds(30)));

            Assert.True(collector.Has("/v1/metrics", "portal-under-test"));
            Assert.False(collector.Has("", Canary), "the key was sent to the collector");
            Assert.DoesNotContain(Canary, portal.Log, StringComparison.Ordinal);
            var lines = portal.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement).ToList();
            Assert.Contains(lines, l => l.GetProperty("message").GetString()!.StartsWith("Request starting", StringComparison.Ordinal));
            Assert.Contains(lines, l => l.GetProperty("message").GetString() == "Draining for 1 s.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Receive(Socket manager)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer));
    }

    /// <summary>Takes OTLP over HTTP and keeps what it got.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _got = [];

        public Uri Url => new(app.Urls.First());

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var collector = new Collector(builder.Build());
            await collector.RunAsync();
            return collector;
        }

        /// <summary>Protobuf has its texts as they are.</summary>
        public bool Has(string path, string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return _got.Any(g => g.Path.Contains(path, StringComparison.Ordinal) && g.Body.AsSpan().IndexOf(bytes) >= 0);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task RunAsync()
        {
            app.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                _got.Enqueue((http.Request.Path, body.ToArray()));
                http.Response.StatusCode = StatusCodes.Status200OK;
            });
            return app.StartAsync();
        }
    }
}
