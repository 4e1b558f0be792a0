using System.Data.Common;

namespace CouponPortal.Features.Privacy;

/// <summary>Runs the retention twice a day.</summary>
public sealed class RetentionWorker(RetentionRun run, TimeProvider time, ILogger<RetentionWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(12);
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not while the product starts and catches up.
        await Task.Delay(AfterStart, time, stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                if (await run.RunAsync(stoppingToken) is { Any: true } counts)
                {
                    log.LogInformation("Kept long enough: {Counts}", counts);
                }
            }
            catch (DbException error)
            {
                log.LogWarning(error, "What was kept long enough could not be removed; it is tried again later.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
