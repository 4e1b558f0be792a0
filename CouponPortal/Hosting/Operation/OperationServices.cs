using CouponPortal.Components.Layout;
using CouponPortal.Data;
using CouponPortal.Data.Nodes;
using CouponPortal.Hosting.Telemetry;
using Microsoft.AspNetCore.HttpOverrides;

namespace CouponPortal.Hosting.Operation;

/// <summary>What belongs to running the product, and not to what it does.</summary>
internal static class OperationServices
{
    public static void AddOperation(this WebApplicationBuilder builder, PortalSettings settings)
    {
        builder.Services.AddSingleton<ServiceNews>();
        builder.Services.AddSingleton(new SystemdNotify());
        builder.Services.AddSingleton<Drain>().AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<Drain>());
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHostedService<ServiceWatch>();
        builder.Services.AddSingleton<JobLog>();
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<NodeReport>(provider, settings.DataDirectory, settings.Node));
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Leases>(provider, settings.Node));
        builder.Services.AddHostedService<NodeHeartbeat>();
        builder.AddLogs(settings.Operation.JsonLogs);
        builder.AddTelemetry();
        if (settings.Operation.Proxies.Count > 0)
        {
            builder.Services.Configure<ForwardedHeadersOptions>(options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

                // Their list alone decides how many there may be.
                options.ForwardLimit = null;
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                foreach (var network in settings.Operation.Proxies)
                {
                    options.KnownIPNetworks.Add(network);
                }
            });
        }
    }

    /// <summary>First of all: who asks, and whether to ask somebody else next time. Costs a request nothing where there is no proxy.</summary>
    public static void UseOperation(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PortalSettings>().Operation.Proxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseRequestTraces();

        var jobs = app.Services.GetRequiredService<JobLog>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CouponPortal.Replica");
        app.Services.GetRequiredService<Database>().ReplicaFailed = error => log.LogWarning(error, "The read replica does not answer; the report was read from the server itself.");
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var job in app.Services.GetServices<IHostedService>().OfType<IJob>())
            {
                job.Jobs = jobs;
            }
        });
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((http, next) =>
        {
            if (drain.IsDraining)
            {
                http.Response.Headers.Connection = "close";
            }

            return next(http);
        });
    }
}
