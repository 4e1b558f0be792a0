namespace CouponPortal.Data.Caps;

/// <summary>Reads the use of caps before the first visit comes, and then again and again: what other processes count, and what staff changes.</summary>
public sealed class CapFollower(CapStore store, TimeProvider time, ILogger<CapFollower> log) : BackgroundService
{
    // However large the store, a twentieth of the time at most goes into this.
    private const int Rest = 20;
    private const int MostAgain = 3;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RoundAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CapStore.Every, time);
        var rest = TimeSpan.Zero;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            rest -= CapStore.Every;
            if (rest > TimeSpan.Zero)
            {
                continue;
            }

            var began = time.GetTimestamp();
            await RoundAsync(stoppingToken);
            rest = time.GetElapsedTime(began) * Rest;
        }
    }

    private async Task RoundAsync(CancellationToken cancel)
    {
        try
        {
            for (var again = 0; again < MostAgain && !await store.ReadAsync(cancel); again++)
            {
                // Orders came while it was read; a moment later they are clearly before the reading.
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning(error, "The use of caps could not be compared with the store; this process goes on with what it counts itself.");
        }
    }
}
