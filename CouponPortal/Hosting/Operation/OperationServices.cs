using CouponPortal.Components.Layout;
using CouponPortal.Data;
using CouponPortal.Data.Nodes;
using CouponPortal.Hosting.Telemetry;

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
    }

    /// <summary>First of all: what a request is called in traces, and whether to ask another node next time.</summary>
    public static void UseOperation(this WebApplication app)
    {
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
