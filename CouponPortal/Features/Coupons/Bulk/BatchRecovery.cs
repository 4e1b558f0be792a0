namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Looks, at the start and then now and again, for batches that a process left half-way: this one's former life, or another node.</summary>
internal sealed class BatchRecovery(BatchRuns runs, TimeProvider time, ILogger<BatchRecovery> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runs.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await runs.RecoverAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "Bulk changes that were interrupted could not be looked for.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
