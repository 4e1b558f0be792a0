using System.Data.Common;
using CouponPortal.Data.Nodes;

namespace CouponPortal.Features.Privacy;

/// <summary>Runs the retention twice a day, on one of several nodes.</summary>
public sealed class RetentionWorker(RetentionRun run, Leases leases, TimeProvider time, ILogger<RetentionWorker> log) : BackgroundService, IJob
{
    private const string Name = "Retention";

    // A little shorter than the time between two runs: the next one is anybody's.
    private static readonly TimeSpan Lease = TimeSpan.FromHours(11);
    private static readonly TimeSpan Every = TimeSpan.FromHours(12);
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);

    public JobLog? Jobs { get; set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not while the product starts and catches up.
        await Task.Delay(AfterStart, time, stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await (Jobs?.RunAsync(Name, () => RunOnceAsync(stoppingToken), said => said) ?? RunOnceAsync(stoppingToken));
            }
            catch (DbException error)
            {
                log.LogWarning(error, "What was kept long enough could not be removed; it is tried again later.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<string> RunOnceAsync(CancellationToken cancel)
    {
        if (await leases.TryTakeAsync(Name, Lease, cancel) is null)
        {
            return "Another node does it.";
        }

        var counts = await run.RunAsync(cancel);
        if (counts.Any)
        {
            log.LogInformation("Kept long enough: {Counts}", counts);
        }

        return $"Removed {counts.Clicks} clicks, blanked {counts.Requests} requests, removed {counts.ExportRuns} export runs and {counts.Messages} partner messages.";
    }
}
