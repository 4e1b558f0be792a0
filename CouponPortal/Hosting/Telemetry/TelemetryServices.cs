using System.Diagnostics;
using System.Diagnostics.Metrics;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CouponPortal.Hosting.Telemetry;

/// <summary>Metrics, traces and logs to an OpenTelemetry collector, where one is named.</summary>
internal static class TelemetryServices
{
    // The framework's own: requests, connections, circuits, memory, garbage collection, the pool of PostgreSQL.
    private static readonly string[] Meters =
    [
        WriterFigures.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Components", "System.Runtime", "Npgsql",
    ];

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Npgsql"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        if (OtlpSettings.IsSent(settings, "LOGS"))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.SetResourceBuilder(Resource()).AddProcessor(new CleanLogs());
                logs.IncludeFormattedMessage = true;
                logs.AddOtlpExporter();
            });
        }

        if (OtlpSettings.IsSent(settings, "TRACES"))
        {
            builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource()).AddSource(Sources).AddProcessor(new CleanTraces()).AddOtlpExporter().Build());
            builder.Services.AddHostedService<Started<TracerProvider>>();
        }

        if (OtlpSettings.IsSent(settings, "METRICS"))
        {
            builder.Services.AddSingleton<StoreMeter>();
            builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(Meters)
                .AddView("couponportal.commit.events", new ExplicitBucketHistogramConfiguration { Boundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 50_000] })
                .AddView("couponportal.commit.duration", new ExplicitBucketHistogramConfiguration { Boundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] })
                .AddOtlpExporter().Build());
            builder.Services.AddHostedService<Started<MeterProvider>>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<StoreMeter>());
        }
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win: they are read last.
    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddService("couponportal", serviceVersion: ProductVersion.Text).AddTelemetrySdk().AddEnvironmentVariableDetector();

    /// <summary>Makes a provider with the host and not before, and lets the container end it, which sends what is left.</summary>
    private sealed class Started<T>(T provider) : IHostedService
        where T : class
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(provider);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>The writer's and the catalog's figures, read when they are sent.</summary>
internal sealed class StoreMeter : IHostedService, IDisposable
{
    private readonly Meter _meter = new(WriterFigures.MeterName);

    public StoreMeter(EventWriter writer, ClickSpool spool, Catalog catalog)
    {
        var figures = writer.Figures;
        _meter.CreateObservableCounter("couponportal.clicks", () => figures.Clicks, "{click}", "Clicks stored.");
        _meter.CreateObservableCounter("couponportal.orders", () => figures.Orders, "{order}", "Orders stored, and repeats recognised.");
        _meter.CreateObservableCounter("couponportal.requests.kept", () => figures.Hits, "{request}", "Requests stored that became no order.");
        _meter.CreateObservableCounter("couponportal.orders.turned_away", () => figures.Refused, "{request}", "Answered 503 because the store was down.");
        _meter.CreateObservableCounter("couponportal.spool.clicks", () => figures.Spooled, "{click}", "Clicks kept in the spool.");
        _meter.CreateObservableCounter("couponportal.spool.lost", () => figures.Lost, "{click}", "Clicks for which there was no room.");
        _meter.CreateObservableGauge("couponportal.spool.size", () => spool.Bytes, "By", "What waits in the spool.");
        _meter.CreateObservableGauge("couponportal.queue", () => writer.Waiting, "{event}", "Events that wait for the next commit.");
        _meter.CreateObservableGauge("couponportal.store.up", () => writer.Outage is null ? 1 : 0, "1", "1 while the store takes what comes.");
        _meter.CreateObservableGauge("couponportal.catalog.version", () => catalog.IsLoaded ? catalog.Current.Version : 0, "1", "Version of the catalog that this node works by.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();
}

/// <summary>What a request said of a person or a key leaves the machine in no trace: query, address, browser, whole paths.</summary>
internal sealed class CleanTraces : BaseProcessor<Activity>
{
    private static readonly string[] Dropped = ["url.query", "url.full", "http.url", "http.target", "client.address", "network.peer.address", "net.peer.ip", "user_agent.original", "http.user_agent", "db.statement", "db.query.text"];

    public override void OnEnd(Activity data)
    {
        foreach (var name in Dropped)
        {
            data.SetTag(name, null);
        }

        // Codes and ids of connections stand in paths.
        if (data.GetTagItem("url.path") is string path && data.GetTagItem("http.route") is null)
        {
            data.SetTag("url.path", FirstSegment(path));
        }
    }

    private static string FirstSegment(string path)
    {
        var end = path.Length > 1 ? path.IndexOf('/', 1) : -1;
        return end < 0 ? "/*" : path[..end] + "/*";
    }
}

/// <summary>The same for logs.</summary>
internal sealed class CleanLogs : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        data.FormattedMessage = data.FormattedMessage is { } message ? LogText.Clean(message) : null;
        data.Body = data.Body is { } body ? LogText.Clean(body) : null;
        data.Attributes = data.Attributes?.Select(a => KeyValuePair.Create<string, object?>(a.Key, a.Value is string or Uri ? LogText.Clean(a.Value.ToString()!) : a.Value)).ToList();
        if (data.Exception is { } error)
        {
            // Its own attributes would carry the message as it is.
            data.Attributes = [.. data.Attributes ?? [], KeyValuePair.Create<string, object?>("exception.type", error.GetType().FullName), KeyValuePair.Create<string, object?>("exception.stacktrace", LogText.Clean(error.ToString()))];
            data.Exception = null;
        }
    }
}
