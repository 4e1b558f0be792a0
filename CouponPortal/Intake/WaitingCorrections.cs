using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake;

/// <summary>
/// Which orders something was said about before they came. Asked for every new order, so it stands in memory; what another process has heard, or a race
/// let slip, <see cref="CorrectionFollower"/> finds in the store.
/// </summary>
public sealed class WaitingCorrections
{
    private readonly HashSet<(int Advertiser, string Event, string Target)> _targets = [];

    public bool IsAwaited(Conversion row)
    {
        lock (_targets)
        {
            return _targets.Count > 0 && TargetsOf(row).Any(t => _targets.Contains((row.AdvertiserId, row.Event, t)));
        }
    }

    public void Add(Correction correction)
    {
        lock (_targets)
        {
            _targets.Add((correction.AdvertiserId, correction.Event, correction.Target));
        }
    }

    public void Remove(Correction correction)
    {
        lock (_targets)
        {
            _targets.Remove((correction.AdvertiserId, correction.Event, correction.Target));
        }
    }

    /// <summary>All that a correction may call the order.</summary>
    public static IEnumerable<string> TargetsOf(Conversion row)
    {
        // An order's key has the form of a target: o: and its order id, or c: and its click.
        yield return row.OrderKey;
        if (row.OrderKey.StartsWith(OrderKey.TestPrefix, StringComparison.Ordinal))
        {
            // Whoever tries a door also takes the order back by its id.
            yield return row.OrderKey[OrderKey.TestPrefix.Length..];
        }

        yield return Correction.ByConversion(row.Id);
        if (row.ClickId is { } click && Correction.ByClick(click) is var target && target != row.OrderKey)
        {
            yield return target;
        }
    }
}

/// <summary>Looks every ten seconds whether orders have come that corrections wait for.</summary>
public sealed class CorrectionFollower(OrderLedger ledger, TimeProvider time, ILogger<CorrectionFollower> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await ledger.ApplyArrivedAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "Corrections that wait for their order could not be looked through; the next round tries again.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
