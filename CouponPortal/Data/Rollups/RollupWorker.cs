using CouponPortal.Data.Nodes;

namespace CouponPortal.Data.Rollups;

/// <summary>Rebuilds what is not complete: at the start, and after a change of a time zone.</summary>
public sealed class RollupWorker(RollupRebuild rebuild, TimeProvider time, ILogger<RollupWorker> log) : BackgroundService, IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public JobLog? Jobs { get; set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var begun = false;
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                if (!begun)
                {
                    await rebuild.BeginAsync(stoppingToken);
                    begun = true;
                }

                if (await (Jobs?.RunAsync("Rollups", () => rebuild.RunAsync(stoppingToken), done => done == 0 ? null : $"{done} days were made anew.") ?? rebuild.RunAsync(stoppingToken)) is > 0 and var days)
                {
                    log.LogInformation("The reports' rollups of {Days} days were made anew.", days);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The reports' rollups could not be made anew; until they are, reports read rows.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
